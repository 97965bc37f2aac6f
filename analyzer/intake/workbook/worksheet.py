"""The rows of one worksheet, each cell as a value that JSON can hold."""

import math
import re
from collections.abc import Generator
from datetime import date, time, timedelta
from typing import NamedTuple
from xml.etree.ElementTree import Element

from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import (
    CELL_TAG,
    DATA_TAG,
    FORMULA_TAG,
    ROW_TAG,
    VALUE_TAG,
    WorkSheetParser,
)

from analyzer.intake.records import FORMULA
from analyzer.intake.workbook.book import Book, Sheet
from analyzer.intake.workbook.elements import elements

_ROW_NUMBER = re.compile(r"\d{1,9}")
_EXACT = 2**53


class Row(NamedTuple):
    """The cells of a row that hold anything, by the number of their column from 1; ``number`` is
    that of the row, from 1, and ``unreadable`` are the columns whose cells stand there as the file
    writes them."""

    number: int
    cells: dict[int, object]
    unreadable: list[int]


def rows_of(book: Book, sheet: Sheet) -> Generator[Row, None, None]:
    """Yield the rows of a worksheet, those of white space aside.

    A formula is ``["formula", "=A1"]``, an error such as #N/A None, a whole number an int, or text
    where its format gives it zeros in front, a date or time ISO 8601, a duration hours, minutes
    and seconds. Rows are read to the last, whatever size the sheet says that it has.
    Raises what openpyxl, its XML parser and zipfile raise for a file that is damaged.
    """
    # openpyxl's own loop over the rows fills every gap in their numbers, drops a row whose number
    # is not the next, and fails as a whole at one cell that it cannot read
    reader = _RowReader(book)
    with book.open_sheet(sheet) as part:
        for element in elements(part, DATA_TAG, ROW_TAG):
            row = reader.read(element)
            if any(is_filled(value) for value in row.cells.values()):
                yield row


class _RowReader(WorkSheetParser):  # type: ignore[misc]
    """Reads the cells of a row one by one."""

    def __init__(self, book: Book) -> None:
        formats = book.number_formats
        super().__init__(
            None,
            book.strings,
            epoch=book.epoch,
            date_formats=formats.dates,
            timedelta_formats=formats.durations,
        )
        self._digits = formats.digits
        self._row = 0

    def read(self, element: Element) -> Row:
        number = element.get("r", "")
        self._row = int(number) if _ROW_NUMBER.fullmatch(number) else self._row + 1
        self.col_counter = 0
        row = Row(self._row, {}, [])
        for cell in element.iterfind(CELL_TAG):
            before = self.col_counter
            try:
                value = self._value(cell)
            except Exception:  # openpyxl trips over a damaged cell with errors of any kind
                if self.col_counter == before:
                    self.col_counter += 1
                row.unreadable.append(self.col_counter)
                value = "".join(cell.itertext())
            if value is not None and value != "":
                row.cells[self.col_counter] = value if value is not _ERROR else None
        return row

    def parse_formula(self, element: Element) -> str:
        """Return a formula as it is written; openpyxl takes long to work out a shared one."""
        return f"={element.findtext(FORMULA_TAG) or ''}"

    def _value(self, cell: Element) -> object:
        if cell.get("t") == "d":
            cell.set("t", "str")  # ISO 8601 already, and openpyxl would drop the offset
        parsed = self.parse_cell(cell)
        value, kind = parsed["value"], parsed["data_type"]
        if kind == "f":
            return [FORMULA, value]
        if kind == "e":
            # a number that is no date, in a cell with the format of one, is an error to openpyxl
            return _ERROR if cell.get("t") == "e" else _number(float(cell.findtext(VALUE_TAG, "")))
        value = _plain(value)
        digits = self._digits.get(parsed["style_id"])
        if digits and kind == "n" and type(value) is int and value >= 0:
            return f"{value:0{digits}}"
        return value


_ERROR = object()


def _plain(value: object) -> object:
    match value:
        case str():
            return unescape(value)
        case float():
            return _number(value)
        case timedelta():
            return _clock(value)
        case date() | time():
            return value.isoformat()
        case _:
            return value


def _number(value: float) -> int | float:
    if not math.isfinite(value):
        raise ValueError("no number")
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def _clock(duration: timedelta) -> str:
    """Return a duration as a cell shows it.

    >>> _clock(timedelta(hours=26, minutes=15))
    '26:15:00'
    """
    minutes, seconds = divmod(round(abs(duration).total_seconds()), 60)
    sign = "-" if duration < timedelta() else ""
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def is_filled(value: object) -> bool:
    """Say whether the value of a cell is more than white space."""
    return not isinstance(value, str) or not value.isspace()
