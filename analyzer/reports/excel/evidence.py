"""The sheet Evidence: the redacted quotes that the pages show, and why they stand there."""

from collections.abc import Iterator
from datetime import date

from xlsxwriter.workbook import Workbook

from analyzer.insights.evidence import Quote
from analyzer.reports.excel.cells import Kind
from analyzer.reports.excel.table import Column, Table
from analyzer.reports.figures import StaffFigures
from analyzer.reports.formatting import heading
from analyzer.reports.pages.strengths import shown_strengths
from analyzer.settings import Settings

NOTES = (
    "The quotes that the coaching pages rest on. For coaching only. Redacted by rules that can "
    "miss a name: handle this file as you would the notes.",
    "To look at together: the program is wrong about these lines more often than about anything "
    "else. Read the note before you talk about it.",
)
COLUMNS = (
    Column("Person", width=26),
    Column("Staff number", width=14),
    Column("Why", width=22),
    Column("What", width=36),
    Column("Quote", width=70),
    Column("Note", width=16),
    Column("Day", Kind.DAY),
)
Row = tuple[str, str, str, str, date | None]


class EvidenceSheet:
    """The sheet Evidence; it has no filters, by which one would count somebody's missed steps."""

    def __init__(self, book: Workbook, settings: Settings) -> None:
        self._table = Table(book, "Evidence", NOTES, COLUMNS)
        self._most = settings.coaching.quotes

    def add(self, figures: StaffFigures) -> None:
        """Write the quotes of one person's page, in its order."""
        person = figures.report.person
        for row in _quotes(figures, self._most):
            self._table.add(person.name, person.staff_id, *row)

    def close(self) -> None:
        """End the sheet."""
        self._table.close(filtered=False)


def _quotes(figures: StaffFigures, most: int) -> Iterator[Row]:
    report = figures.report
    for strength in shown_strengths(report.strengths, figures.kept, most):
        for one in strength.kept:
            yield "Kept promise", "Promised", one.promise, one.note_id, one.made
            yield "Kept promise", "Kept", one.evidence, one.kept_note_id, one.kept
        for quote in strength.quotes:
            yield _quoted("Goes well", strength.title, quote)
    for area in report.growth_areas:
        for quote in area.quotes:
            yield _quoted("Room to grow", area.title, quote)
    for line in report.together:
        yield _quoted("To look at together", heading(line.label), line.quote)


def _quoted(why: str, what: str, quote: Quote) -> Row:
    return why, what, quote.text, quote.note_id, quote.day
