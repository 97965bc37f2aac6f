"""The texts that the cells of a workbook share."""

from array import array
from typing import IO

from openpyxl.cell.text import Text
from openpyxl.xml.constants import SHEET_MAIN_NS

from analyzer.intake.workbook.elements import elements

_TABLE, _STRING, _TEXT = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("sst", "si", "t"))


class SharedStrings:
    """The texts by their number from 0, held as UTF-8 end to end: a list of str takes up to ten
    times the memory."""

    def __init__(self, part: IO[bytes] | None) -> None:
        """Raises what the XML parser and zipfile raise for a part that is damaged."""
        self._texts = bytearray()
        self._ends = array("I", [0])
        for element in elements(part, _TABLE, _STRING) if part else ():
            is_plain = len(element) == 1 and element[0].tag == _TEXT
            text = element[0].text if is_plain else Text.from_tree(element).content
            self._texts += (text or "").encode()
            self._ends.append(len(self._texts))

    def __getitem__(self, number: int) -> str:
        """Raises IndexError where there is no such text."""
        if number < 0:
            raise IndexError(number)
        return self._texts[self._ends[number] : self._ends[number + 1]].decode()
