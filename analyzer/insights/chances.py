"""The probabilities of cases, as the reader gave them."""

import numpy as np
import pandas as pd

from analyzer.insights.distributions import Floats

TOLERANCE = 1e-6
"""How far a case's two probabilities may pass 1 together by rounding."""


def probabilities(cases: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return p_negative and p_positive of each case, from the columns of that name, checked.

    Raises ValueError, naming the note by its note_id, for what are not probabilities.
    """
    negative = cases["p_negative"].to_numpy(dtype=float)
    positive = cases["p_positive"].to_numpy(dtype=float)
    total = negative + positive
    sound = (negative >= 0) & (positive >= 0) & (total <= 1 + TOLERANCE)
    if not sound.all():
        note = cases["note_id"].iloc[int(np.argmin(sound))]
        raise ValueError(
            f"Note {note}: p_negative and p_positive must be at least 0 and at most 1 together; "
            "analyse the note again."
        )
    scale = np.maximum(total, 1)
    return negative / scale, positive / scale


def log_chances(negative: Floats, positive: Floats) -> Floats:
    """Return the logarithms, shape (3, cases), of p_negative, p_neutral and p_positive.

    What has no chance at all is minus infinity, and no correction gives it any.
    """
    chances = np.stack([negative, np.maximum(1 - negative - positive, 0), positive])
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(chances))
