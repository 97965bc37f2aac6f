"""Cells merged down over several rows, whose value stands in the uppermost only."""

import re
from collections.abc import Iterable, Iterator

from openpyxl.utils import column_index_from_string

from analyzer.intake.errors import IntakeError
from analyzer.intake.workbook.book import Book, Sheet
from analyzer.intake.workbook.worksheet import Row, is_filled

_RANGE = re.compile(
    rb"""mergeCell\s[^<>]{0,200}?\bref\s*=\s*["']([A-Z]{1,3})(\d{1,9}):[A-Z]{1,3}(\d{1,9})["']"""
)
_LONGEST = 300
"""Bytes of such an element up to the end of what is looked for."""

_MOST = 500_000
_CHUNK = 1024 * 1024

Merged = dict[tuple[int, int], int]
"""The last row of merged cells, by the row and the column that they begin at, from 1."""


def merged_down(book: Book, sheet: Sheet) -> Merged:
    """Find the cells of a worksheet that are merged over several rows.

    Raises IntakeError where they would fill the memory, and what zipfile raises for a part that is
    damaged.
    """
    # they are told after the rows, so the part is unpacked twice; to parse it twice takes too long
    merged: Merged = {}
    rest = b""
    with book.open_sheet(sheet) as part:
        while chunk := part.read(_CHUNK):
            text = rest + chunk
            rest = text[-_LONGEST:]
            if b"mergeCell" not in text:
                continue
            for found in _RANGE.finditer(text):
                first, last = int(found[2]), int(found[3])
                if last > first:
                    merged[first, column_index_from_string(found[1].decode())] = last
            if len(merged) > _MOST:
                raise IntakeError(
                    f"{book.name} has more than {_MOST:,} cells that are merged over several rows; "
                    "export it in parts."
                )
    return merged


def filled_down(rows: Iterable[Row], merged: Merged) -> Iterator[Row]:
    """Yield rows, the value of merged cells in each of the rows that they span.

    Where they span several columns too, it stands in the first of these.
    """
    above: dict[int, tuple[int, int, object]] = {}
    for row in rows:
        begun = {
            column: (row.number, last, value)
            for column, value in row.cells.items()
            if (last := merged.get((row.number, column)))
        }
        filled = {
            column: value
            for column, (first, last, value) in above.items()
            if first < row.number <= last and not is_filled(row.cells.get(column, " "))
        }
        above = {column: span for column, span in above.items() if span[1] > row.number} | begun
        yield row._replace(cells=dict(sorted((row.cells | filled).items()))) if filled else row
