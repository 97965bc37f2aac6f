"""The sheet Unhappy months: the share of unhappy cases month by month, with its limits."""

from collections.abc import Hashable
from typing import Any

from xlsxwriter.workbook import Workbook

from analyzer.codebook import words
from analyzer.reports.excel.cells import Kind
from analyzer.reports.excel.table import Column, Table
from analyzer.reports.figures import ClinicFigures
from analyzer.reports.pages.changes import false_alarm

LIMITS = ("low_95", "high_95", "low_998", "high_998")
CHART_COLUMNS = (
    *(
        Column(f"{end} limit, {coverage}", Kind.SHARE)
        for coverage in ("95%", "99.8%")
        for end in ("Lower", "Upper")
    ),
    Column("Signals", width=28),
    Column("Another model began to read", width=16),
)
"""What every sheet with months of a control chart ends with."""

COLUMNS = (
    Column("Month", Kind.MONTH),
    Column("Cases", Kind.COUNT),
    Column("Unhappy cases expected", Kind.AMOUNT),
    Column("Share unhappy", Kind.SHARE),
    *CHART_COLUMNS,
)
NOTES = (
    "How many cases of each month are expected to be unhappy, by the month of their contacts.",
    "Chance alone keeps 95% of months between the inner limits and 99.8% between the outer ones. A "
    "month with too few cases has no share.",
)


def write_unhappy_months(book: Workbook, clinic: ClinicFigures) -> None:
    """Add the sheet to a workbook."""
    table = Table(book, "Unhappy months", NOTES, COLUMNS)
    for point in clinic.unhappy.points.to_dict("records"):
        counts = point["month"], int(point["n"]), point["count"], point["rate"]
        table.add(*counts, *chart_cells(point))
    table.close((false_alarm(clinic.unhappy),))


def chart_cells(point: dict[Hashable, Any]) -> tuple[object, ...]:
    """Return the cells of ``CHART_COLUMNS`` of a month of a control chart."""
    return (
        *(point[limit] for limit in LIMITS),
        ", ".join(words(signal) for signal in point["signals"]) or None,
        "yes" if point["model_changed"] else None,
    )
