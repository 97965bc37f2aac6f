"""How many people wrote the notes of some cases, as far as their ways of writing even out."""

import numpy as np
import pandas as pd


def effective_writers(staff_ids: "pd.Series[str]") -> float:
    """Return the effective number of writers, at least 1, of cases with these staff_ids.

    That is 1 / sum(share^2) over the writers' shares of the cases: their number where each wrote
    as many, fewer where one wrote most. An average over the cases in which each writer has a
    deviation of variance v has the variance v / number from it (L. Kish, "Survey Sampling", 1965,
    section 11.7, on unequal weights). Cases without a staff_id count as one writer's, as nobody
    knows better.

    >>> effective_writers(pd.Series(["Ada", "Ada", "Bo", "Bo"]))
    2.0
    """
    cases = staff_ids.value_counts(dropna=False).to_numpy(dtype=float)
    return float(cases.sum() ** 2 / (cases @ cases)) if len(cases) else 1.0


def spread(authors: int, writers: float) -> float:
    """Return by how much a calibration's draws are to be spread about their mean, for a clinic.

    A reader errs with each author in another way. Where these errors have the variance v between
    authors, what was measured on so many ``authors`` is off by a variance of v / authors, and the
    notes of so many ``writers``, who are others, by v / writers on top. The draws of a calibration
    are of half as many authors, with a variance of (1 - 1 / authors) v / (authors // 2), as drawing
    again from authors gives. The result is the root of the ratio of the two.

    >>> round(spread(14, 1), 1), round(spread(14, 14), 1)
    (2.8, 1.0)
    """
    wanted = 1 / authors + 1 / writers
    drawn = (1 - 1 / authors) / (authors // 2) if authors > 1 else 1.0
    return float(np.sqrt(wanted / drawn))
