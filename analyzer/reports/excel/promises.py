"""The sheet Promises: the call backs that were promised, by the clinic and by each person."""

from xlsxwriter.workbook import Workbook

from analyzer.insights.coaching import PURPOSE
from analyzer.reports.excel.cells import Kind
from analyzer.reports.excel.table import Column, Table
from analyzer.reports.figures import ClinicFigures, StaffFigures

NOTES = (
    "Promised call backs, followed to later notes of the same case or patient. No call back note "
    "found is not the same as no call, and the program misses some that were written down.",
    f"{PURPOSE} In order of names, which is no rank. Of a person it is told what was kept, not "
    "what was not: nobody has confirmed that.",
)
COLUMNS = (
    Column("Whose", width=26),
    Column("Staff number", width=14),
    Column("Promised", Kind.COUNT),
    Column("With a time", Kind.COUNT),
    Column("Time is past", Kind.COUNT),
    Column("Kept in time", Kind.COUNT),
    Column("Share kept", Kind.SHARE),
    Column("Low", Kind.SHARE),
    Column("High", Kind.SHARE),
    Column("Kept late", Kind.COUNT),
    Column("Broken", Kind.COUNT),
    Column("No call back note", Kind.COUNT),
)
_OF_ALL = ("made", "with_time", "n", "kept", "rate", "low", "high")
_OF_CLINIC = ("kept_late", "broken", "no_note")


class PromiseSheet:
    """The sheet Promises; it has no filters, which would sort people by a share."""

    def __init__(self, book: Workbook, clinic: ClinicFigures) -> None:
        self._table = Table(book, "Promises", NOTES, COLUMNS)
        counts = (clinic.promises[name] for name in (*_OF_ALL, *_OF_CLINIC))
        self._table.add("The clinic", None, *counts)

    def add(self, figures: StaffFigures) -> None:
        """Write one person's row."""
        person, own = figures.report.person, figures.promises
        counts = (own[name] for name in _OF_ALL)
        self._table.add(person.name, person.staff_id, *counts, *(None for _ in _OF_CLINIC))

    def close(self) -> None:
        """End the sheet."""
        self._table.close(filtered=False)
