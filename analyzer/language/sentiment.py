"""VADER's valence of the note, and of where it begins and ends.

The compound score is vaderSentiment's own (Hutto and Gilbert 2014), to its last digit: its rules
and lexicon, asked only about the words that it scores. VADER looks at three words before a word and
two behind it, but copies the whole text each time, so that its time grows with the square of a
note's length. It knows neither negation across clauses nor clinical words, so it is one feature of
the arc, not the arc itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
    SentiText,
    normalize,
)

from analyzer.language.heads import Scores
from analyzer.language.remembered import Remembered

BEFORE, BEHIND = 3, 2
"""Words on either side of a word that VADER's rules read."""
PHRASES = (*BOOSTER_DICT, *SPECIAL_CASES)
CHANGING = frozenset(
    {"never", "so", "this", "without", "least", "no"}
    | set(NEGATE)
    | {max(phrase.split(), key=len) for phrase in PHRASES}
)
"""The words that change a valence, their own or a neighbour's; of a phrase, its longest. Where
there is none of them, and none with "n't", a word's valence is the lexicon's."""
READ_BY_RULES = CHANGING.union(
    {"doubt", "at", "very", "or", "nor"}, *(phrase.split() for phrase in PHRASES)
)
"""The words that VADER's rules name."""
READING_ON = frozenset({"no", "kind", *(phrase.split()[0] for phrase in SPECIAL_CASES)})
"""The words of which the rules also read what is behind them."""
TOLD_APART = frozenset({"never", "without", "nor", "so", "very"})
"""Negations and boosters that a rule names; no other is told from the rest."""
ANY_OTHER, ANY_SCORED, ANY_NEGATION = "_", "good", "not"
ANY_BOOSTER = {
    amount: booster
    for booster, amount in BOOSTER_DICT.items()
    if " " not in booster and booster not in TOLD_APART
}
"""May stand for a neighbour that no rule names, one of the lexicon's, a negation, and a booster by
so much, so that what VADER says of a word among such neighbours is remembered."""

_SCORED, _CHANGING, _READING_ON, _BUT, _UPPER_CASE = 1, 2, 4, 8, 16
"""What there is to know of each word of a note, as bits."""
_KNOWN_WORDS = 65_536
_KNOWN_NEIGHBOURS = 200_000
"""How much is remembered, of words and of words among their neighbours."""


def compound(text: str) -> float:
    """Return VADER's compound score of a text, from -1 to 1.

    >>> compound("She was very grateful.") > 0.4
    True
    """
    return float(valence([text])[0, 0])


def valence(texts: Sequence[str]) -> Scores:
    """Return a row a note: the compound of the whole, and what VADER gives the words of its first
    and of its last third alone, all from -1 to 1."""
    rows = [
        (round(normalize(_with_emphasis(whole, text)), 4), normalize(opening), normalize(closing))
        for text, (whole, opening, closing) in zip(texts, _sums(texts), strict=True)
    ]
    return np.array(rows, np.float64).reshape(-1, 3)


@dataclass(frozen=True, slots=True)
class _Window:
    """The part of a text that VADER's rules for one word read, in its own names."""

    words_and_emoticons: Sequence[str]
    is_cap_diff: bool


def _with_emphasis(total: float, text: str) -> float:
    if not total or not ("!" in text or "?" in text):
        return total
    emphasis: float = _vader()._punctuation_emphasis(text)
    return total + emphasis if total > 0 else total - emphasis


def _sums(texts: Sequence[str]) -> Iterator[tuple[float, float, float]]:
    """Yield the summed valence of the words of every text, of its first and of its last third.

    What there is to know of words is looked up in one go; only those with a valence are visited.
    """
    split = [_without_emoji(text).split() for text in texts]
    words = list(chain.from_iterable(split))
    size = np.fromiter(map(len, split), np.int64, len(split))
    edges = np.concatenate([[0], np.cumsum(size)])
    known = np.fromiter(map(_known.__getitem__, words), np.uint8, len(words))
    place = np.flatnonzero(known & _SCORED)
    values = _values(words, known, place, edges)
    but = np.flatnonzero(known & _BUT)
    but_note, first_but = np.unique(_note_of(but, edges), return_index=True)
    but_at = dict(
        zip(but_note.tolist(), np.searchsorted(place, but[first_but]).tolist(), strict=True)
    )
    third = np.maximum(1, np.rint(size / 3)).astype(np.int64)
    parts = (edges[:-1], edges[:-1] + third, edges[1:] - third, edges[1:])
    bounds = (np.searchsorted(place, part).tolist() for part in parts)
    for note, (first, opened, closes, last) in enumerate(zip(*bounds, strict=True)):
        own = values[first:last]
        if note in but_at:
            own = _with_but(own, but_at[note] - first)
        yield sum(own), sum(own[: opened - first]), sum(own[max(0, closes - first) :])


def _values(
    words: Sequence[str],
    known: NDArray[np.uint8],
    place: NDArray[np.int64],
    edges: NDArray[np.int64],
) -> list[float]:
    """Return the valence of each of the words that have one; ``place`` says where they stand and
    ``edges`` where notes begin."""
    changing, upper_case = (
        np.concatenate([[0], np.cumsum((known & bit) > 0)]) for bit in (_CHANGING, _UPPER_CASE)
    )
    capitals = np.diff(upper_case[edges])
    some_capitals = (capitals > 0) & (capitals < np.diff(edges))
    note = _note_of(place, edges)
    begin = np.maximum(place - BEFORE, edges[note])
    behind = np.where(known[place] & _READING_ON, BEHIND, 0)
    end = np.minimum(place + behind + 1, edges[note + 1])
    return [
        _changed(words, i, low, high, some) if changes else _alone[some][words[i]]
        for i, low, high, some, changes in zip(
            place.tolist(),
            begin.tolist(),
            end.tolist(),
            some_capitals[note].tolist(),
            (changing[end] > changing[begin]).tolist(),
            strict=True,
        )
    ]


def _note_of(place: NDArray[np.int64], edges: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.searchsorted(edges, place, "right") - 1


def _with_but(values: Sequence[float], before: int) -> list[float]:
    """Return the values as VADER shifts them around a "but", which stands behind so many."""
    shifted = [*values[:before], 0.0, *values[before:]]
    words = [ANY_OTHER] * len(shifted)
    words[before] = "but"
    _vader()._but_check(words, shifted)
    return [*shifted[:before], *shifted[before + 1 :]]


def _changed(words: Sequence[str], place: int, low: int, high: int, some_capitals: bool) -> float:
    """Return the valence of a word among its neighbours."""
    window = [*map(_as_neighbour.__getitem__, words[low:high])]
    window[place - low] = _as_itself[words[place]]
    return _word_valence(tuple(window), place - low, some_capitals)


@lru_cache(maxsize=_KNOWN_NEIGHBOURS)
def _word_valence(window: tuple[str, ...], place: int, some_capitals: bool) -> float:
    if window[place].lower() == "kind" and window[place + 1 : place + 2] == ("of",):
        return 0.0
    view = _Window(window, some_capitals)
    return float(_vader().sentiment_valence(0, view, window[place], place, [])[0])


def _without_emoji(text: str) -> str:
    """Return a text with its emoji spelt out, as VADER does before all else."""
    emojis = _vader().emojis
    if text.isascii() or emojis.keys().isdisjoint(text):
        return text
    spelt = ""
    for character in text:
        name = emojis.get(character)
        if name and spelt and spelt[-1] != " ":
            spelt += " "
        spelt += name or character
    return spelt


def _find_out(token: str) -> int:
    """Return what there is to know of a word as its bits."""
    word = _read(token)
    lower = word.lower()
    scored = lower in _vader().lexicon and lower not in BOOSTER_DICT
    return (
        (_SCORED if scored else 0)
        | (_CHANGING if lower in CHANGING or "n't" in lower else 0)
        | (_READING_ON if lower in READING_ON else 0)
        | (_BUT if lower == "but" else 0)
        | (_UPPER_CASE if word.isupper() else 0)
    )


def _itself(token: str) -> str:
    """Return a word whose valence is asked for; VADER tells capitals from other letters."""
    word = _read(token)
    return word if word.isupper() else word.lower()


def _neighbour(token: str) -> str:
    """Return what a word may stand as beside another; only a booster's capitals are read."""
    word = _read(token)
    lower = word.lower()
    if lower in _vader().lexicon:
        return lower if lower in READ_BY_RULES else ANY_SCORED
    if "n't" in lower or lower in NEGATE:
        return lower if lower in TOLD_APART else ANY_NEGATION
    if lower in BOOSTER_DICT:
        booster = lower if lower in TOLD_APART else ANY_BOOSTER[BOOSTER_DICT[lower]]
        return booster.upper() if word.isupper() else booster
    return lower if lower in READ_BY_RULES else ANY_OTHER


def _read(token: str) -> str:
    """Return a word without its marks, as VADER reads it."""
    return str(SentiText._strip_punc_if_word(token))


_known = Remembered(_find_out, _KNOWN_WORDS)
_as_itself = Remembered(_itself, _KNOWN_WORDS)
_as_neighbour = Remembered(_neighbour, _KNOWN_WORDS)
_alone = [
    Remembered(lambda token: _word_valence((_itself(token),), 0, False), _KNOWN_WORDS),
    Remembered(lambda token: _word_valence((_itself(token),), 0, True), _KNOWN_WORDS),
]
"""The valence of words that no neighbour changes; the second, where some words are in capitals."""


@cache
def _vader() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()
