"""VADER's valence of the note, and of where it begins and ends.

The compound score is vaderSentiment's own (Hutto and Gilbert 2014), to its last digit: its rules
and lexicon, asked only about the words that it scores. VADER looks at three words before a word and
two behind it, but copies the whole text each time, so that its time grows with the square of a
note's length. It knows neither negation across clauses nor clinical words, so it is one feature of
the arc, not the arc itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
    SentiText,
    normalize,
)

from analyzer.language.heads import Scores

BEFORE, BEHIND = 3, 2
"""Words on either side of a word that VADER's rules read."""
READ_BY_RULES = frozenset(
    {"never", "so", "this", "without", "doubt", "least", "at", "very", "no", "or", "nor"}
    | set(NEGATE)
    | {part for phrase in (*BOOSTER_DICT, *SPECIAL_CASES) for part in phrase.split()}
)
"""The words beside the lexicon's that change another word's valence. Any other may stand as
ANY_OTHER, so that what VADER says of a word among such neighbours is remembered."""
ANY_OTHER = "_"


def compound(text: str) -> float:
    """Return VADER's compound score of a text, from -1 to 1.

    >>> compound("She was very grateful.") > 0.4
    True
    """
    return float(valence([text])[0, 0])


def valence(texts: Sequence[str]) -> Scores:
    """Return a row a note: the compound of the whole, and what VADER gives the words of its first
    and of its last third alone, all from -1 to 1."""
    rows = np.zeros((len(texts), 3))
    for note, (text, scored) in enumerate(zip(texts, _scored(texts), strict=True)):
        third = max(1, round(scored.words / 3))
        opening = sum(value for place, value in scored.values if place < third)
        closing = sum(value for place, value in scored.values if place >= scored.words - third)
        rows[note] = _compound(scored, text), normalize(opening), normalize(closing)
    return rows


class _Scored(NamedTuple):
    """How many words a text has, and the place and valence of those that have any, in order."""

    words: int
    values: Sequence[tuple[int, float]]


class _Word(NamedTuple):
    """A word as VADER reads it."""

    text: str
    lower: str
    as_neighbour: str
    upper_case: bool
    scores: bool


@dataclass(frozen=True, slots=True)
class _Window:
    """The part of a text that VADER's rules for one word read, in its own names."""

    words_and_emoticons: list[str]
    is_cap_diff: bool


def _compound(scored: _Scored, text: str) -> float:
    total = float(sum(value for _, value in scored.values))
    if total:
        emphasis = _vader()._punctuation_emphasis(text)
        total += emphasis if total > 0 else -emphasis
    return float(round(normalize(total), 4))


def _scored(texts: Sequence[str]) -> list[_Scored]:
    """Return the valence of the words of every text; each distinct word is looked at once."""
    split = [_without_emoji(text).split() for text in texts]
    number = {token: i for i, token in enumerate(dict.fromkeys(chain.from_iterable(split)))}
    words = [_word(token) for token in number]
    size = sum(map(len, split))
    of = np.fromiter(map(number.__getitem__, chain.from_iterable(split)), np.int64, size)
    bounds = np.concatenate([[0], np.cumsum([len(tokens) for tokens in split])])
    scores, but, upper = (
        np.fromiter(flags, bool, len(words))[of]
        for flags in (
            (word.scores for word in words),
            (word.lower == "but" for word in words),
            (word.upper_case for word in words),
        )
    )
    place = np.flatnonzero(scores)
    place_of = np.searchsorted(place, bounds).tolist()
    buts, capitals = (
        np.concatenate([[0], np.cumsum(flags)])[bounds].tolist() for flags in (but, upper)
    )
    neighbour = [words[i].as_neighbour for i in of.tolist()]
    text_of, places, edges = of.tolist(), place.tolist(), bounds.tolist()
    found = []
    for note, (first, end) in enumerate(pairwise(edges)):
        some_capitals = 0 < capitals[note + 1] - capitals[note] < end - first
        values = []
        for i in places[place_of[note] : place_of[note + 1]]:
            word = words[text_of[i]]
            if word.lower == "kind" and i + 1 < end and words[text_of[i + 1]].lower == "of":
                continue
            begin = max(first, i - BEFORE)
            behind = neighbour[i + 1 : min(end, i + BEHIND + 1)]
            window = (*neighbour[begin:i], word.text, *behind)
            values.append((i - first, _word_valence(window, i - begin, some_capitals)))
        if buts[note + 1] > buts[note]:
            values = _with_but([words[i].text for i in text_of[first:end]], values)
        found.append(_Scored(end - first, values))
    return found


def _with_but(words: list[str], values: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Return the values as VADER shifts them around a "but"."""
    scored: list[float] = [0] * len(words)
    for place, value in values:
        scored[place] = value
    return list(enumerate(_vader()._but_check(words, scored)))


@lru_cache(maxsize=200_000)
def _word_valence(window: tuple[str, ...], place: int, some_capitals: bool) -> float:
    view = _Window(list(window), some_capitals)
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


@lru_cache(maxsize=200_000)
def _word(token: str) -> _Word:
    text = SentiText._strip_punc_if_word(token)
    lower = text.lower()
    in_lexicon = lower in _vader().lexicon
    read = in_lexicon or lower in READ_BY_RULES or "n't" in lower
    return _Word(
        text,
        lower,
        text if read else ANY_OTHER,
        text.isupper(),
        in_lexicon and lower not in BOOSTER_DICT,
    )


@cache
def _vader() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()
