"""The sheet Steps: what everybody together documents, over the period and month by month."""

from typing import Any

from xlsxwriter.workbook import Workbook

from analyzer.codebook import words
from analyzer.reports.excel.cells import Kind
from analyzer.reports.excel.table import Column, Table
from analyzer.reports.figures import ClinicFigures
from analyzer.reports.formatting import heading

NOTES = (
    "The steps documented in all notes with a concern; not documented is not the same as not done, "
    "and a longer note documents more. Missed is what the reader reads least well.",
    "The row without a month is the whole period. A month has the limits within which chance alone "
    "would keep its share 998 times in 1,000, where it has notes enough.",
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
    Column("Lower limit", Kind.SHARE),
    Column("Upper limit", Kind.SHARE),
    Column("Signals", width=28),
    Column("Another model began to read", width=16),
)


def write_steps(book: Workbook, clinic: ClinicFigures) -> None:
    """Add the sheet to a workbook."""
    table = Table(book, "Steps", NOTES, COLUMNS)
    for row in clinic.steps:
        counts = (row[name] for name in ("n", "done", "planned", "missed", "not_documented"))
        shares = (row[name] for name in ("rate", "low", "high"))
        table.add(heading(row["step"]), None, *counts, *shares, None, None, None, None)
        chart = clinic.step_charts.get(row["step"])
        for point in [] if chart is None else chart.points.to_dict("records"):
            table.add(heading(row["step"]), *_month(point))
    table.close()


def _month(point: dict[Any, Any]) -> tuple[object, ...]:
    return (
        point["month"],
        int(point["n"]),
        int(point["count"]),
        *(None, None, None),
        point["rate"],
        *(None, None),
        point["low_998"],
        point["high_998"],
        ", ".join(words(signal) for signal in point["signals"]) or None,
        "yes" if point["model_changed"] else None,
    )
