"""The sheet Staff: a row a person, by name."""

from collections.abc import Iterator

from xlsxwriter.workbook import Workbook

from analyzer.codebook import Step
from analyzer.insights.coaching import LIMIT, PURPOSE
from analyzer.insights.funnel_plot import Place
from analyzer.reports.excel.cells import Kind
from analyzer.reports.excel.table import Column, Table
from analyzer.reports.figures import StaffFigures
from analyzer.reports.formatting import heading

NOTES = (
    f"{PURPOSE} In order of names, which is no rank. The person sees their own page first and may "
    "dispute every line of it.",
    f"{LIMIT} Beside a share stands the one that an average colleague would have documented in the "
    "same notes. Worth a conversation, in either direction and without blame: over the clinic's "
    "period it differs more than chance and the usual differences between people explain.",
)
PLACES = {
    Place.INSIDE: "as usual",
    Place.ABOVE: "worth a conversation",
    Place.BELOW: "worth a conversation",
}
"""A person's place without its side, by which a sheet of all would rank people."""

_SHARES = ("documented", "low", "high", "expected")
COLUMNS = (
    Column("Name", width=26),
    Column("Staff number", width=14),
    Column("Role", width=20),
    Column("Notes since", Kind.DAY),
    Column("Notes", Kind.COUNT, 9),
    Column("With a concern", Kind.COUNT, 9),
    *(
        column
        for step in map(heading, Step)
        for column in (
            *(Column(f"{step}, {share}", Kind.SHARE) for share in _SHARES),
            Column(f"{step}, beside colleagues", width=20),
        )
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
            *_steps(figures),
            *(figures.hearts[name]["rate"] for name in ("opening", "closing", "full")),
            figures.arc["mean_start"],
            figures.arc["mean_end"],
        )

    def close(self) -> None:
        """End the sheet."""
        self._table.close(filtered=False)


def _steps(figures: StaffFigures) -> Iterator[float | str | None]:
    compared = {row["step"]: row for row in figures.compared}
    for step in Step:
        row = compared.get(step, {})
        for name in ("rate", "low", "high", "expected"):
            yield row.get(name)
        period = row.get("clinic_period")
        yield None if period is None else PLACES[period["place"]]
