"""Cuts a batch of texts into tokens: words, numbers and marks.

One pass over the whole batch; everything behind works on arrays of token numbers, so that a rule
looks at each distinct word once, however often the notes repeat it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]

_PIECE = re.compile(r" |[^\W\d_]+(?:'[^\W\d_]+)*|\d+|\s+|.", re.S)
"""A word with its apostrophes, a number, a run of white space, or one other character: the pieces
of a text cover it without a gap."""
_BETWEEN_NOTES = "\0"


class Gap(IntEnum):
    """What stands between a token and the one before it."""

    NONE = 0
    SPACE = 1
    LINE = 2


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a batch in text order; white space is none.

    ``kinds`` are the distinct tokens in lower case; ``kind`` (one entry a token) says which of them
    stands there, ``capital`` whether it begins with one; ``start`` and ``end`` are its characters
    in its own note, ``gap`` what is before it and ``note`` the position of its note in ``texts``.
    ``first`` says where each note's tokens begin, with their number as a last entry more.
    """

    texts: Sequence[str]
    kinds: list[str]
    kind: Ids
    capital: NDArray[np.bool_]
    start: Ids
    end: Ids
    gap: Ids
    note: Ids
    first: Ids


def tokenize(texts: Sequence[str]) -> Tokens:
    """Return the tokens of every text.

    >>> tokens = tokenize(["Pt's 3rd call!"])
    >>> [tokens.kinds[kind] for kind in tokens.kind]
    ["pt's", '3', 'rd', 'call', '!']
    """
    joined = _BETWEEN_NOTES.join([*texts, ""])
    lower = _lower(joined)
    pieces = _PIECE.findall(lower)
    number = {piece: i for i, piece in enumerate(dict.fromkeys(pieces))}
    kinds = list(number)
    kind = np.fromiter(map(number.__getitem__, pieces), np.int64, len(pieces))
    end = np.fromiter(accumulate(map(len, pieces)), np.int64, len(pieces))
    length = np.fromiter(map(len, texts), np.int64, len(texts))
    after_note = np.cumsum(length + 1)
    gap_of_kind = np.fromiter(map(_gap, kinds), np.int64, len(kinds))
    gap_here = gap_of_kind[kind]
    gap = np.concatenate([[Gap.NONE], gap_here])[:-1]
    token = gap_here == Gap.NONE
    separator = np.searchsorted(end, after_note)
    token[separator] = False
    first = np.concatenate([[0], np.cumsum(token)[separator]])
    note = np.repeat(np.arange(len(texts)), np.diff(first))
    start = np.concatenate([[0], end])[:-1][token]
    capital = (_characters(joined) != _characters(lower))[start]
    begins = (after_note - length - 1)[note]
    return Tokens(
        texts,
        kinds,
        kind[token],
        capital,
        start - begins,
        end[token] - begins,
        gap[token],
        note,
        first,
    )


def split_phrase(phrase: str) -> tuple[str, ...]:
    """Return the tokens of a phrase of a word list, as written; a * stays with its word.

    >>> split_phrase("self-harm*")
    ('self', '-', 'harm*')
    """
    pieces = [piece for piece in _PIECE.findall(phrase) if not piece.isspace()]
    return tuple(
        piece + "*" if behind == "*" else piece
        for piece, behind in zip(pieces, [*pieces, ""][1:], strict=True)
        if piece != "*"
    )


def _gap(kind: str) -> Gap:
    if not kind.isspace():
        return Gap.NONE
    return Gap.LINE if "\n" in kind else Gap.SPACE


def _characters(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def lower_case(text: str) -> str:
    """Return the text in lower case, character for character.

    >>> lower_case("İpek RANG")
    'İpek rang'
    """
    lower = text.lower()
    if len(lower) != len(text):  # a few letters of other scripts grow in lower case
        lower = "".join(c if len(c.lower()) > 1 else c.lower() for c in text)
    return lower


def _lower(text: str) -> str:
    """Return the text in lower case, character for character, with straight apostrophes."""
    return lower_case(text).replace("’", "'")
