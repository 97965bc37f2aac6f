"""Learns how a model's probabilities are best corrected, and how sure that is.

The correction is bias-corrected temperature scaling: one slope for all answers and one shift for
each but neutral. So few numbers are learned from a dozen authors, a likelier answer never becomes
a less likely one, and of the ways to calibrate it is the one that serves best before shares are
corrected (A. Alexandari, A. Kundaje, A. Shrikumar, "Maximum likelihood with bias-corrected
calibration is hard-to-beat at label shift adaptation", Proceedings of Machine Learning Research
119 (ICML 2020), 222-232).

How sure it is follows from drawing whole authors again and again, because the notes of one author
err together (A. C. Davison, D. V. Hinkley, "Bootstrap Methods and their Application", 1997,
section 3.8). Half as many are drawn as there are. That doubles the variance: where the errors have
the variance v between A authors, the draws have about 2 v / A, that of the difference between A
authors and as many others, who write at a clinic. For another number of writers the estimate
spreads the draws more or less (``analyzer.insights.writers``).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from analyzer.calibration import Calibration
from analyzer.codebook import Experience
from analyzer.schema import Analysis
from analyzer.training.corpus import AnnotatedNote
from analyzer.training.fitting import Weights

DRAWS = 200
SEED = 2009
LEAST = 1e-6
"""A probability under this is learned from as if it were this."""
RIDGE = 1.0
"""What a correction costs: as if one note had said that none is needed."""

Probabilities = NDArray[np.float64]
Answers = NDArray[np.int64]


def calibration_of(
    notes: Sequence[AnnotatedNote], analyses: Sequence[Analysis], model: str
) -> Calibration:
    """Return the calibration of ``model`` by its recipe's readings of notes of unseen authors.

    ``analyses`` are those of ``notes``, in the same order, which are of at least two authors.
    """
    negative = np.array([analysis.p_negative for analysis in analyses])
    positive = np.array([analysis.p_positive for analysis in analyses])
    probabilities = np.column_stack([negative, 1 - negative - positive, positive])
    order = list(Experience)
    answers = np.array([order.index(note.answers["experience"]) for note in notes])
    names, author = np.unique([note.author for note in notes], return_inverse=True)
    random = np.random.default_rng(SEED)
    even = np.full(len(names), 1 / len(names))
    drawn = random.multinomial(len(names) // 2, even, size=DRAWS)
    maps = np.array([correction(probabilities, answers, times[author]) for times in drawn])
    return Calibration(
        model=model,
        authors=len(names),
        notes=len(notes),
        negative=float((answers == order.index(Experience.NEGATIVE)).mean()),
        positive=float((answers == order.index(Experience.POSITIVE)).mean()),
        slopes=maps[:, 0],
        shifts=maps[:, 1:],
    )


def correction(
    probabilities: Probabilities, answers: Answers, weights: Weights
) -> NDArray[np.float64]:
    """Return slope, shift of negative and shift of positive, by penalised maximum likelihood.

    ``probabilities`` has shape (notes, 3), negative, neutral, positive; ``answers`` holds the
    column that was right; a note counts as its ``weights``.
    """
    logs = np.log(np.maximum(probabilities, LEAST))
    right = np.eye(3)[answers]

    def cost(asked: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        slope = np.exp(asked[0])
        odds = slope * logs + np.array([asked[1], 0, asked[2]])
        odds -= odds.max(axis=1, keepdims=True)
        shares = np.exp(odds)
        shares /= shares.sum(axis=1, keepdims=True)
        of_right = np.log(np.maximum((shares * right).sum(axis=1), 1e-300))
        value = -(weights @ of_right) + RIDGE / 2 * (asked @ asked)
        wrong = weights[:, None] * (shares - right)
        gradient = np.array([slope * (wrong * logs).sum(), wrong[:, 0].sum(), wrong[:, 2].sum()])
        return float(value), gradient + RIDGE * asked

    found = minimize(cost, np.zeros(3), jac=True, method="BFGS").x
    return np.array([np.exp(found[0]), found[1], found[2]])
