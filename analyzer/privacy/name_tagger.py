"""Finds the names of people in a batch of notes, by how each word looks and what stands around it.

Few words can be a name: those that ordinary notes do not use, and those that begin with a capital.
A small network, the screen, passes over those that are none by far; the others are read in a window
of words by larger networks, whose answers are averaged. Then what one mention settles holds for the
others of the note. Works on the arrays of a whole batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.language.network import Floats
from analyzer.language.tokens import Gap, Ids, Tokens, tokenize
from analyzer.privacy.identifiers import Identifier, IdentifierType
from analyzer.privacy.name_bounds import stretches
from analyzer.privacy.name_mentions import everyday_names, settled
from analyzer.privacy.name_networks import (
    Columns,
    Layers,
    NameNetworks,
    Windows,
    answers_of,
    mean_share,
)
from analyzer.privacy.name_words import FLAGS, NameWords, Trait, word_of_name

NONE, PRIVATE, STAFF = range(3)
"""The columns of what a network answers: no name, that of a patient or another private person, that
of one of the staff."""
COLUMNS = 3

REACH = 3
"""Words on either side whose flags and writing are seen."""
MEANING_REACH = 1
"""Words on either side whose vectors are seen."""
_STEPS = range(-REACH, REACH + 1)
CASES = 5
WRITING = CASES + len(Gap) + 7
"""Columns that say how a token is written in its note."""
SCREENED = 0.01
"""Up to this probability, by the screen, the networks are not asked, and a word is no name."""
_ENDINGS = frozenset('.!?;:*|"“”>]•')
_SHOUTED, _WHISPERED = 0.6, 0.005
"""Shares of capitals among a note's letters from which on, and up to which, case tells little."""

_ASCII = [chr(code) for code in range(128)]
_UPPER, _LOWER = np.array([*map(str.isupper, _ASCII)]), np.array([*map(str.islower, _ASCII)])

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class NameTagger:
    """``networks`` are layers, each a matrix and its bias; the last gives the columns NONE, PRIVATE
    and STAFF. A word is a part of a name where NONE is less probable than 1 - ``threshold``. The
    last layer of ``screen`` gives the log odds that this is at all likely."""

    words: NameWords
    screen: Layers
    networks: tuple[Layers, ...]
    threshold: float
    _reading: NameNetworks = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        columns = _columns(self.words.size - FLAGS)
        reading = NameNetworks(self.words, self.screen, self.networks, columns)
        object.__setattr__(self, "_reading", reading)

    def __reduce__(self) -> tuple[type["NameTagger"], tuple[Any, ...]]:
        return NameTagger, (self.words, self.screen, self.networks, self.threshold)

    def __call__(self, texts: Sequence[str]) -> list[list[Identifier]]:
        """Return the names in each text, in order, of type name or staff.

        Texts are without disguises (``disguises.fold``); the same text gives the same names
        whatever stands beside it.
        """
        return self.names(tokenize(texts))

    def names(self, tokens: Tokens) -> list[list[Identifier]]:
        """Return the same for the tokens of texts."""
        names: list[list[Identifier]] = [[] for _ in tokens.texts]
        if not len(tokens.kind):
            return names
        traits = self.words.said_of(tokens.kinds)[tokens.kind]
        candidates = _possible(tokens, traits)
        shares = np.zeros((len(tokens.kind), COLUMNS), np.float32)
        shares[:, NONE] = 1
        shares[candidates] = self.shares(tokens, candidates)
        shares[traits & Trait.ANOTHER > 0] = 1, 0, 0
        share = 1 - shares[:, NONE]
        is_name = settled(tokens, traits, candidates, share, self.threshold)
        is_name[everyday_names(tokens, traits, opens_sentence(tokens))] = True
        for first, last in stretches(tokens, is_name, self.words):
            _, private, staff = shares[first : last + 1].sum(axis=0)
            type_ = IdentifierType.STAFF if staff > private else IdentifierType.NAME
            word = word_of_name(tokens.kinds[tokens.kind[last]])  # Okafor's: 's is no part of it
            start, end = int(tokens.start[first]), int(tokens.start[last]) + len(word)
            names[tokens.note[first]].append(Identifier(start, end, type_))
        return names

    def shares(self, tokens: Tokens, candidates: Ids) -> Floats:
        """Return, a row a candidate, the probability of each column."""
        shares = np.zeros((len(candidates), COLUMNS), np.float32)
        shares[:, NONE] = 1
        if len(candidates):
            places, said = _places_of_windows(tokens, candidates), self.words.said_of(tokens.kinds)
            windows = Windows(places, tokens.kinds, said, tokens.kind, written(tokens))
            likely, told = self._reading.shares(windows, _SCREENED_ODDS)
            shares[likely] = told
        return shares


_SCREENED_ODDS = float(np.log(SCREENED / (1 - SCREENED)))


def is_likely(screen: Layers, inputs: Floats) -> Flags:
    """Say of windows, a row a window, whether the screen leaves them to the networks."""
    [odds] = answers_of([screen], inputs)
    return np.asarray(odds[:, 0] > _SCREENED_ODDS)


def answers(networks: Sequence[Layers], inputs: Floats) -> Floats:
    """Return the mean of what networks say of windows, a row a window: the probability of each
    column."""
    return mean_share(answers_of(networks, inputs))


def possible_names(tokens: Tokens, words: NameWords) -> Ids:
    """Return the places of the tokens that may be a part of a name."""
    return _possible(tokens, words.said_of(tokens.kinds)[tokens.kind])


def _possible(tokens: Tokens, traits: Ids) -> Ids:
    possible, plain = traits & Trait.POSSIBLE > 0, traits & Trait.PLAIN > 0
    return np.flatnonzero(possible & (tokens.capital | ~plain))


def written(tokens: Tokens) -> Floats:
    """Return, a row a token, how it is written in its note: its case, the gap before it, and seven
    flags: a note in capitals, a note without, opening a sentence, also standing in lower case, also
    with a capital inside a sentence, standing more than once, beginning with a capital."""
    joined = "".join(tokens.texts)
    is_upper, is_lower = _cases(joined)
    length = np.fromiter(map(len, tokens.texts), np.int64, len(tokens.texts))
    begins = (np.cumsum(length) - length)[tokens.note]
    upper, lower = _counts(is_upper), _counts(is_lower)
    start, end = tokens.start + begins, tokens.end + begins
    uppers, lowers = upper[end] - upper[start], lower[end] - lower[start]
    opening_capital = upper[start + 1] > upper[start]
    case = np.zeros((len(tokens.kind), CASES), np.float32)
    case[:, 0] = (uppers == 0) & (lowers > 0)
    case[:, 1] = opening_capital & (uppers == 1) & (lowers > 0)
    case[:, 2] = (uppers > 1) & (lowers == 0)
    case[:, 3] = (uppers == 1) & (lowers == 0)
    case[:, 4] = (uppers > 0) & (lowers > 0) & ~(opening_capital & (uppers == 1))
    edges = np.cumsum(length) - length
    of_note = upper[edges + length] - upper[edges], lower[edges + length] - lower[edges]
    share = (of_note[0] / np.maximum(of_note[0] + of_note[1], 1))[tokens.note]
    opens = opens_sentence(tokens)
    same, times = _same_kind(tokens)
    in_lower_case = np.bincount(same, case[:, 0])[same] > 0
    in_sentence = np.bincount(same, (case[:, 1] + case[:, 4]) * ~opens)[same] > 0
    gap = np.stack([tokens.gap == gap for gap in Gap], axis=1)
    flags = np.column_stack(
        [
            share > _SHOUTED,
            share < _WHISPERED,
            opens,
            in_lower_case,
            in_sentence,
            times[same] > 1,
            opening_capital,
        ]
    )
    return np.hstack([case, gap, flags]).astype(np.float32)


def opens_sentence(tokens: Tokens) -> Flags:
    """Say of each token whether a capital there may be that of a sentence."""
    opens: Flags = tokens.gap == Gap.LINE
    opens[tokens.first[:-1][np.diff(tokens.first) > 0]] = True
    opens[1:] |= tokens.told(_is_ending)[:-1] > 0
    return opens


def _is_ending(kind: str) -> int:
    return kind in _ENDINGS


def windows_of(tokens: Tokens, candidates: Ids, rows: Floats, writing: Floats) -> Floats:
    """Return, a row a candidate, what stands in its window.

    For each place from left to right: the flags of the word there, how it is written, whether there
    is one; and near the middle its vector. ``rows`` are those of ``NameWords``, a row a kind.
    """
    vector = rows.shape[1] - FLAGS
    columns: list[Floats] = []
    for step, place in zip(_STEPS, _places_of_windows(tokens, candidates).T, strict=True):
        inside = (place >= 0)[:, None].astype(np.float32)
        word = rows[tokens.kind[place]]
        columns += [word[:, vector:] * inside, writing[place] * inside, inside]
        if abs(step) <= MEANING_REACH:
            columns.append(word[:, :vector] * inside)
    return np.hstack(columns)


def _places_of_windows(tokens: Tokens, candidates: Ids) -> Ids:
    """Return, a row a candidate, the tokens of its window, -1 beyond the edges of its note."""
    places = candidates[:, None] + np.array(_STEPS)
    note = tokens.note[candidates]
    first, end = tokens.first[note, None], tokens.first[note + 1, None]
    return np.where((places >= first) & (places < end), places, -1)


def _columns(vector: int) -> Columns:
    """Return where in a window what ``windows_of`` puts there stands, given a vector's length."""
    flags, vectors, column = [], [], 0
    for step in _STEPS:
        flags.append(np.arange(column, column + FLAGS + WRITING + 1))
        column += FLAGS + WRITING + 1
        if abs(step) <= MEANING_REACH:
            vectors.append(np.arange(column, column + vector))
            column += vector
    return Columns(np.concatenate(flags), vectors)


def _cases(text: str) -> tuple[Flags, Flags]:
    """Say of each character whether it is a capital, and whether it is a small letter."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    plain = np.minimum(codes, 127)
    upper, lower = _UPPER[plain], _LOWER[plain]
    others = np.flatnonzero(codes > 127)
    upper[others] = [text[place].isupper() for place in others.tolist()]
    lower[others] = [text[place].islower() for place in others.tolist()]
    return upper, lower


def _counts(is_counted: Flags) -> Ids:
    """Return how many are counted before each place, and after the last."""
    before = np.zeros(len(is_counted) + 2, np.int64)
    np.cumsum(is_counted, out=before[1:-1])
    before[-1] = before[-2]
    return before


def _same_kind(tokens: Tokens) -> tuple[Ids, Ids]:
    """Return a number a token, the same for the same word of a note, and how often each stands."""
    key = tokens.note * max(len(tokens.kinds), 1) + tokens.kind
    _, same, times = np.unique(key, return_inverse=True, return_counts=True)
    return same, times
