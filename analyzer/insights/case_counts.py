"""How many cases of a set are negative and positive, with chance and calibration in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from analyzer.insights.corrections import Corrections
from analyzer.insights.distributions import Discrete, Floats, Law, sum_distribution
from analyzer.insights.mixtures import NormalMixture

Rows = NDArray[np.int64]

FEW = 64
"""Up to so many cases every draw is computed exactly; beyond, by its moments."""


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """The laws of a set of cases.

    ``negatives`` (N), ``positives`` (P) and ``balance`` (needed N - P), in which each case is one
    joint draw; ``negatives_by_chance`` is N where its cases' mean probabilities are taken as
    certain. ``calibration_share`` is the share, 0 to 1, of the variance of N that lies between the
    draws of the calibration (law of total variance); NaN without a calibration.
    """

    negatives: Law
    negatives_by_chance: Law
    positives: Law
    balance: Law
    calibration_share: float


def count_cases(
    logs: Floats, sets: Sequence[Rows], needed: int, corrections: Corrections | None
) -> Iterator[CaseCounts]:
    """Yield the laws of each set of cases, one at a time, because exact ones are long.

    ``logs`` are the ``log_chances`` of all cases, ``sets`` the columns of each set, ``needed`` the
    good experiences that a bad one takes. Without ``corrections`` the probabilities count as they
    are, and every law is exact.
    """
    if corrections is None:
        chances = np.exp(logs)
        for rows in sets:
            yield _by_chance(chances[:, rows], needed)
        return
    sums, mean_negative = _moment_sums(logs, sets, corrections)
    for place, rows in enumerate(sets):
        yield _calibrated(logs[:, rows], mean_negative[rows], sums[:, place], needed, corrections)


def _by_chance(chances: Floats, needed: int) -> CaseCounts:
    negative, neutral, positive = chances
    counts = _count(sum_distribution(_yes_or_no(negative)))
    return CaseCounts(
        negatives=counts,
        negatives_by_chance=counts,
        positives=_count(sum_distribution(_yes_or_no(positive))),
        balance=_balance(sum_distribution(_weighed(chances, needed)), len(neutral)),
        calibration_share=nan,
    )


def _calibrated(
    logs: Floats, mean_negative: Floats, sums: Floats, needed: int, corrections: Corrections
) -> CaseCounts:
    """Return the laws of one set; ``sums`` are its ``_moment_sums``, shape (draws, sums)."""
    cases = logs.shape[1]
    negatives, positives, balance = (
        NormalMixture(*moments, lowest, highest)
        for moments, lowest, highest in zip(
            _moments(sums, needed), (0, 0, -cases), (cases, cases, needed * cases), strict=True
        )
    )
    within, between = (negatives.deviations**2).mean(), negatives.means.var()
    share = float(between / (within + between)) if within + between > 0 else 0.0
    by_chance = _count(sum_distribution(_yes_or_no(mean_negative)))
    if cases > FEW:
        return CaseCounts(negatives, by_chance, positives, balance, share)
    chances = corrections.of_all(logs)
    return CaseCounts(
        negatives=_count(sum_distribution(_yes_or_no(chances[:, 0])).mean(axis=0)),
        negatives_by_chance=by_chance,
        positives=_count(sum_distribution(_yes_or_no(chances[:, 2])).mean(axis=0)),
        balance=_balance(sum_distribution(_weighed(chances, needed)).mean(axis=0), cases),
        calibration_share=share,
    )


def _moment_sums(
    logs: Floats, sets: Sequence[Rows], corrections: Corrections
) -> tuple[Floats, Floats]:
    """Return the sums behind the moments, shape (draws, sets, 9), and each case's mean chance to be
    negative, shape (cases,).

    With the chances r to be negative and s to be positive, they are the sums of r, r^2, r^3, s,
    s^2, s^3, r s, r^2 s and r s^2 over each set; one draw at a time is in memory.
    """
    draws, cases = len(corrections.slopes), logs.shape[1]
    ends = np.cumsum([0, *(len(rows) for rows in sets)])
    columns = np.concatenate([*sets, np.arange(0)])
    members = csr_array((np.ones(ends[-1]), columns, ends), shape=(len(sets), cases))
    sums = np.empty((draws, len(sets), 9))
    total = np.zeros(cases)
    for draw in range(draws):
        r, _, s = corrections.of_draw(draw, logs)
        total += r
        r2, s2 = r * r, s * s
        for column, power in enumerate((r, r2, r2 * r, s, s2, s2 * s, r * s, r2 * s, r * s2)):
            sums[draw, :, column] = members @ power
    return sums, total / draws


def _moments(sums: Floats, needed: int) -> list[tuple[Floats, Floats, Floats]]:
    """Return mean, standard deviation and skewness, each (draws,), of N, P and needed N - P.

    A case adds its cumulants: with the moments a, b and c of what it adds, a, b - a^2 and
    c - 3 a b + 2 a^3.
    """
    r, r2, r3, s, s2, s3, rs, r2s, rs2 = sums.T
    t = needed
    mean = t * r - s
    second = t**2 * r2 - 2 * t * rs + s2  # of a^2
    mixed = t**3 * r2 + t * rs - t**2 * rs - s2  # of a b
    third = t**3 * r3 - 3 * t**2 * r2s + 3 * t * rs2 - s3  # of a^3
    cumulants = (
        (r, r - r2, r - 3 * r2 + 2 * r3),
        (s, s - s2, s - 3 * s2 + 2 * s3),
        (mean, t**2 * r + s - second, t**3 * r - s - 3 * mixed + 2 * third),
    )
    moments = []
    for first, variance, cubed in cumulants:
        deviation = np.sqrt(np.maximum(variance, 0))
        skew = np.divide(cubed, deviation**3, out=np.zeros_like(cubed), where=deviation > 1e-6)
        moments.append((first, deviation, skew))
    return moments


def _yes_or_no(chance: Floats) -> Floats:
    return np.stack([1 - chance, chance], axis=-1)


def _weighed(chances: Floats, needed: int) -> Floats:
    """Return the chances of -1, 0, ..., needed for each case: positive, neutral, negative."""
    values = np.zeros((*chances.shape[:-2], chances.shape[-1], needed + 2))
    values[..., 0], values[..., 1], values[..., -1] = (
        chances[..., answer, :] for answer in (2, 1, 0)
    )
    return values


def _count(probabilities: Floats) -> Discrete:
    return Discrete(np.arange(len(probabilities), dtype=float), probabilities)


def _balance(probabilities: Floats, cases: int) -> Discrete:
    """Return the law of sums of values that begin at -1 a case."""
    return Discrete(np.arange(len(probabilities), dtype=float) - cases, probabilities)
