from dataclasses import astuple
from math import isnan

import numpy as np
import pytest

from analyzer.insights.case_counts import count_cases
from analyzer.insights.chances import log_chances
from analyzer.insights.corrections import Corrections, corrections
from analyzer.insights.distributions import estimate_above_zero, estimate_of, sum_distribution
from analyzer.insights.mixtures import NormalMixture
from insights.calibrations import loose


def logs_of(pairs):
    """Return the log chances of cases with these p_negative and p_positive."""
    return log_chances(*np.array(pairs, dtype=float).T)


def counts_of(pairs, known):
    logs = logs_of(pairs)
    [counts] = count_cases(logs, [np.arange(logs.shape[1])], [14], 12, known)
    return counts


def by(*draws):
    """Return corrections: slope, shift of negative, shift of positive."""
    slopes, negative, positive = np.array(draws, dtype=float).T
    shifts = np.column_stack([negative, np.zeros(len(draws)), positive])
    return Corrections(slopes, shifts, np.zeros_like(shifts), authors=14, writers=14)


@pytest.mark.parametrize("times", [5, 25])
def test_a_correction_that_corrects_nothing_leaves_chance_alone(times):
    pairs = [(0.2, 0.3), (0.5, 0.1), (0, 0), (0.35, 0.15)] * times
    known, unknown = counts_of(pairs, by((1, 0, 0))), counts_of(pairs, None)
    assert known.calibration_share == 0
    assert isnan(unknown.calibration_share)
    assert unknown.negatives_by_chance is unknown.negatives
    for name in ("negatives", "negatives_by_chance", "positives"):
        one, other = (estimate_of(getattr(counts, name)) for counts in (known, unknown))
        assert astuple(one) == pytest.approx(astuple(other), abs=1e-9)
    one, other = (astuple(estimate_above_zero(counts.balance)) for counts in (known, unknown))
    assert one[0] == pytest.approx(other[0], abs=0.01)
    np.testing.assert_allclose(one, other, atol=0 if times == 5 else 1)


def test_two_cases_and_two_corrections_by_hand():
    """Two cases of 0.4, 0.4, 0.2. One correction leaves them; one triples the odds of negative
    against the others, which makes 0.4 * 3 / 1.8 = 2/3 of 0.4, and of the positive 0.2 / 1.8."""
    counts = counts_of([(0.4, 0.2)] * 2, by((1, 0, 0), (1, np.log(3), 0)))
    law = [(0.36 + 1 / 9) / 2, (0.48 + 4 / 9) / 2, (0.16 + 4 / 9) / 2]
    np.testing.assert_allclose(counts.negatives.probabilities, law)
    assert counts.negatives_by_chance.probabilities[2] == pytest.approx(((0.4 + 2 / 3) / 2) ** 2)
    assert counts.positives.expected == pytest.approx(0.2 + 0.2 / 1.8)
    within = (2 * 0.4 * 0.6 + 2 * 2 / 9) / 2
    between = (2 / 3 - 0.4) ** 2  # two means, 0.8 and 4/3
    assert counts.calibration_share == pytest.approx(between / (within + between))
    worth = {"negative": 12, "neutral": 0, "positive": -1}.values()
    balance = sum(
        one * other * max(a + b, 0) / 2
        for chances in ((0.4, 0.4, 0.2), (2 / 3, 0.4 / 1.8, 0.2 / 1.8))
        for one, a in zip(chances, worth, strict=True)
        for other, b in zip(chances, worth, strict=True)
    )
    assert counts.balance.expected_above_zero == pytest.approx(balance)


def test_a_slope_under_one_draws_to_the_middle():
    """The root of 0.64, 0.32 and 0.04 is 0.8, 0.566 and 0.2, which add up to 1.566."""
    counts = counts_of([(0.64, 0.04)], by((0.5, 0, 0)))
    assert counts.negatives.expected == pytest.approx(0.8 / (1 + 0.32**0.5))
    assert counts.positives.expected == pytest.approx(0.2 / (1 + 0.32**0.5))


def exact(logs, known):
    """Return the law of N and the mean shortfall of each draw, a case after the other."""
    worth, laws, shortfalls = np.array([12, 0, -1]), [], []
    for draw in range(len(known.slopes)):
        chances = known.of_draw(draw, logs)
        sums = np.zeros((logs.shape[1] + 1, 13 * logs.shape[1] + 1))  # N, and 12 N - P moved up
        sums[0, logs.shape[1]] = 1
        for case in chances.T:
            sums = sum(
                chance * np.roll(sums, (answer == 0, step), axis=(0, 1))
                for answer, (chance, step) in enumerate(zip(case, worth, strict=True))
            )
        laws.append(sums.sum(axis=1))
        balance = np.arange(sums.shape[1]) - logs.shape[1]
        shortfalls.append(np.maximum(balance, 0) @ sums.sum(axis=0))
    return np.mean(laws, axis=0), np.mean(shortfalls)


@pytest.mark.parametrize("pairs", [[(0.01, 0.3)] * 120, [(0.02, 0.0), (0.01, 0.001)] * 60])
def test_many_cases_of_which_few_are_negative_are_exact(pairs):
    """A normal approximation would call the median 1 where it is 0, and miss the steps of 12."""
    known = corrections(logs_of(pairs), loose(4), 14)
    counts = counts_of(pairs, known)
    law, shortfall = exact(logs_of(pairs), known)
    reached = counts.negatives.cumulative(np.arange(len(pairs) + 1.0))
    np.testing.assert_allclose(reached, law.cumsum(), atol=1e-9)
    assert counts.balance.expected_above_zero == pytest.approx(shortfall, abs=1e-8)
    assert counts.negatives.expected == pytest.approx(counts.negatives_by_chance.expected)


@pytest.mark.parametrize("times", [30, 60])
def test_exact_laws_and_moments_agree(times):
    """The variance of N passes 20 in nearly all draws between 30 and 60 times three cases."""
    pairs = [(0.05, 0.1), (0.75, 0.05), (0.25, 0.25)] * times
    known = corrections(logs_of(pairs), loose(), 14)
    counts = counts_of(pairs, known)
    assert isinstance(counts.negatives, NormalMixture) == (times == 60)
    sums = np.zeros((len(known.slopes), len(pairs) + 1))
    for draw in range(len(sums)):
        negative = known.of_draw(draw, logs_of(pairs))[0]
        sums[draw] = sum_distribution(np.stack([1 - negative, negative], axis=-1))
    reached = counts.negatives.cumulative(np.arange(len(pairs) + 1.0))
    np.testing.assert_allclose(reached, sums.mean(axis=0).cumsum(), atol=0.001)


def test_sets_may_overlap_and_be_empty():
    logs = logs_of([(0.2, 0.3), (0.5, 0.1), (0.9, 0.1)])
    sets = [np.arange(3), np.array([0, 2]), np.arange(0)]
    whole, part, nothing = count_cases(logs, sets, [14, 14, 1], 12, by((1, 0, 0), (2, 0, 0)))
    assert whole.negatives.expected > part.negatives.expected > 1
    assert nothing.negatives.probabilities.tolist() == [1]
    assert nothing.calibration_share == 0


def test_ten_thousand_cases_agree_with_a_million_simulated_draws():
    """A simulated draw takes a correction and then every case: cases with the same chances at once.

    The largest distance between a distribution and that of a million draws from it passes 0.002
    about once in 1,500 times (P. Massart, "The tight constant in the Dvoretzky-Kiefer-Wolfowitz
    inequality", Annals of Probability 18 (1990), 1269-1283).
    """
    random = np.random.default_rng(20090722)
    kinds = random.dirichlet([0.4, 0.8, 0.4], size=20)[:, [0, 2]]
    pairs = np.repeat(kinds, 500, axis=0)
    known = corrections(logs_of(pairs), loose(draws=200), 14)
    counts = counts_of(pairs, known)
    negative, balance = [], []
    for chances in known.of_all(logs_of(kinds)):
        drawn = sum(random.multinomial(500, kind, size=5000) for kind in chances.T)
        negative.append(drawn[:, 0])
        balance.append(12 * drawn[:, 0] - drawn[:, 2])
    for law, simulated in ((counts.negatives, negative), (counts.balance, balance)):
        values, times = np.unique(np.concatenate(simulated), return_counts=True)
        assert times.sum() == 1_000_000
        gap = np.abs(law.cumulative(values.astype(float)) - times.cumsum() / times.sum())
        assert gap.max() < 0.002
