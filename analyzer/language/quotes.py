"""Chooses the clauses that are quoted for the labels of a batch of notes.

A quote is a clause, or a few of one sentence: the one that the evidence head finds most telling for
the label, with the clauses beside it that carry it too. All quotes of a batch grow together, a
clause at a time.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.language.heads import Scores
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

_NONE = -1.0
"""The probability of a neighbour that is none."""

Numbers = NDArray[np.int64]


class Evidence(NamedTuple):
    """How likely the clauses of some notes carry a label each, side by side.

    ``clause`` and ``probability`` have an entry for each clause of the note of each label;
    ``begin`` says where those of each label begin, with the number of all as a last entry more.
    """

    clause: Numbers
    probability: Scores
    begin: Numbers


class Quotes(NamedTuple):
    """The quotes of some labels, those of each together, the best first.

    ``label`` is the place of each quote's label in ``Evidence``, ``first`` to ``last`` are its
    clauses, and ``share`` says how telling they are beside the note's best ones, up to 1.
    """

    label: Numbers
    first: Numbers
    last: Numbers
    share: Scores


def quotes(segments: Segments, evidence: Evidence) -> Quotes:
    """Return for each label the best quote of its note, and those that tell nearly as much."""
    begin, probability = evidence.begin, evidence.probability
    best = np.maximum.reduceat(probability, begin[:-1])
    label_of = np.repeat(np.arange(len(best)), np.diff(begin))
    enough = np.minimum(BESIDE_BEST, BESIDE_BEST * best)
    telling = np.flatnonzero(probability >= enough[label_of])
    left = telling[np.lexsort((-probability[telling], label_of[telling]))]
    clauses = _Clauses.of(segments, evidence)
    rounds: list[tuple[Numbers, Numbers, Numbers]] = []
    for _ in range(MOST_EVIDENCE):
        firsts = np.flatnonzero(np.diff(label_of[left], prepend=-1))
        chosen = left[firsts]
        low, high = _widened(clauses, probability, chosen)
        rounds.append((chosen, low, high))
        of = np.repeat(np.arange(len(firsts)), np.diff(np.append(firsts, len(left))))
        left = left[(left < low[of]) | (left > high[of])]
    chosen, low, high = map(np.concatenate, zip(*rounds, strict=True))
    order = np.argsort(label_of[chosen], kind="stable")
    chosen, low, high = chosen[order], low[order], high[order]
    label = label_of[chosen]
    share = probability[chosen] / best[label]
    return Quotes(label, evidence.clause[low], evidence.clause[high], share)


class _Clauses(NamedTuple):
    """The characters at which the entries of ``Evidence`` begin and end, and the probabilities of
    the entries before and behind each in its sentence."""

    start: Numbers
    end: Numbers
    before: Scores
    behind: Scores

    @classmethod
    def of(cls, segments: Segments, evidence: Evidence) -> "_Clauses":
        """Look the clauses of all entries up."""
        clause, probability = evidence.clause, evidence.probability
        sentence = segments.sentence_of_clause[clause]
        apart = sentence[1:] != sentence[:-1]
        apart[evidence.begin[1:-1] - 1] = True
        before, behind = np.full((2, len(clause)), _NONE)
        before[1:] = np.where(apart, _NONE, probability[:-1])
        behind[:-1] = np.where(apart, _NONE, probability[1:])
        return cls(segments.clause_start[clause], segments.clause_end[clause], before, behind)


def _widened(clauses: _Clauses, probability: Scores, best: Numbers) -> tuple[Numbers, Numbers]:
    """Return the first and last entries of the quotes whose best ones are ``best``."""
    low, high = best.copy(), best.copy()
    growing = np.arange(len(best))
    while len(growing):
        first, last = low[growing], high[growing]
        before, behind = clauses.before[first], clauses.behind[last]
        likelier = np.maximum(before, behind)
        grows = likelier >= GROWS_AT * probability[best[growing]]
        short = clauses.end[last] - clauses.start[first] < SHORTEST_EVIDENCE
        on = np.flatnonzero(grows | (short & (likelier >= 0)))
        back = np.where(grows, before >= behind, behind < 0)[on]
        first, last = first[on] - back, last[on] + ~back
        fits = clauses.end[last] - clauses.start[first] <= LONGEST_EVIDENCE
        growing = growing[on[fits]]
        low[growing], high[growing] = first[fits], last[fits]
    return low, high
