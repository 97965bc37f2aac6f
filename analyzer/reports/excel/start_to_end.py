"""The sheet Start to end: how people felt when contacts began and when they ended, by channel."""

from xlsxwriter.workbook import Workbook

from analyzer.reports.excel.cells import Kind
from analyzer.reports.excel.table import Column, Table
from analyzer.reports.figures import ClinicFigures
from analyzer.reports.formatting import heading

FIGURES = {
    "n": Column("Notes with a concern", Kind.COUNT),
    "mean_start": Column("Feeling at the start", Kind.FEELING),
    "mean_end": Column("Feeling at the end", Kind.FEELING),
    "mean_change": Column("Change", Kind.FEELING),
    "change_low": Column("Change, low", Kind.FEELING),
    "change_high": Column("Change, high", Kind.FEELING),
    "better": Column("Ended better", Kind.COUNT),
    "better_rate": Column("Share better", Kind.SHARE),
    "better_low": Column("Better, low", Kind.SHARE),
    "better_high": Column("Better, high", Kind.SHARE),
    "began_negative": Column("Began unhappy", Kind.COUNT),
    "recovered": Column("Of them ended happy", Kind.COUNT),
    "recovered_rate": Column("Share of them", Kind.SHARE),
    "recovered_low": Column("Of them, low", Kind.SHARE),
    "recovered_high": Column("Of them, high", Kind.SHARE),
}
"""The column of each figure of ``arc.arcs``."""

NOTES = (
    "How people with a concern felt on average, from -2 (very unhappy) to 2 (very happy).",
    "They felt better or worse in the end where the interval of the change leaves out 0. "
    "Of too few notes there are no means.",
)


def write_start_to_end(book: Workbook, clinic: ClinicFigures) -> None:
    """Add the sheet to a workbook."""
    columns = [Column("Channel", width=16), *FIGURES.values()]
    table = Table(book, "Start to end", NOTES, columns)
    for row in clinic.arcs_by_channel:
        table.add(heading(row["channel"]), *(row[name] for name in FIGURES))
    table.close()
