"""What a word says of itself about whether it is a person's name.

A row a kind of token: the mean vector of its word pieces, which knows what sort of word it is, then
flags: the lists that it stands in, how it is built, which mark it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntFlag, auto
from functools import cache
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.language.network import VECTOR_SCALE, Floats
from analyzer.language.remembered import Remembered
from analyzer.language.word_lists import common_words, people_words
from analyzer.language.word_pieces import WordPieces
from analyzer.privacy.disguises import without_accents

LISTS = (
    "titles",
    "staff_titles",
    "staff_roles",
    "relations",
    "particles",
    "credentials",
    "function_words",
    "not_names",
    "place_words",
)
"""The lists of people.toml that flag a word."""
NO_NAMES = ("persons", "relations", "titles", "staff_titles", "staff_roles", "place_words")
"""The lists of people.toml that hold no given name, whatever the lists of names say."""
NAME_FLAGS = 5
"""The first flags: of the lists of names and other words that a model brings."""
_MARKS = (".!?", ",;", ":", "()[]", "\"'“”", "-–—/", "@#", "&+")
FLAGS = NAME_FLAGS + 2 + len(LISTS) + 3 + len(_MARKS) + 5
_CONTRACTION = re.compile(r"'(?:ve|ll|d|m|re|t)$")
REMEMBERED = 131_072
"""Distinct words of which is kept in memory what they say."""
_SHORTENED = 4
"""Letters of a given name that may be shortened by a full stop: Wm., Chas., Geo."""
_LISTS_FROM = NAME_FLAGS + 2
_BUILD_FROM = _LISTS_FROM + len(LISTS)
_MARKS_FROM = _BUILD_FROM + 3
_LENGTH_FROM = _MARKS_FROM + len(_MARKS)
"""Where the flags of each sort begin."""
_BITS = [1 << number for number in range(FLAGS)]
_LENGTHS = {letters: 1 << letters - 1 for letters in (1, 2, 3)}


class Trait(IntFlag):
    """What a word is for the rules that say where a name stands, whatever stands around it."""

    POSSIBLE = auto()
    """It may be a part of a name where it has a capital, see ``is_possible``."""
    PLAIN = auto()
    ANOTHER = auto()
    """It is a listed medicine, place or firm that nobody is called."""
    EVERYDAY_NAME = auto()
    LETTER = auto()
    """It is one letter, with a possessive at most."""
    TITLE = auto()
    PLAIN_TITLE = auto()
    """It stands before names: Mrs, Dr; before any word that may be titled."""
    MAY_BE_TITLED = auto()
    TELLS_OF_PEOPLE = auto()
    """What stands before it is somebody: rang, said."""
    BESIDE = auto()
    """Beside a name it may be one too: it is in the lists of names, or no plain word."""
    SPEAKER = auto()
    """It is I."""
    ONE_CHARACTER = auto()
    SHORT = auto()
    """It is no longer than a given name that a full stop shortens."""
    POINT = auto()
    COMMA = auto()


@dataclass(frozen=True, slots=True)
class NameWords:
    """Tells words apart by ``given`` and ``family`` names, ``other`` words that look like some and
    ``plain`` words of a dictionary that are none (each as ``name_key`` makes it), and by word
    pieces with their ``vectors``, a row a piece."""

    given: frozenset[str]
    family: frozenset[str]
    other: frozenset[str]
    plain: frozenset[str]
    pieces: WordPieces
    vectors: Floats
    _said: "Remembered[int]" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_said", Remembered(self.said, REMEMBERED))

    def __reduce__(self) -> tuple[type["NameWords"], tuple[Any, ...]]:
        """Leave the words of notes that were read out of a copy."""
        lists = self.given, self.family, self.other, self.plain
        return NameWords, (*lists, self.pieces, self.vectors)

    @property
    def size(self) -> int:
        """The length of a row."""
        return int(self.vectors.shape[1]) + FLAGS

    def rows(self, kinds: Sequence[str], said: NDArray[np.int64] | None = None) -> Floats:
        """Return a row a kind of token, which is in lower case; ``said`` is what each kind says,
        where that is known."""
        if said is None:
            said = self.said_of(kinds)
        found = [self.pieces.of(word_of_name(kind)) for kind in kinds]
        size = np.fromiter(map(len, found), np.int64, len(found))
        rows = np.zeros((len(kinds), self.size), np.float32)
        some = np.flatnonzero(size)
        if len(some):
            first = np.cumsum(size[some]) - size[some]
            sums = np.add.reduceat(self.vectors[np.concatenate(found)], first)
            mean = sums / size[some, None].astype(np.float32)
            rows[some, :-FLAGS] = mean * np.float32(VECTOR_SCALE)
        rows[:, -FLAGS:-2] = (said[:, None] >> len(Trait) >> np.arange(FLAGS - 2)) & 1
        rows[:, -2:] = size[:, None] > (1, 2)
        return rows

    def is_possible(self, kind: str) -> bool:
        """Say whether a token with a capital may be a part of a name: neither a mark or number, nor
        a contraction (I've), nor a day or language that nobody is called."""
        word = word_of_name(kind)
        if not kind[0].isalpha() or _CONTRACTION.search(kind):
            return False
        if kind != word and word in people_words("function_words"):
            return False
        return word not in people_words("not_names") or self.is_listed(word)

    def is_plain(self, kind: str) -> bool:
        """Say whether a token is a word that ordinary notes, or a dictionary, use for something
        else than a name."""
        return is_common(kind) or kind in self.plain or word_of_name(kind) in self.plain

    def is_listed(self, word: str) -> bool:
        """Say whether a word, in lower case, stands in the lists of names."""
        key = name_key(word)
        return key in self.given or key in self.family

    def is_everyday_name(self, kind: str) -> bool:
        """Say whether a token is an everyday word that is a given name too: Will, Hope, May."""
        if any(kind in people_words(key) for key in NO_NAMES):
            return False
        return is_common(kind) and name_key(kind) in self.given

    def said_of(self, kinds: Sequence[str]) -> NDArray[np.int64]:
        """Return what each kind of token says, see ``said``; notes repeat their words, so it is
        remembered, as long as this lives."""
        return np.fromiter(map(self._said.__getitem__, kinds), np.int64, len(kinds))

    def said(self, kind: str) -> int:
        """Return the traits of a kind of token, ``Trait`` added up, and above them its flags, a bit
        each, but for the last two."""
        word = word_of_name(kind)
        key, lists = name_key(word), _lists_of_words().get(word, 0)
        common = is_common(kind)
        given, family, other = key in self.given, key in self.family, key in self.other
        listed, in_plain = given or family, kind in self.plain or word in self.plain
        plain = common or in_plain
        letter, letters = kind[0].isalpha(), len(word) if word[0].isalpha() else 0
        traits = (
            self.is_possible(kind),
            plain,
            other and not listed,
            common and self.is_everyday_name(kind),
            len(word) == 1,
            word in people_words("titles") or word in people_words("staff_titles"),
            kind in people_words("plain_titles"),
            letter and kind not in people_words("never_titled"),
            kind in people_words("told_of_people"),
            listed or not (plain if word == kind else self.is_plain(word)),
            word == "i",
            len(kind) == 1,
            len(kind) <= _SHORTENED,
            kind == ".",
            kind == ",",
        )
        of_lists = given, family, given and not common, family and not common, other
        of_word = word != kind, letter, kind[0].isdigit()
        flags = sum(compress(_BITS, (*of_lists, common, in_plain)))
        flags |= lists << _LISTS_FROM | sum(compress(_BITS, of_word)) << _BUILD_FROM
        flags |= _marks().get(kind, 0) << _MARKS_FROM | _LENGTHS.get(letters, 0) << _LENGTH_FROM
        return sum(compress(_BITS, traits)) | flags << len(Trait)


def word_of_name(kind: str) -> str:
    """Return a token without its possessive.

    >>> word_of_name("okafor's"), word_of_name("denis'")
    ('okafor', 'denis')
    """
    return kind[:-2] if kind.endswith("'s") and len(kind) > 2 else kind.rstrip("'") or kind


def name_key(word: str) -> str:
    """Return a word as the lists of names hold it: in lower case, without accents, apostrophes.

    >>> name_key("O’Conór")
    'oconor'
    """
    return without_accents(word.lower()).replace("'", "").replace("’", "")


def is_common(kind: str) -> bool:
    """Say whether ordinary notes use the word, in lower case, for something else than a name."""
    return kind in common_words() or word_of_name(kind) in common_words()


@cache
def _lists_of_words() -> dict[str, int]:
    """Return, for each word of a list that flags it, these lists as bits."""
    bits: dict[str, int] = {}
    for number, name in enumerate(LISTS):
        for word in people_words(name):
            bits[word] = bits.get(word, 0) | 1 << number
    return bits


@cache
def _marks() -> dict[str, int]:
    return {mark: 1 << number for number, marks in enumerate(_MARKS) for mark in marks}


def without_name_lists(rows: Floats) -> Floats:
    """Return rows as they would be for words that stand in no list of names or other words."""
    first = rows.shape[1] - FLAGS
    plain = rows.copy()
    plain[:, first : first + NAME_FLAGS] = 0
    return plain
