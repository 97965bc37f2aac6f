"""Chooses the words that are quoted for a finding.

A quote is a clause, or a few of one sentence: the one that the evidence head finds most telling for
the label, with the clauses beside it that carry it too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.language.first_readers import FirstScores
from analyzer.language.heads import Scores, probability
from analyzer.language.segments import Segments

BESIDE_BEST = 0.2
"""A clause is evidence beside the note's best one where its probability is at least this, or at
least this share of the best one's; at most MOST_EVIDENCE quotes a label."""
MOST_EVIDENCE = 3
GROWS_AT = 0.5
SHORTEST_EVIDENCE = 60
LONGEST_EVIDENCE = 150
"""A quote is the best clause, with the clauses beside it in its sentence that have at least
GROWS_AT of its probability; a quote under SHORTEST_EVIDENCE characters takes in what follows it,
and none grows beyond LONGEST_EVIDENCE. All were chosen by cross-validation over the training
authors, for evidence_hit at the shortest quotes."""

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


class Quote(NamedTuple):
    """The clauses ``first`` to ``last`` of a batch, all of one sentence; ``share`` is how telling
    they are beside the note's best ones, up to 1."""

    first: int
    last: int
    share: float


@dataclass(frozen=True, slots=True)
class Clauses:
    """Where the clauses of a batch lie, as plain lists."""

    start: list[int]
    end: list[int]
    sentence: list[int]

    @classmethod
    def of(cls, segments: Segments) -> "Clauses":
        """Return the lists of a batch's arrays."""
        return cls(
            segments.clause_start.tolist(),
            segments.clause_end.tolist(),
            segments.sentence_of_clause.tolist(),
        )


def telling_quotes(
    clauses: Clauses, begin: int, evidence: Sequence[float], telling: Sequence[int]
) -> list[Quote]:
    """Return the best quote of a note and those that tell nearly as much, best first.

    ``evidence`` has the probability of every clause of the note, of which ``begin`` is the first,
    that it carries the label; ``telling`` the places therein that ``enough`` is at.
    """
    if len(telling) == 1:
        return [Quote(*_widened(clauses, evidence, telling[0], begin), 1.0)]
    best = max(evidence)
    quotes: list[Quote] = []
    for place in sorted(telling, key=evidence.__getitem__, reverse=True):
        clause = begin + place
        if not any(quote.first <= clause <= quote.last for quote in quotes):
            low, high = _widened(clauses, evidence, place, begin)
            quotes.append(Quote(low, high, evidence[place] / best))
        if len(quotes) == MOST_EVIDENCE:
            break
    return quotes


def enough(best: Scores) -> Scores:
    """Return the least evidence, for each best one of a note, of what is quoted beside it."""
    return np.asarray(np.minimum(BESIDE_BEST, BESIDE_BEST * best))


def _widened(clauses: Clauses, evidence: Sequence[float], best: int, begin: int) -> tuple[int, int]:
    """Return the first and last clause of the quote whose best one is ``best`` of its note."""
    start, end, sentence = clauses.start, clauses.end, clauses.sentence
    low = high = best + begin
    here, last = sentence[low], begin + len(evidence) - 1
    grows_at = GROWS_AT * evidence[best]
    while True:
        before = evidence[low - 1 - begin] if low > begin and sentence[low - 1] == here else -1.0
        behind = evidence[high + 1 - begin] if high < last and sentence[high + 1] == here else -1.0
        likelier = before if before >= behind else behind
        if likelier >= grows_at:
            step = (low - 1, high) if before >= behind else (low, high + 1)
        elif likelier >= 0 and end[high] - start[low] < SHORTEST_EVIDENCE:
            step = (low, high + 1) if behind >= 0 else (low - 1, high)
        else:
            return low, high
        if end[step[1]] - start[step[0]] > LONGEST_EVIDENCE:
            return low, high
        low, high = step


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
