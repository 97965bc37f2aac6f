"""Says how likely each clause is the evidence of a label.

A learned head reads a clause's own scores for the label beside those of its sentence, of its
neighbours and of the note's best clause, and where it stands.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.language.first_readers import FirstScores
from analyzer.language.heads import Scores, probability
from analyzer.language.segments import Segments

SHORT_NOTE = 64
"""Sentences or clauses of a note, up to which all notes of a batch are compared place by place."""


class Places(NamedTuple):
    """Where evidence is asked for: clauses of a batch, and columns of keys, side by side."""

    clause: NDArray[np.int64]
    key: NDArray[np.int64]

    @classmethod
    def everywhere(cls, first: FirstScores) -> "Places":
        """Return every clause, a row each, for every key, a column each."""
        clauses, keys = first.clauses.shape
        return cls(np.arange(clauses)[:, None], np.arange(keys)[None, :])


def clause_blocks(
    segments: Segments, first: FirstScores, places: Places | None = None
) -> list[Scores]:
    """Return what the evidence head reads of a clause for a key, everywhere where no ``places`` are
    given: the clause's score and its sentence's, by the heads and by the network, its neighbours',
    how far it is behind the note's and behind the sentence's best."""
    clause, key = places or Places.everywhere(first)
    note, sentence = segments.note_of_clause, segments.sentence_of_clause
    clauses = first.clauses
    score, its_sentence = clauses[clause, key], sentence[clause]
    return [
        score,
        first.sentences[its_sentence, key],
        first.network[its_sentence, key],
        _neighbour(clauses, note, clause, key, -1),
        _neighbour(clauses, note, clause, key, 1),
        score - best_by_note(note, clauses)[note[clause], key],
        score - best_by_note(sentence, clauses)[its_sentence, key],
    ]


def clause_places(segments: Segments) -> Scores:
    """Return what the evidence head reads whatever the key, a row a clause: its place in the note,
    first, last, the logarithm of its length, whether it opens a sentence."""
    note = segments.note_of_clause
    first = _firsts(note)
    size = np.diff(np.append(first, len(note)))
    place = np.arange(len(note)) - np.repeat(first, size)
    size = np.repeat(size, size)
    length = np.log1p(segments.clause_end - segments.clause_start)
    opens_sentence = np.diff(segments.sentence_of_clause, prepend=-1) > 0
    return np.column_stack(
        [(place + 0.5) / size, place == 0, place == size - 1, length, opens_sentence]
    )


def evidence_of(weights: Scores, segments: Segments, first: FirstScores, places: Places) -> Scores:
    """Return the probability, at each of the places, that the clause carries the key."""
    score: Scores = weights[-1][places.key]
    blocks = clause_blocks(segments, first, places)
    for block, weight in zip(blocks, weights[: len(blocks)], strict=True):
        score = score + block * weight[places.key]
    columns = clause_places(segments).T
    for column, weight in zip(columns, weights[len(blocks) : -1], strict=True):
        score = score + column[places.clause] * weight[places.key]
    return probability(score)


def best_by_note(note: NDArray[np.int64], scores: Scores) -> Scores:
    """Return the highest score of each note that ``note``, which is sorted, names."""
    first = _firsts(note)
    size = np.diff(np.append(first, len(note)))
    if not len(size) or size.max() > SHORT_NOTE:
        return np.asarray(np.maximum.reduceat(scores, first, axis=0))
    by_size = np.argsort(-size, kind="stable")
    first, size = first[by_size], size[by_size]
    best: Scores = np.empty((len(first), *scores.shape[1:]), scores.dtype)
    highest = scores[first]
    for place in range(1, int(size[0])):
        longer = int(np.searchsorted(-size, -place))
        np.maximum(highest[:longer], scores[first[:longer] + place], out=highest[:longer])
    best[by_size] = highest
    return best


def _firsts(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each run of equal numbers begins."""
    return np.flatnonzero(np.diff(group, prepend=-1))


def _neighbour(
    scores: Scores,
    note: NDArray[np.int64],
    clause: NDArray[np.int64],
    key: NDArray[np.int64],
    step: int,
) -> Scores:
    """Return the scores of the clause before or after in the same note, -1.5 where none is."""
    other = np.clip(clause + step, 0, len(note) - 1)
    valid = (other != clause) & (note[other] == note[clause])
    return np.where(valid, scores[other, key], -1.5)
