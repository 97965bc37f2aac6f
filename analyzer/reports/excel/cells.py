"""What goes into one cell of a workbook."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from math import isnan

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

LONGEST = 32_767
"""Characters that Excel keeps in a cell."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no workbook can hold; tabs and line feeds are none of it."""


class Kind(StrEnum):
    """What a column holds, and so how its cells look."""

    TEXT = "text"
    COUNT = "count"
    AMOUNT = "amount"
    SHARE = "share"
    FEELING = "feeling"
    DAY = "day"
    MONTH = "month"
    TIME = "time"


_NUMBER_FORMATS = {
    Kind.TEXT: "@",
    Kind.COUNT: "#,##0",
    Kind.AMOUNT: "#,##0.0",
    Kind.SHARE: "0.0%",
    Kind.FEELING: "0.00",
    Kind.DAY: "yyyy-mm-dd",
    Kind.MONTH: "yyyy-mm",
    Kind.TIME: "yyyy-mm-dd hh:mm",
}


def formats_of(book: Workbook) -> Mapping[Kind, Format]:
    """Return the format of each kind of cell."""
    return {
        kind: book.add_format(
            {"num_format": number, "valign": "top", "text_wrap": kind is Kind.TEXT}
        )
        for kind, number in _NUMBER_FORMATS.items()
    }


def shown_as(kind: Kind, value: object) -> Kind:
    """Return how a value of a column is shown: a whole amount without decimals.

    >>> str(shown_as(Kind.AMOUNT, 74.0)), str(shown_as(Kind.AMOUNT, 3.4))
    ('count', 'amount')
    """
    whole = isinstance(value, int | float) and value % 1 == 0
    return Kind.COUNT if kind is Kind.AMOUNT and whole else kind


def clean(text: str) -> str:
    """Return a text without what no workbook can hold, and no longer than a cell.

    >>> clean("=SUM(A1)" + chr(0) + "!")
    '=SUM(A1)!'
    """
    return _CONTROL.sub("", text)[:LONGEST]


def write_cell(sheet: Worksheet, row: int, column: int, value: object, style: Format) -> None:
    """Write a value as what it is; a text is never a formula or a link, and NaN is an empty cell.

    Raises TypeError for a value that is neither text, number nor day.
    """
    match value:
        case None:
            sheet.write_blank(row, column, None, style)
        case str():
            sheet.write_string(row, column, clean(value), style)
        case date():
            sheet.write_datetime(row, column, value, style)
        case float() if isnan(value):
            sheet.write_blank(row, column, None, style)
        case int() | float():
            sheet.write_number(row, column, value, style)
        case _:
            raise TypeError(f"A cell cannot hold a {type(value).__name__}.")
