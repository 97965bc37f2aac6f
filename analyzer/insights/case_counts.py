"""How many cases of a set are negative and positive, with chance and calibration in it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import nan

import numpy as np
from numpy.typing import NDArray

from analyzer.insights.corrections import Corrections
from analyzer.insights.distributions import Discrete, Floats, Law, sum_distribution
from analyzer.insights.mixtures import NormalMixture

Rows = NDArray[np.int64]

SMALL = 20.0
RARELY = 0.05
"""Counts whose variance is under 20 in more than one draw of twenty are computed exactly in every
draw: their normal approximation is off by up to some hundredths (``NormalMixture``)."""
AT_ONCE = 2000
"""So many cases, over some draws, are multiplied out at once: it stays in the processor's cache."""


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
    logs: Floats,
    sets: Sequence[Rows],
    writers: Sequence[float],
    needed: int,
    corrections: Corrections | None,
) -> Iterator[CaseCounts]:
    """Yield the laws of each set of cases, one at a time, because exact ones are long.

    ``logs`` are the ``log_chances`` of all cases, ``sets`` the columns of each set, ``writers`` the
    effective number of writers of each, ``needed`` the good experiences that a bad one takes.
    Without ``corrections`` the probabilities count as they are, and every law is exact.
    """
    for rows, number in zip(sets, writers, strict=True):
        if corrections is None:
            yield _by_chance(np.exp(logs[:, rows]), needed)
        else:
            own = logs[:, rows]
            yield _calibrated(own, needed, corrections.of_set(own, number))


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


def _calibrated(logs: Floats, needed: int, corrections: Corrections) -> CaseCounts:
    """Return the laws of one set."""
    cases = logs.shape[1]
    sums, mean_negative = _moment_sums(logs, corrections)
    of_negatives, of_positives, of_balance = (
        NormalMixture(*moments, lowest, highest)
        for moments, lowest, highest in zip(
            _moments(sums, needed), (0, 0, -cases), (cases, cases, needed * cases), strict=True
        )
    )
    within, between = (of_negatives.deviations**2).mean(), of_negatives.means.var()
    share = float(between / (within + between)) if within + between > 0 else 0.0
    negatives: Law = of_negatives
    positives: Law = of_positives
    balance: Law = of_balance
    if _small(of_negatives):
        negatives = _count(_exact(logs, corrections, _negative))
    if _small(of_positives):
        positives = _count(_exact(logs, corrections, _positive))
    if _small(of_negatives) or _small(of_positives):
        weighed = partial(_weighed, needed=needed)
        balance = _balance(_exact(logs, corrections, weighed), cases)
    by_chance = _count(sum_distribution(_yes_or_no(mean_negative)))
    return CaseCounts(negatives, by_chance, positives, balance, share)


def _small(count: NormalMixture) -> bool:
    return bool(np.quantile(count.deviations, RARELY) ** 2 < SMALL)


def _exact(logs: Floats, corrections: Corrections, values: Callable[[Floats], Floats]) -> Floats:
    """Return the probabilities of the sums of one value a case, mixed over the draws.

    ``values`` turns chances, shape (draws, 3, cases), into those of the value 0, 1, 2, ... of each
    case.
    """
    draws = len(corrections.slopes)
    at_once = max(AT_ONCE // max(logs.shape[1], 1), 1)
    mixed = sum(
        sum_distribution(values(corrections.of_some(slice(first, first + at_once), logs))).sum(
            axis=0
        )
        for first in range(0, draws, at_once)
    )
    return np.asarray(mixed / draws)


def _moment_sums(logs: Floats, corrections: Corrections) -> tuple[Floats, Floats]:
    """Return the sums behind the moments, shape (draws, 9), and each case's mean chance to be
    negative, shape (cases,).

    With the chances r to be negative and s to be positive, they are the sums of r, r^2, r^3, s,
    s^2, s^3, r s, r^2 s and r s^2 over the cases.
    """
    sums = np.zeros((len(corrections.slopes), 9))
    negative = [np.empty(0)]
    for chances in corrections.in_blocks(logs):
        r, s = chances[:, 0], chances[:, 2]
        negative.append(r.mean(axis=0))
        r2, s2 = r * r, s * s
        pairs = ((r2, r), (s2, s), (r, s), (r2, s), (r, s2))
        r3, s3, rs, r2s, rs2 = (np.einsum("dc,dc->d", one, other) for one, other in pairs)
        once = (r.sum(axis=1), r2.sum(axis=1), r3, s.sum(axis=1), s2.sum(axis=1), s3, rs, r2s, rs2)
        sums += np.column_stack(once)
    return sums, np.concatenate(negative)


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


def _negative(chances: Floats) -> Floats:
    return _yes_or_no(chances[..., 0, :])


def _positive(chances: Floats) -> Floats:
    return _yes_or_no(chances[..., 2, :])


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
