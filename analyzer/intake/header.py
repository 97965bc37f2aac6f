"""Where the header of a table stands, and what its columns are called."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, zip_longest
from typing import NamedTuple, TypeVar

from analyzer.intake.columns import distinct, is_usual_name, usual_field
from analyzer.intake.data import key
from analyzer.settings import Columns

ROWS_LOOKED_AT = 30
_CELLS = 200_000
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_DATE_OR_TIME = re.compile(r"\d([-/.])\d{1,2}\1\d|\d:\d\d")


class Header(NamedTuple):
    """The ``names`` of the columns as they stand, blank where a column has none; ``rows`` is how
    many rows end with the header, titles above it included."""

    names: list[str]
    rows: int

    @property
    def columns(self) -> list[str]:
        """Every column named, and named once."""
        return distinct(self.names)


_AnyRow = TypeVar("_AnyRow")


def first_rows(rows: Iterable[_AnyRow], width: Callable[[_AnyRow], int]) -> list[_AnyRow]:
    """Return the rows at the start of a table among which a header is looked for: 30, or fewer
    where they are so wide that they would fill the memory."""
    taken: list[_AnyRow] = []
    cells = 0
    for row in islice(rows, ROWS_LOOKED_AT):
        taken.append(row)
        cells += width(row)
        if cells > _CELLS:
            break
    return taken


def find_header(rows: Sequence[Sequence[str]], chosen: Columns) -> Header:
    """Return the header among the first rows of a table, each of which holds anything.

    It is the row with the most names that are usual or ``chosen`` in the settings; else the first.
    What stands above it are titles: rows with fewer cells filled. Two rows are one header where
    the upper names groups ("Patient" over "ID" and "Name"). So that no row of data is taken for a
    header, one under titles holds no number, date or time, and two such names at least, or one
    where every title is alone in its row and the rows below are wider.

    >>> title = ["Contacts of March", "", ""]
    >>> find_header([title, ["MRN", "Agent", "Note"], ["7", "S1", "Called."]], Columns())
    Header(names=['MRN', 'Agent', 'Note'], rows=2)
    >>> find_header([["Patient", "", "Note"], ["ID", "Name", ""]], Columns()).columns
    ['Patient ID', 'Patient Name', 'Note']
    """
    names = _Names(chosen)
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    best, most = Header(list(rows[0]), 1), names.known(rows[0])
    for at, row in enumerate(rows[:ROWS_LOOKED_AT]):
        if any(map(_is_value, row)):
            continue
        widest = max(filled[:at], default=0)
        if filled[at] > widest and (known := names.known(row)):
            alone = best.rows == widest == 1 and _are_wide(filled[at + 1 :])
            if (known > 1 and known > most) or (alone and known >= most):
                best, most = Header(list(row), at + 1), known
        if at + 1 < len(rows) and not any(map(_is_value, rows[at + 1])):
            together = names.together(row, rows[at + 1])
            known = names.known(together)
            if sum(map(bool, together)) > widest and known > max(most, names.known(rows[at + 1])):
                best, most = Header(together, at + 2), known
    return best


class _Names:
    """Which names are usual or chosen in the settings."""

    def __init__(self, chosen: Columns) -> None:
        self._chosen = frozenset(key(name) for name in chosen.model_dump().values() if name)

    def is_known(self, name: str) -> bool:
        return key(name) in self._chosen or is_usual_name(name)

    def known(self, row: Iterable[str]) -> int:
        """Return how many different names of a row are known."""
        return len({key(cell) for cell in row if cell.strip() and self.is_known(cell)})

    def together(self, upper: Sequence[str], lower: Sequence[str]) -> list[str]:
        """Return the names of two rows that are one header, or none at all.

        A cell merged over several columns stands in the first of them, one merged over both rows
        in the upper. At least one cell is merged over several and makes a name known.
        """
        times = Counter(key(cell) for cell in lower)
        found: list[str] = []
        is_group = False
        for top, below in _merged(upper, lower):
            if top and below[0]:
                names = [name and self._in_group(top, name, times) for name in below]
                changed = (name for name, alone in zip(names, below, strict=True) if name != alone)
                is_group |= sum(map(bool, below)) > 1 and any(map(self.is_known, changed))
                found += names
            else:
                found += [top or below[0], *below[1:]]
        return found if is_group else []

    def _in_group(self, group: str, name: str, times: Counter[str]) -> str:
        """Return a name with that of its group, where it says too little or another thing alone:
        "ID" is the note's, and "Patient ID" the patient's."""
        both = f"{group} {name}"
        if times[key(name)] > 1 or not self.is_known(name):
            return both
        another = usual_field(both) not in (None, usual_field(name))
        return both if another and key(name) not in self._chosen else name


def _merged(upper: Sequence[str], lower: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return each cell of the upper row, and the cells that stand under it and the blanks after."""
    groups: list[tuple[str, list[str]]] = []
    for top, bottom in zip_longest(map(str.strip, upper), map(str.strip, lower), fillvalue=""):
        if top or not groups:
            groups.append((top, []))
        groups[-1][1].append(bottom)
    return groups


def _is_value(cell: str) -> bool:
    """Say whether a cell holds a number, a date or a time, as no name of a column does."""
    number = _DIGIT.search(cell) and not _LETTER.search(cell)
    return bool(number or _DATE_OR_TIME.search(cell))


def _are_wide(filled: Sequence[int]) -> bool:
    """Say whether most rows have more than one cell filled."""
    return sum(cells > 1 for cells in filled) * 2 > len(filled)
