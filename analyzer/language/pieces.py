"""Cuts a text into pieces: words, numbers, white space and marks.

The characters are sorted first, then the edges between the sorts are found, both for the whole text
at once: a batch of notes has too many pieces to look at each.
"""

import re
import sys
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]


class Sort(IntEnum):
    """What a piece is made of."""

    MARK = 0
    WORD = 1
    NUMBER = 2
    WHITE = 3


_RUNS = {
    Sort.WORD: re.compile(r"[^\W\d_]+"),
    Sort.NUMBER: re.compile(r"\d+"),
    Sort.WHITE: re.compile(r"\s+"),
}
_PAGE = 256
"""Characters that are sorted at once."""
_NOT_MET = 255
_met = np.full(sys.maxunicode + 1, _NOT_MET, np.uint8)
_SPACE, _APOSTROPHE = ord(" "), ord("'")


class Pieces(NamedTuple):
    """Where each piece of a text begins and of which ``Sort`` it is; they cover it without a gap,
    so that each ends where the next one begins."""

    start: Places
    sort: NDArray[np.uint8]


def codes_of(text: str) -> Codes:
    """Return the number of each character."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def cut(codes: Codes) -> Pieces:
    """Return the pieces of a text: words with the apostrophes between their letters, numbers,
    single spaces, white space that begins with another character, and each mark alone.

    >>> cut(codes_of("Pt's 3rd!")).start.tolist()
    [0, 4, 5, 6, 8]
    """
    if not len(codes):
        return Pieces(np.empty(0, np.int64), np.empty(0, np.uint8))
    sort = _sorts(codes)
    marks = np.flatnonzero(codes == _APOSTROPHE)
    marks = marks[(marks > 0) & (marks < len(sort) - 1)]
    inside = (sort[marks - 1] == Sort.WORD) & (sort[marks + 1] == Sort.WORD)
    sort[marks[inside]] = Sort.WORD
    begins = sort == Sort.MARK
    begins[0] = True
    begins[1:] |= sort[1:] != sort[:-1]
    white = sort == Sort.WHITE
    behind_white = np.flatnonzero(white[1:] & white[:-1]) + 1
    if len(behind_white):
        begins[behind_white] = _behind_spaces_alone(codes, behind_white)
    start = np.flatnonzero(begins)
    return Pieces(start, sort[start])


def _behind_spaces_alone(codes: Codes, places: Places) -> NDArray[np.bool_]:
    """Return which places behind white space have nothing but spaces before them in their run."""
    others = np.cumsum(codes[places - 1] != _SPACE)
    opens = np.diff(places, prepend=-1) > 1
    first = np.maximum.accumulate(np.where(opens, np.arange(len(places)), 0))
    before = np.concatenate([[0], others])[first]
    return np.asarray(others == before)


def _sorts(codes: Codes) -> NDArray[np.uint8]:
    """Return the sort of each character; a page of characters is sorted when one of it is met."""
    sorts = _met[codes]
    new = sorts == _NOT_MET
    if new.any():
        for page in np.unique(codes[new] // _PAGE).tolist():
            _met[page * _PAGE : (page + 1) * _PAGE] = _sorts_of_page(page)
        sorts = _met[codes]
    return sorts


def _sorts_of_page(page: int) -> NDArray[np.uint8]:
    """Return the sorts of some characters, as regular expressions know them."""
    characters = "".join(map(chr, range(page * _PAGE, (page + 1) * _PAGE)))
    sorts = np.full(_PAGE, Sort.MARK, np.uint8)
    for sort, runs in _RUNS.items():
        for run in runs.finditer(characters):
            sorts[run.start() : run.end()] = sort
    return sorts
