"""The corrections of a reader's probabilities that a clinic's notes and a calibration allow."""

from dataclasses import dataclass

import numpy as np

from analyzer.calibration import Calibration
from analyzer.insights.distributions import Floats
from analyzer.insights.prevalence import uncertain_shifts

SEED = 2009
"""The draws are always the same, so that the same notes give the same estimate."""
CORPUS_WEIGHT = 20.0
"""The shares of the corpus count as so many judged cases of the clinic: where the corpus has 24 %
of negative notes, 95 of 100 clinics are then taken to have between 8 and 44 %."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """Equally likely ways to correct probabilities: ``slopes`` (draws,), ``shifts`` (draws, 3)."""

    slopes: Floats
    shifts: Floats

    def of_draw(self, draw: int, logs: Floats) -> Floats:
        """Return the probabilities, shape (3, cases), that one draw makes of ``log_chances``."""
        return _normalised(np.exp(self.slopes[draw] * logs + self.shifts[draw][:, None]))

    def of_all(self, logs: Floats) -> Floats:
        """Return the probabilities, shape (draws, 3, cases), for few cases."""
        return _normalised(np.exp(self.slopes[:, None, None] * logs + self.shifts[:, :, None]))


def log_chances(negative: Floats, positive: Floats) -> Floats:
    """Return the logarithms, shape (3, cases), of p_negative, p_neutral and p_positive.

    What has no chance at all is minus infinity, and no correction gives it any.
    """
    chances = np.stack([negative, np.maximum(1 - negative - positive, 0), positive])
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(chances))


def corrections(logs: Floats, calibration: Calibration) -> Corrections:
    """Return the corrections for a clinic whose cases have these ``log_chances``.

    Each draw takes one of the calibration's corrections. Every second one also estimates by it how
    many of the clinic's cases are negative and positive, draws that estimate's own uncertainty, and
    corrects for shares that differ from those of the corpus. The others do not: where nobody has
    judged the cases, a clinic whose contacts are better cannot be told from one that writes of them
    more mildly, and correcting a mere difference in writing would double it. So the interval holds
    both readings. Cases of a smaller group are corrected by the whole clinic's shares: so the parts
    of a clinic add up to it, and a small one is not carried away by chance; one that really differs
    is drawn towards the rest.
    """
    neutral = np.zeros(len(calibration.slopes))
    shifts = np.column_stack([calibration.shifts[:, 0], neutral, calibration.shifts[:, 1]])
    measured = Corrections(calibration.slopes, shifts.copy())
    normal = np.random.default_rng(SEED).standard_normal((len(shifts), 2))
    for draw in range(0, len(shifts), 2):
        shifts[draw] += uncertain_shifts(
            measured.of_draw(draw, logs), calibration.shares, CORPUS_WEIGHT, normal[draw]
        )
    return Corrections(calibration.slopes, shifts)


def _normalised(odds: Floats) -> Floats:
    odds /= odds.sum(axis=-2, keepdims=True)
    return odds
