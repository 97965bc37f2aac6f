"""People beside each other without a ranking: a funnel plot of one step."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.codebook import Step
from analyzer.insights.chance_limits import OUTER_COVERAGE, binomial_limits
from analyzer.settings import Settings

Floats = NDArray[np.float64]

WINSORISED = 0.1
"""Share of the people at either end whose distance from the rest does not count for the spread."""

COVERAGES = {"95": 0.95, "998": OUTER_COVERAGE}
"""Share of people whom chance keeps between the limits, by the limits' names."""

ROUNDING = 1e-9
"""Shares that differ by less count as equal."""

WINSORISED_SQUARE = 0.6787
"""Mean square of z scores of a standard normal once they are winsorised: with q the 90 % quantile
of the normal and f its density, 2 x 0.1 q^2 + 0.8 - 2 q f(q)."""

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

    ``rates`` is as ``standardised_step_rates`` returns it. A person's place is above or below where
    the rate lies beyond the exact limits of what chance makes of his or her own notes (99.8 %),
    widened around what is expected as the spread between people widens a standard deviation: by
    sqrt(1 + tau^2 / variance). So few notes, many or easy ones are allowed for, and so is what
    makes everybody a little different; where nobody differs at most 0.2 % of people fall outside
    by chance, also where a step is rare or nearly always documented.

    The curves are the same limits for somebody in whose notes the step is as likely as in the
    average note, with a chance of ``overall`` each. Dots are moved by what is expected of them, so
    that in notes of very different chances the shape of a dot, which is exact, and the side of the
    curve on which it lies may disagree close to the curve.

    Sources: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics
    in Medicine 24 (2005), 1185-1202; for the spread between people (an additive random effect by
    the method of moments, of z scores winsorised at 10 %) the same, "Handling over-dispersion of
    performance indicators", Quality and Safety in Health Care 14 (2005), 347-351. Winsorised scores
    are narrower than they were, which would make the spread too small; so they are scaled to the
    mean square that normal ones had before. Where a step is rare and people differ a lot, they do
    so less evenly than a normal spread has it, and somewhat more than 0.2 % stand out.
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
        scores = winsorised(distance / error) / np.sqrt(WINSORISED_SQUARE)
        tau = between_people(scores, error)
        precision = within / variance
    else:
        tau, precision = 0.0, n
    wider = np.sqrt(1 + tau**2 / np.where(variance > 0, variance, 1))
    down, up = (
        wider * (members[limit] - members["expected"]).to_numpy(dtype=float)
        for limit in ("chance_low", "chance_high")
    )
    above, below = distance - up > ROUNDING, distance - down < -ROUNDING
    place = np.select([above, below], ["above", "below"], "inside")
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
    curves: dict[str, Floats] = {}
    for name, coverage in COVERAGES.items():
        low = high = np.full(CURVE_POINTS, overall)
        if within and 0 < overall < 1:
            # Notes of one chance that make a share vary as much as those of this precision do.
            notes = points * overall * (1 - overall) / within
            wider = np.sqrt(1 + tau**2 * points / within)
            low, high = (
                np.clip(overall + wider * (counts / notes - overall), 0, 1)
                for counts in binomial_limits(notes, overall, coverage)
            )
        curves |= {f"low_{name}": low, f"high_{name}": high}
    return pd.DataFrame({"precision": points} | curves)
