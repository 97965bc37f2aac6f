"""The corrections of a reader's probabilities that a clinic's notes and a calibration allow."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from analyzer.calibration import Calibration
from analyzer.insights.distributions import Floats
from analyzer.insights.prevalence import uncertain_shifts
from analyzer.insights.writers import spread

SEED = 2009
"""The draws are always the same, so that the same notes give the same estimate."""
CORPUS_WEIGHT = 20.0
"""The shares of the corpus count as so many judged cases of the clinic: where the corpus has 24 %
of negative notes, 95 of 100 clinics are then taken to have between 8 and 44 %. A convention, as no
clinic's notes were judged. It was chosen over 100 on the training authors, each read by a reader
that had not seen them: where their negative notes were thinned out, 100 held on to the corpus too
much."""
BLOCK = 256
"""So many cases are corrected at once, by all draws."""
LOOKED_AT = 1000
"""So many cases, evenly taken from the best to the worst, are enough to keep what is expected."""
ROUNDS = 3
FLAT = 1e-9
"""Added to a slope of 0, where every case is certain."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """Equally likely ways to correct probabilities: ``slopes`` (draws,), ``shifts`` (draws, 3).

    ``share_shifts`` (draws, 3) is the part of the shifts that stands for other shares than those of
    the corpus; the rest comes from a calibration over so many ``authors``, spread as wide as it is
    for so many ``writers``.
    """

    slopes: Floats
    shifts: Floats
    share_shifts: Floats
    authors: int
    writers: float

    def of_draw(self, draw: int, logs: Floats) -> Floats:
        """Return the probabilities, shape (3, cases), that one draw makes of ``log_chances``."""
        chances: Floats = self.of_some(slice(draw, draw + 1), logs)[0]
        return chances

    def of_some(self, draws: slice, logs: Floats) -> Floats:
        """Return those of some draws, shape (draws, 3, cases)."""
        odds = np.exp(self.slopes[draws, None, None] * logs + self.shifts[draws, :, None])
        odds /= (odds[:, 0] + odds[:, 1] + odds[:, 2])[:, None]
        return odds

    def of_all(self, logs: Floats) -> Floats:
        """Return those of all draws, for few cases."""
        return self.of_some(slice(None), logs)

    def in_blocks(self, logs: Floats) -> Iterator[Floats]:
        """Yield what ``of_all`` returns, some cases after others."""
        for first in range(0, logs.shape[1], BLOCK):
            yield self.of_all(logs[:, first : first + BLOCK])

    def expected(self, logs: Floats) -> Floats:
        """Return the mean probabilities, shape (3, cases), over all draws."""
        means = [chances.mean(axis=0) for chances in self.in_blocks(logs)]
        return np.concatenate([np.empty((3, 0)), *means], axis=1)

    def of_set(self, logs: Floats, writers: float) -> "Corrections":
        """Return the corrections for some of the clinic's cases, of so many ``writers``.

        They spread about their mean as ``writers.spread`` says, the slopes on the log scale; that
        part alone, as the shares are those of the clinic. The spread would change what is expected,
        because a wider one draws small probabilities up, so all shifts are moved by what keeps the
        expected numbers of negative and positive cases (Newton's method). It is found from 1,000 of
        the cases at most: with so few the parts of a clinic add up to it but for rounding, with
        more nearly so (to about a thousandth in tests/insights/test_writers_of_a_set.py).
        """
        factor = spread(self.authors, writers) / spread(self.authors, self.writers)
        if factor == 1:
            return self
        every = ceil(logs.shape[1] / LOOKED_AT) or 1
        from_good_to_bad = np.argsort(np.exp(logs[0]) - np.exp(logs[2]), kind="stable")
        some = logs[:, from_good_to_bad[every // 2 :: every]]
        slopes, shifts = _wider(self.slopes, self.shifts - self.share_shifts, factor)
        wider = replace(self, slopes=slopes, shifts=shifts + self.share_shifts, writers=writers)
        wanted = self.expected(some).sum(axis=1)[[0, 2]]
        for _ in range(ROUNDS):
            wider = replace(wider, shifts=wider.shifts + _step(wider, some, wanted))
        return wider


def corrections(logs: Floats, calibration: Calibration, writers: float) -> Corrections:
    """Return the corrections for a clinic whose cases have these ``log_chances``.

    Each draw takes one of the calibration's corrections, spread for so many ``writers``
    (``effective_writers`` of the cases). Every second one also estimates by it how many of the
    clinic's cases are negative and positive, draws that estimate's own uncertainty, and corrects
    for shares that differ from those of the corpus. The others do not: where nobody has judged the
    cases, a clinic whose contacts are better cannot be told from one that writes of them more
    mildly, and correcting a mere difference in writing would double it. So the interval holds both
    readings. That each weighs half is a convention, since nothing in the notes tells which is true:
    on the training authors, read unseen, correcting in every draw missed more where they only wrote
    otherwise, and correcting in none where bad notes were thinned out or multiplied.

    Cases of a smaller group are corrected by the whole clinic's shares: so a small one is not
    carried away by chance, and one that really differs is drawn towards the rest.
    """
    neutral = np.zeros(len(calibration.slopes))
    measured = np.column_stack([calibration.shifts[:, 0], neutral, calibration.shifts[:, 1]])
    slopes, measured = _wider(calibration.slopes, measured, spread(calibration.authors, writers))
    known = Corrections(slopes, measured, np.zeros_like(measured), calibration.authors, writers)
    moved = np.zeros_like(measured)
    normal = np.random.default_rng(SEED).standard_normal((len(measured), 2))
    for draw in range(0, len(measured), 2):
        moved[draw] = uncertain_shifts(
            known.of_draw(draw, logs), calibration.shares, CORPUS_WEIGHT, normal[draw]
        )
    return replace(known, shifts=known.shifts + moved, share_shifts=moved)


def _wider(slopes: Floats, shifts: Floats, factor: float) -> tuple[Floats, Floats]:
    """Return slopes and shifts at ``factor`` times their distance from the mean; slopes by logs."""
    logs, centre = np.log(slopes), shifts.mean(axis=0)
    middle = logs.mean()
    return np.exp(middle + factor * (logs - middle)), centre + factor * (shifts - centre)


def _step(known: Corrections, logs: Floats, wanted: Floats) -> Floats:
    """Return one step of the shifts, shape (3,), towards the ``wanted`` expected numbers."""
    found, slope = np.zeros(2), np.eye(2) * FLAT
    for chances in known.in_blocks(logs):
        r, s = chances[:, 0], chances[:, 2]
        draws = len(r)
        found += np.array([r.sum(), s.sum()]) / draws
        own_r, own_s, both = (r - r * r).sum(), (s - s * s).sum(), -(r * s).sum()
        slope += np.array([[own_r, both], [both, own_s]]) / draws
    negative, positive = np.clip(np.linalg.solve(slope, wanted - found), -1, 1)
    return np.array([negative, 0.0, positive])
