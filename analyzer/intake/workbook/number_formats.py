"""What the formats of a workbook's cells make of the numbers in them."""

import re
from collections.abc import Callable
from typing import IO, NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.xml.constants import SHEET_MAIN_NS

from analyzer.intake.workbook.elements import elements

_FORMATS, _FORMAT, _STYLES, _STYLE = (
    f"{{{SHEET_MAIN_NS}}}{name}" for name in ("numFmts", "numFmt", "cellXfs", "xf")
)
_LONGEST = 255
"""Characters of a format: Excel takes no longer one, and openpyxl's patterns hang on some."""

_ZEROS = re.compile(r"(00+)(;|\Z)")


class NumberFormats(NamedTuple):
    """What a number is, by the number of its cell's style."""

    dates: set[int]
    durations: set[int]
    """They are among the dates too."""
    digits: dict[int, int]
    """How many digits a whole number has at least: the format 0000 shows 7 as 0007."""


def read_number_formats(open_part: Callable[[], IO[bytes]]) -> NumberFormats:
    """Read the styles of a workbook, a part that is opened twice.

    Raises what the XML parser and zipfile raise for a part that is damaged, and ValueError where
    something else than a number stands for a format.
    """
    codes: dict[int, str] = dict(BUILTIN_FORMATS)
    with open_part() as part:
        for element in elements(part, _FORMATS, _FORMAT):
            code = element.get("formatCode", "")
            codes[int(element.get("numFmtId", ""))] = code if len(code) <= _LONGEST else ""
    dates = {number for number, code in codes.items() if is_date_format(code)}
    durations = {number for number, code in codes.items() if is_timedelta_format(code)}
    zeros = {number: found for number, code in codes.items() if (found := _ZEROS.match(code))}
    formats = NumberFormats(set(), set(), {})
    with open_part() as part:
        for style, element in enumerate(elements(part, _STYLES, _STYLE)):
            number = int(element.get("numFmtId", 0))
            if number in dates:
                formats.dates.add(style)
            if number in durations:
                formats.durations.add(style)
            if number in zeros:
                formats.digits[style] = len(zeros[number][1])
    return formats
