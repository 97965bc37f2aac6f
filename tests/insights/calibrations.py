"""Calibrations made by hand, of the model that the frames of these tests were read by."""

import numpy as np

from analyzer.calibration import Calibration

MODEL = "test@1"


def calibration(*corrections, negative=0.25, positive=0.25, model=MODEL):
    """Return one whose draws are corrections: slope, shift of negative, shift of positive."""
    draws = np.array(corrections, dtype=float)
    return Calibration(model, 14, 1400, negative, positive, draws[:, 0], draws[:, 1:])


def loose(draws=50):
    """Return one of corrections as they come from a dozen authors."""
    random = np.random.default_rng(4)
    slopes, shifts = np.exp(random.normal(0, 0.1, draws)), random.normal(0, 0.2, (draws, 2))
    return calibration(*np.column_stack([slopes, shifts]))
