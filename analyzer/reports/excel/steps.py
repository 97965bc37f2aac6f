"""The sheet Steps: what everybody together documents, over the period and month by month."""

from collections.abc import Hashable
from typing import Any

from xlsxwriter.workbook import Workbook

from analyzer.reports.excel.cells import Kind
from analyzer.reports.excel.months import CHART_COLUMNS, chart_cells
from analyzer.reports.excel.table import Column, Table
from analyzer.reports.figures import ClinicFigures
from analyzer.reports.formatting import heading
from analyzer.reports.pages.changes import false_alarm

NOTES = (
    "The steps documented in all notes with a concern; not documented is not the same as not done, "
    "and a longer note documents more. Missed is what the reader reads least well.",
    "The row without a month is the whole period. A month has limits, between which chance alone "
    "keeps 95% and 99.8% of months, where it has notes enough.",
)
COLUMNS = (
    Column("Step", width=14),
    Column("Month", Kind.MONTH),
    Column("Notes with a concern", Kind.COUNT),
    Column("Documented", Kind.COUNT),
    Column("Planned", Kind.COUNT),
    Column("Missed", Kind.COUNT),
    Column("Not documented", Kind.COUNT),
    Column("Share documented", Kind.SHARE),
    Column("Low", Kind.SHARE),
    Column("High", Kind.SHARE),
    *CHART_COLUMNS,
)


def write_steps(book: Workbook, clinic: ClinicFigures) -> None:
    """Add the sheet to a workbook."""
    table = Table(book, "Steps", NOTES, COLUMNS)
    for row in clinic.steps:
        counts = (row[name] for name in ("n", "done", "planned", "missed", "not_documented"))
        shares = (row[name] for name in ("rate", "low", "high"))
        table.add(heading(row["step"]), None, *counts, *shares, *(None for _ in CHART_COLUMNS))
        chart = clinic.step_charts.get(row["step"])
        for point in [] if chart is None else chart.points.to_dict("records"):
            table.add(heading(row["step"]), *_month(point))
    table.close(
        f"{heading(step)}: {false_alarm(chart)}" for step, chart in clinic.step_charts.items()
    )


def _month(point: dict[Hashable, Any]) -> tuple[object, ...]:
    return (
        point["month"],
        int(point["n"]),
        int(point["count"]),
        *(None, None, None),
        point["rate"],
        *(None, None),
        *chart_cells(point),
    )
