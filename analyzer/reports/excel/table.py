"""A sheet with a table: what it says on top, then a header that stays in sight, then rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from xlsxwriter.workbook import Workbook

from analyzer.reports.excel.cells import Kind, clean, formats_of, shown_as, write_cell

ROWS = 1_048_576
"""Rows that a sheet can hold."""

LINE = 15
"""Points of a line of text."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what it holds, and its width in characters."""

    heading: str
    kind: Kind = Kind.TEXT
    width: int = 12


class Table:
    """A sheet that is written row by row, so that memory holds one row however many there are.

    ``notes`` say on top what the sheet says; header and notes stay in sight.
    """

    def __init__(
        self, book: Workbook, name: str, notes: Sequence[str], columns: Sequence[Column]
    ) -> None:
        self._sheet = book.add_worksheet(name)
        self._columns = columns
        self._formats = formats_of(book)
        self._quiet = book.add_format({"italic": True})
        self._header = self._row = len(notes)
        self._left_out = 0
        self._lay_out(notes[0])
        for row, note in enumerate(notes):
            self._sheet.write_string(row, 0, clean(note), self._quiet)
        self._write_header(book)

    def add(self, *values: Any) -> None:
        """Write one row, a value a column: text, number, day, or None for an empty cell.

        A row that the sheet cannot hold is counted, and ``close`` says so in its last one.
        """
        if self._row + 2 >= ROWS:
            self._left_out += 1
            return
        self._row += 1
        for at, (column, value) in enumerate(zip(self._columns, values, strict=True)):
            write_cell(
                self._sheet, self._row, at, value, self._formats[shown_as(column.kind, value)]
            )

    def close(self, below: Iterable[str] = (), *, filtered: bool = True) -> None:
        """End the table, with more sentences ``below`` it.

        Its columns get filters, unless nobody should sort by them.
        """
        if filtered:
            last = max(self._row, self._header + 1)
            self._sheet.autofilter(self._header, 0, last, len(self._columns) - 1)
        if self._left_out:
            sentence = f"Left out, because a sheet holds no more rows: {self._left_out:,} rows."
            self._sheet.write_string(self._row + 1, 0, sentence, self._quiet)
            return
        for row, sentence in enumerate(below, start=max(self._row, self._header + 1) + 2):
            if row < ROWS:
                self._sheet.write_string(row, 0, clean(sentence), self._quiet)

    def _write_header(self, book: Workbook) -> None:
        look = {"bold": True, "bottom": 1, "bg_color": "#E7EBF0", "text_wrap": True}
        left = book.add_format(look | {"valign": "top"})
        right = book.add_format(look | {"valign": "top", "align": "right"})
        lines = max(ceil(1.2 * len(one.heading) / one.width) for one in self._columns)
        self._sheet.set_row(self._header, LINE * lines)
        for at, column in enumerate(self._columns):
            style = left if column.kind is Kind.TEXT else right
            self._sheet.write_string(self._header, at, column.heading, style)

    def _lay_out(self, note: str) -> None:
        for at, column in enumerate(self._columns):
            self._sheet.set_column(at, at, column.width)
        self._sheet.freeze_panes(self._header + 1, 1)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)  # A4
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(self._header)
        self._sheet.set_footer(f"&L{note.replace('&', '&&')[:200]}&R&P of &N")
