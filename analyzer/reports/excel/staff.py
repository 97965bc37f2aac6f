"""The sheet Staff: a row a person, by name."""

from collections.abc import Iterator

from xlsxwriter.workbook import Workbook

from analyzer.codebook import Step, words
from analyzer.insights.coaching import LIMIT, PURPOSE
from analyzer.reports.excel.cells import Kind
from analyzer.reports.excel.table import Column, Table
from analyzer.reports.figures import StaffFigures

NOTES = (
    f"{PURPOSE} In order of names, which is no rank. The person sees their own page first and may "
    "dispute every line of it.",
    f"{LIMIT} Beside a share stands the one that an average colleague would have documented in the "
    "same notes, where there are enough notes to compare.",
)
_SHARES = ("documented", "low", "high", "expected")
COLUMNS = (
    Column("Name", width=26),
    Column("Staff number", width=14),
    Column("Role", width=20),
    Column("Notes since", Kind.DAY),
    Column("Notes", Kind.COUNT, 9),
    Column("With a concern", Kind.COUNT, 9),
    *(
        Column(f"{words(step).capitalize()}, {share}", Kind.SHARE)
        for step in Step
        for share in _SHARES
    ),
    Column("Opens with heart", Kind.SHARE),
    Column("Closes with heart", Kind.SHARE),
    Column("Heart, head, heart", Kind.SHARE),
    Column("Feeling at the start, -2 to 2", Kind.FEELING),
    Column("Feeling at the end, -2 to 2", Kind.FEELING),
)


class StaffSheet:
    """The sheet Staff; it has no filters, which would sort people by a share."""

    def __init__(self, book: Workbook) -> None:
        self._table = Table(book, "Staff", NOTES, COLUMNS)

    def add(self, figures: StaffFigures) -> None:
        """Write one person's row."""
        person = figures.report.person
        self._table.add(
            person.name,
            person.staff_id,
            person.role,
            figures.since,
            person.notes,
            person.concerns,
            *_step_shares(figures),
            *(figures.hearts[name]["rate"] for name in ("opening", "closing", "full")),
            figures.arc["mean_start"],
            figures.arc["mean_end"],
        )

    def close(self) -> None:
        """End the sheet."""
        self._table.close(filtered=False)


def _step_shares(figures: StaffFigures) -> Iterator[float | None]:
    compared = {row["step"]: row for row in figures.compared}
    for step in Step:
        row = compared.get(step, {})
        for name in ("rate", "low", "high", "expected"):
            yield row.get(name)
