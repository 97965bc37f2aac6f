"""What a word says of itself about whether it is a person's name.

A row a kind of token: the mean vector of its word pieces, which knows what sort of word it is, then
flags: the lists that it stands in, how it is built, which mark it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntFlag, auto

import numpy as np
from numpy.typing import NDArray

from analyzer.language.network import VECTOR_SCALE, Floats
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
REMEMBERED = 65_536
"""Distinct words whose rows and traits are kept in memory, less than 1 kB each. The first that are
met are the frequent ones, so they stay."""


class Trait(IntFlag):
    """What a word is for the rules that say where a name stands, whatever stands around it."""

    POSSIBLE = auto()
    """It may be a part of a name where it has a capital, see ``is_possible``."""
    PLAIN = auto()
    ANOTHER = auto()
    EVERYDAY_NAME = auto()
    """See the questions of ``NameWords``."""
    LETTER = auto()
    """It is one letter, with a possessive at most."""
    TITLE = auto()
    PLAIN_TITLE = auto()
    """It stands before names: Mrs, Dr; before any word that may be titled."""
    MAY_BE_TITLED = auto()
    TELLS_OF_PEOPLE = auto()
    """What stands before it is somebody: rang, said."""


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
    _met: dict[str, Floats] = field(default_factory=dict, init=False, repr=False, compare=False)
    _traits: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def size(self) -> int:
        """The length of a row."""
        return int(self.vectors.shape[1]) + FLAGS

    def rows(self, kinds: Sequence[str]) -> Floats:
        """Return a row a kind of token, which is in lower case."""
        rows = np.empty((len(kinds), self.size), np.float32)
        for number, kind in enumerate(kinds):
            row = self._met.get(kind)
            if row is None:
                row = self._row(kind)
                if len(self._met) < REMEMBERED:
                    self._met[kind] = row
            rows[number] = row
        return rows

    def traits(self, kinds: Sequence[str]) -> NDArray[np.int64]:
        """Return the traits of each kind of token, ``Trait`` added up."""
        traits = []
        for kind in kinds:
            found = self._traits.get(kind)
            if found is None:
                found = self._traits_of(kind)
                if len(self._traits) < REMEMBERED:
                    self._traits[kind] = found
            traits.append(found)
        return np.array(traits, np.int64)

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

    def is_another(self, kind: str) -> bool:
        """Say whether a token is a listed medicine, place or firm that nobody is called."""
        word = word_of_name(kind)
        return name_key(word) in self.other and not self.is_listed(word)

    def is_listed(self, word: str) -> bool:
        """Say whether a word, in lower case, stands in the lists of names."""
        key = name_key(word)
        return key in self.given or key in self.family

    def is_everyday_name(self, kind: str) -> bool:
        """Say whether a token is an everyday word that is a given name too: Will, Hope, May."""
        if any(kind in people_words(key) for key in NO_NAMES):
            return False
        return is_common(kind) and name_key(kind) in self.given

    def _traits_of(self, kind: str) -> int:
        word = word_of_name(kind)
        of_word = (
            (Trait.POSSIBLE, self.is_possible(kind)),
            (Trait.PLAIN, self.is_plain(kind)),
            (Trait.ANOTHER, self.is_another(kind)),
            (Trait.EVERYDAY_NAME, self.is_everyday_name(kind)),
            (Trait.LETTER, len(word) == 1),
            (Trait.TITLE, word in people_words("titles") or word in people_words("staff_titles")),
            (Trait.PLAIN_TITLE, kind in people_words("plain_titles")),
            (Trait.MAY_BE_TITLED, kind[0].isalpha() and kind not in people_words("never_titled")),
            (Trait.TELLS_OF_PEOPLE, kind in people_words("told_of_people")),
        )
        return int(sum(trait for trait, holds in of_word if holds))

    def _row(self, kind: str) -> Floats:
        word = word_of_name(kind)
        key = name_key(word)
        common = is_common(kind)
        given, family = key in self.given, key in self.family
        pieces = self.pieces.of(word)
        letters = len(word) if word[:1].isalpha() else 0
        flags = [
            given,
            family,
            given and not common,
            family and not common,
            key in self.other,
            common,
            kind in self.plain or word in self.plain,
            *(word in people_words(name) for name in LISTS),
            word != kind,
            kind[0].isalpha(),
            kind[0].isdigit(),
            *(kind in marks for marks in _MARKS),
            letters == 1,
            letters == 2,
            letters == 3,
            len(pieces) > 1,
            len(pieces) > 2,
        ]
        row = np.zeros(self.size, np.float32)
        if len(pieces):
            row[:-FLAGS] = self.vectors[pieces].mean(axis=0) * np.float32(VECTOR_SCALE)
        row[-FLAGS:] = flags
        return row


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


def without_name_lists(rows: Floats) -> Floats:
    """Return rows as they would be for words that stand in no list of names or other words."""
    first = rows.shape[1] - FLAGS
    plain = rows.copy()
    plain[:, first : first + NAME_FLAGS] = 0
    return plain
