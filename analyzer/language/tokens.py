"""Cuts a batch of texts into tokens: words, numbers and marks.

One pass over the whole batch; everything behind works on arrays of token numbers, so that a rule
looks at each distinct word once, however often the notes repeat it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from itertools import chain, pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analyzer.language.kinds import MetKinds, Rule, met_kinds
from analyzer.language.pieces import Codes, Places, Sort, codes_of, cut

Ids = NDArray[np.int64]

_BETWEEN_NOTES = "\0"
_GROWING = "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}"
_LINE_BREAK = ord("\n")


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
    ``met`` has all kinds that this process knows, and ``met_number`` says which of those stands
    there.
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
    met: MetKinds = field(repr=False)
    met_number: Ids = field(repr=False)

    def __reduce__(self) -> tuple[Callable[..., "Tokens"], tuple[Sequence[str]]]:
        """Leave the words of other notes out of a copy."""
        return tokenize, (self.texts,)

    def told(self, rule: Rule) -> Ids:
        """Return what a rule says of each token's kind; it is asked once a kind."""
        return self.met.told(rule)[self.met_number]


def tokenize(texts: Sequence[str]) -> Tokens:
    """Return the tokens of every text.

    >>> tokens = tokenize(["Pt's 3rd call!"])
    >>> [tokens.kinds[kind] for kind in tokens.kind]
    ["pt's", '3', 'rd', 'call', '!']
    """
    joined = _BETWEEN_NOTES.join([*texts, ""])
    lower = _lower(joined)
    codes = codes_of(lower)
    pieces = cut(codes)
    length = np.fromiter(map(len, texts), np.int64, len(texts))
    behind_note = np.cumsum(length + 1)
    is_token = pieces.sort != Sort.WHITE
    separator = np.searchsorted(pieces.start, behind_note - 1)
    is_token[separator] = False
    token = np.flatnonzero(is_token)
    first = np.concatenate([[0], np.searchsorted(token, separator)])
    tokens_of_note = np.diff(first)
    begins = np.repeat(behind_note - length - 1, tokens_of_note)
    start = pieces.start[token]
    kind_of_piece, written = _kinds(pieces.start, codes, lower)
    kind = kind_of_piece[token]
    met = met_kinds()
    numbers = met.numbers(written)
    return Tokens(
        texts,
        met.written(numbers),
        kind,
        codes_of(joined)[start] != codes[start],
        start - begins,
        pieces.start[token + 1] - begins if len(token) else start,
        _gaps(pieces.start, pieces.sort, codes)[token - 1],
        np.repeat(np.arange(len(texts)), tokens_of_note),
        first,
        met,
        numbers[kind],
    )


def split_phrase(phrase: str) -> tuple[str, ...]:
    """Return the tokens of a phrase of a word list, as written; a * stays with its word.

    >>> split_phrase("self-harm*")
    ('self', '-', 'harm*')
    """
    return tuple(chain.from_iterable(map(_split_word, phrase.split())))


@cache
def _split_word(word: str) -> tuple[str, ...]:
    """Return the tokens of a word of a word list; most are one, of letters alone."""
    if word.removesuffix("*").isalpha():
        return (word,)
    bounds = [*cut(codes_of(word)).start.tolist(), len(word)]
    pieces = [word[start:end] for start, end in pairwise(bounds)]
    return tuple(
        piece + "*" if behind == "*" else piece
        for piece, behind in zip(pieces, [*pieces, ""][1:], strict=True)
        if piece != "*"
    )


def _kinds(start: Places, codes: Codes, text: str) -> tuple[Ids, list[bytes]]:
    """Return the kind of every piece, and the kinds, written in UTF-8, as they come up first."""
    encoded = text.encode("utf-8", "surrogatepass")
    bounds = np.append(start, len(codes))
    if len(encoded) > len(codes):
        width = sum((codes >= first).astype(np.int64) for first in (0, 0x80, 0x800, 0x10000))
        bounds = np.concatenate([[0], np.cumsum(width)])[bounds]
    buffers = [None, pa.py_buffer(bounds), pa.py_buffer(encoded)]
    found = pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(start), buffers)
    distinct = found.dictionary_encode()
    numbers = distinct.indices.buffers()[1]  # to_numpy would load pandas
    kinds: list[bytes] = distinct.dictionary.to_pylist()
    return np.frombuffer(numbers, np.int32, len(start)).astype(np.int64), kinds


def _gaps(start: Places, sort: NDArray[np.uint8], codes: Codes) -> Ids:
    """Return the gap that each piece leaves before the next token."""
    gap = np.where(sort == Sort.WHITE, np.int64(Gap.SPACE), np.int64(Gap.NONE))
    breaks = np.flatnonzero(codes == _LINE_BREAK)
    gap[np.searchsorted(start, breaks, side="right") - 1] = Gap.LINE
    return gap


def lower_case(text: str) -> str:
    """Return the text in lower case, character for character.

    >>> lower_case("İpek RANG")
    'İpek rang'
    """
    # The one letter that grows in lower case stays, and changes nothing beside it.
    return _GROWING.join(map(str.lower, text.split(_GROWING)))


def _lower(text: str) -> str:
    """Return the text in lower case, character for character, with straight apostrophes."""
    return lower_case(text).replace("’", "'")
