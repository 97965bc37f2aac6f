"""The sheet Worklist: whom to call back first, to read."""

from xlsxwriter.workbook import Workbook

from analyzer.insights.worklist.guide import worklist_guide
from analyzer.intake.worklist.rows import heading
from analyzer.reports.excel.cells import Kind
from analyzer.reports.excel.table import Column, Table
from analyzer.reports.worklist_files import WIDTH, WIDTHS, Worklist, shown_rows

COPY = (
    "A copy to read, with patients' numbers. To fill in the list, write it alone: "
    "analyzer worklist -o worklist.xlsx"
)
_KINDS = {
    "rank": Kind.COUNT,
    "contacts": Kind.COUNT,
    "attempts": Kind.COUNT,
    "first_contact": Kind.TIME,
    "last_contact": Kind.TIME,
    "promised_by": Kind.TIME,
    "closed": Kind.DAY,
}


def write_worklist(book: Workbook, worklist: Worklist) -> None:
    """Add the sheet to a workbook: the list as ``analyzer worklist -o`` writes it, but for the
    column by which a list that was filled in is known again."""
    guide = worklist_guide()
    names = [name for name in guide.columns if name != "listed"]
    columns = [
        Column(heading(name), _KINDS.get(name, Kind.TEXT), WIDTHS.get(name, WIDTH))
        for name in names
    ]
    below = [*guide.order, *guide.caveats[1:]]
    if worklist.left_out:
        counts = ", ".join(f"{place} {count:,}" for place, count in worklist.left_out.items())
        below.append(f"Older cases left out: {counts}.")
    table = Table(book, "Worklist", (guide.caveats[0], COPY), columns)
    for row in shown_rows(worklist.rows):
        table.add(*(row[name] for name in names))
    table.close(below)
