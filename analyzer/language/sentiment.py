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
    return _compound(_scored(text), text)


def valence(texts: Sequence[str]) -> Scores:
    """Return a row a note: the compound of the whole, and what VADER gives the words of its first
    and of its last third alone, all from -1 to 1."""
    rows = np.zeros((len(texts), 3))
    for note, text in enumerate(texts):
        scored = _scored(text)
        third = max(1, round(len(scored) / 3))
        opening, closing = sum(scored[:third]), sum(scored[-third:])
        rows[note] = _compound(scored, text), normalize(opening), normalize(closing)
    return rows


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


def _compound(scored: Sequence[float], text: str) -> float:
    total = float(sum(scored))
    if total:
        emphasis = _vader()._punctuation_emphasis(text)
        total += emphasis if total > 0 else -emphasis
    return float(round(normalize(total), 4))


def _scored(text: str) -> list[float]:
    """Return the valence of every word of a text."""
    words = [_word(token) for token in _without_emoji(text).split()]
    capitals = sum(word.upper_case for word in words)
    some_capitals = 0 < capitals < len(words)
    neighbours = [word.as_neighbour for word in words]
    scored: list[float] = [0] * len(words)
    for i, word in enumerate(words):
        if word.scores and not (
            word.lower == "kind" and [w.lower for w in words[i + 1 : i + 2]] == ["of"]
        ):
            begin = max(0, i - BEFORE)
            window = (*neighbours[begin:i], word.text, *neighbours[i + 1 : i + BEHIND + 1])
            scored[i] = _word_valence(window, i - begin, some_capitals)
    if "but" in (word.lower for word in words):
        scored = _vader()._but_check([word.text for word in words], scored)
    return scored


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
