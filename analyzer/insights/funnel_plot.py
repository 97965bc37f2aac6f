"""People beside each other without a ranking: a funnel plot of one step."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from analyzer.codebook import Step
from analyzer.settings import Settings

Floats = NDArray[np.float64]

WINSORISED = 0.1
"""Share of the people at either end whose distance from the rest does not count for the spread."""

INNER, OUTER = (float(ndtri((1 + coverage) / 2)) for coverage in (0.95, 0.998))
"""Standard deviations from the middle to the limits."""

CURVE_POINTS = 120
"""Points of each limit's curve: it looks smooth on a page."""

CURVE_MARGIN = 1.15
"""The curves run on so far beyond the outermost people, as a factor of the precision."""


class Place(StrEnum):
    """Where a person lies: within the outer limits, or worth a conversation in either direction."""

    INSIDE = "inside"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True)
class Funnel:
    """A funnel plot of how often a step is documented.

    ``overall`` is everybody's share, 0 to 1, and ``spread`` the standard deviation between people
    beyond chance (tau), in the same unit. ``members`` has a row a person with at least
    ``statistics.minimum_for_comparison`` notes with a concern, by name: staff_id, staff_name, n,
    rate, expected, standardised, precision and place. ``limits`` has the curves: precision,
    ascending, and low_95, high_95, low_998 and high_998, each 0 to 1. A precision is a number of
    notes, weighed so that each counts as much as the average note does for chance; it is the
    horizontal axis. ``too_few`` people have a note with a concern but not enough to be drawn.
    """

    step: Step
    overall: float
    spread: float
    members: pd.DataFrame
    limits: pd.DataFrame
    too_few: int


def funnel_plot(rates: pd.DataFrame, step: Step, settings: Settings) -> Funnel | None:
    """Return the funnel plot of a step, or None where fewer than ``minimum_people`` can be drawn.

    ``rates`` is as ``standardised_step_rates`` returns it. A person's distance from the middle is
    rate - expected, its variance that of the rate if he or she documents as expected plus the
    spread between people; outside 3.09 standard deviations (99.8 %) the place is above or below.
    So few notes, many or easy ones are allowed for, and so is what makes everybody a little
    different. Limits are those of a normal distribution, which for shares near 0 or 1 of thirty
    notes lets somewhat more than 0.2 % of people fall outside.

    Sources: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics
    in Medicine 24 (2005), 1185-1202; for the spread between people (an additive random effect by
    the method of moments, of z scores winsorised at 10 %) the same, "Handling over-dispersion of
    performance indicators", Quality and Safety in Health Care 14 (2005), 347-351.
    """
    of_step = rates[rates["step"] == str(step)]
    drawn = of_step["n"] >= settings.statistics.minimum_for_comparison
    members = of_step[drawn].reset_index(drop=True)
    if len(members) < settings.statistics.minimum_people:
        return None
    overall = float(of_step["done"].sum() / of_step["n"].sum())
    n, variance = members["n"].to_numpy(dtype=float), members["variance"].to_numpy(dtype=float)
    distance = (members["rate"] - members["expected"]).to_numpy(dtype=float)
    within = float((n**2 * variance).sum() / n.sum())
    if within:
        error = np.sqrt(variance)
        tau = between_people(winsorised(distance / error), error)
        precision = within / variance
    else:
        tau, precision = 0.0, n
    outer = OUTER * np.sqrt(variance + tau**2)
    place = np.select([distance > outer, distance < -outer], ["above", "below"], "inside")
    columns = ["staff_id", "staff_name", "n", "rate", "expected", "standardised"]
    return Funnel(
        step,
        overall,
        tau,
        members[columns].assign(precision=precision, place=pd.Series(place, dtype="str")),
        _limits(overall, within, tau, precision),
        int((~drawn & (of_step["n"] > 0)).sum()),
    )


def winsorised(scores: Floats) -> Floats:
    """Return z scores with those beyond the 10 and 90 % quantiles moved to them, shape (people,).

    So a few people far from the rest do not widen the limits that would show them.

    >>> winsorised(np.array([-9.0, -1, -1, -1, -1, 0, 1, 1, 1, 1, 9])).tolist()
    [-1.0, -1.0, -1.0, -1.0, -1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    low, high = np.quantile(scores, [WINSORISED, 1 - WINSORISED])
    return np.clip(scores, low, high)


def between_people(scores: Floats, error: Floats) -> float:
    """Return tau, the standard deviation between people beyond chance; 0 where there is none.

    ``scores`` are distances from the middle over their standard ``error`` (above 0), which has the
    unit of tau; both of shape (people,), two at least. With phi the mean square of the scores of I
    people and w = 1 / error^2, tau^2 = (I phi - (I - 1)) / (sum w - sum w^2 / sum w), or 0 where
    that is below 0.

    >>> round(between_people(np.array([-2.0, -1, 0, 1, 2]), np.full(5, 0.1)), 4)
    0.1225
    """
    people, weight = len(scores), 1 / error**2
    excess = float((scores**2).sum()) - (people - 1)
    return float(np.sqrt(max(excess, 0) / (weight.sum() - (weight**2).sum() / weight.sum())))


def _limits(overall: float, within: float, tau: float, precision: Floats) -> pd.DataFrame:
    """Return the curves over the range of the precisions and a little beyond."""
    points = np.geomspace(
        precision.min() / CURVE_MARGIN, precision.max() * CURVE_MARGIN, CURVE_POINTS
    )
    deviation = np.sqrt(within / points + tau**2)
    curves = {
        f"{side}_{name}": np.clip(overall + sign * width * deviation, 0, 1)
        for name, width in (("95", INNER), ("998", OUTER))
        for side, sign in (("low", -1), ("high", 1))
    }
    return pd.DataFrame({"precision": points} | curves)
