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


def clause_blocks(segments: Segments, first: FirstScores) -> list[Scores]:
    """Return what the evidence head reads of a key, a row a clause and a column a key: the clause's
    score and its sentence's, by the heads and by the network, its neighbours', how far it is behind
    the note's and behind the sentence's best."""
    note, sentence = segments.note_of_clause, segments.sentence_of_clause
    clauses = first.clauses
    return [
        clauses,
        first.sentences[sentence],
        first.network[sentence],
        _neighbour(clauses, note, -1),
        _neighbour(clauses, note, 1),
        clauses - best_by_note(note, clauses)[note],
        clauses - best_by_note(sentence, clauses)[sentence],
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


def evidence_of(weights: Scores, segments: Segments, first: FirstScores) -> Scores:
    """Return the probability that a clause carries a key, a row a clause and a column a key."""
    blocks = clause_blocks(segments, first)
    places = clause_places(segments)
    score = np.tile(weights[-1], (len(first.clauses), 1))
    for block, weight in zip(blocks, weights[: len(blocks)], strict=True):
        score += block * weight
    for column, weight in zip(places.T, weights[len(blocks) : -1], strict=True):
        score += column[:, None] * weight
    return probability(score)


def best_by_note(note: NDArray[np.int64], scores: Scores) -> Scores:
    """Return the highest score of each note; ``note`` is sorted and names every note."""
    return np.asarray(np.maximum.reduceat(scores, _firsts(note), axis=0))


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
    first_of_note: list[int]

    @classmethod
    def of(cls, segments: Segments) -> "Clauses":
        """Return the lists of a batch's arrays."""
        note = segments.note_of_clause
        return cls(
            segments.clause_start.tolist(),
            segments.clause_end.tolist(),
            segments.sentence_of_clause.tolist(),
            [*_firsts(note).tolist(), len(note)],
        )

    def same_sentence(self, one: int, other: int) -> bool:
        """Say whether two clauses, the second perhaps outside of the batch, share a sentence."""
        return 0 <= other < len(self.sentence) and self.sentence[one] == self.sentence[other]

    def length(self, first: int, last: int) -> int:
        """Return the characters from the start of one clause to the end of another."""
        return self.end[last] - self.start[first]


def telling_quotes(clauses: Clauses, note: int, evidence: Sequence[float]) -> list[Quote]:
    """Return the best quote of a note and those that tell nearly as much, best first.

    ``evidence`` has the probability of every clause of the note that it carries the label.
    """
    begin, best = clauses.first_of_note[note], max(evidence)
    enough = min(BESIDE_BEST, BESIDE_BEST * best)
    telling = [place for place, told in enumerate(evidence) if told >= enough]
    telling.sort(key=evidence.__getitem__, reverse=True)
    quotes: list[Quote] = []
    for place in telling:
        clause = begin + place
        if not any(quote.first <= clause <= quote.last for quote in quotes):
            low, high = _widened(clauses, evidence, place, begin)
            quotes.append(Quote(low, high, evidence[place] / best))
        if len(quotes) == MOST_EVIDENCE:
            break
    return quotes


def _widened(clauses: Clauses, evidence: Sequence[float], best: int, begin: int) -> tuple[int, int]:
    """Return the first and last clause of the quote whose best one is ``best`` of its note."""
    low = high = begin + best
    while True:
        before = evidence[low - 1 - begin] if clauses.same_sentence(low, low - 1) else -1.0
        behind = evidence[high + 1 - begin] if clauses.same_sentence(high, high + 1) else -1.0
        if max(before, behind) >= GROWS_AT * evidence[best]:
            step = (low - 1, high) if before >= behind else (low, high + 1)
        elif clauses.length(low, high) < SHORTEST_EVIDENCE and max(before, behind) >= 0:
            step = (low, high + 1) if behind >= 0 else (low - 1, high)
        else:
            return low, high
        if clauses.length(*step) > LONGEST_EVIDENCE:
            return low, high
        low, high = step


def _firsts(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each run of equal numbers begins."""
    return np.flatnonzero(np.diff(group, prepend=-1))


def _neighbour(scores: Scores, note: NDArray[np.int64], step: int) -> Scores:
    """Return the scores of the sentence before or after in the same note, -1.5 where none is."""
    rows = np.arange(len(note))
    other = np.clip(rows + step, 0, len(note) - 1)
    valid = (other != rows) & (note[other] == note)
    return np.where(valid[:, None], scores[other], -1.5)
