"""VADER's valence of the note, and of where it begins and ends.

The compound score is vaderSentiment's own, unchanged (Hutto and Gilbert 2014). It knows neither
negation across clauses nor clinical words, so it is one feature of the arc, not the arc itself.
"""

from functools import cache

import numpy as np
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analyzer.language.heads import Scores
from analyzer.language.segments import Segments

LONGEST_PART = 2000
"""Characters of a beginning or an end that are read: VADER's time grows with the square."""


def compound(text: str) -> float:
    """Return VADER's compound score of a text, from -1 to 1.

    >>> compound("She was very grateful.") > 0.4
    True
    """
    return float(_vader().polarity_scores(text)["compound"])


def valence(segments: Segments) -> Scores:
    """Return a row a note: the compound of the whole, of its first and of its last third of
    sentences (at least one each)."""
    rows = np.zeros((len(segments.texts), 3))
    first = np.searchsorted(segments.note_of_sentence, np.arange(len(segments.texts) + 1))
    for note, text in enumerate(segments.texts):
        begin, end = first[note], first[note + 1]
        third = max(1, round((end - begin) / 3))
        opening = text[segments.sentence_start[begin] : segments.sentence_end[begin + third - 1]]
        closing = text[segments.sentence_start[end - third] : segments.sentence_end[end - 1]]
        parts = text, opening[:LONGEST_PART], closing[-LONGEST_PART:]
        rows[note] = [compound(part) for part in parts]
    return rows


@cache
def _vader() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()
