"""How far probabilities can be taken at their word."""

from collections.abc import Sequence

import numpy as np

BINS = 10


def expected_calibration_error(
    probabilities: Sequence[float], happened: Sequence[bool], bins: int = BINS
) -> float:
    """Return the mean distance between what was said and what happened, from 0 to 1.

    Probabilities are put into ``bins`` of equal width; in each the mean probability is compared
    with the share that happened, and the distances are averaged by the number of notes (Naeini,
    Cooper and Hauskrecht 2015).

    >>> expected_calibration_error([0.25, 0.25, 0.25, 0.25], [True, False, False, False])
    0.0
    """
    said = np.asarray(probabilities, dtype=float)
    came = np.asarray(happened, dtype=float)
    number = np.minimum((said * bins).astype(int), bins - 1)
    size = np.bincount(number, minlength=bins)
    gap = np.bincount(number, said - came, minlength=bins)
    return float(np.abs(gap).sum() / max(1, size.sum()))
