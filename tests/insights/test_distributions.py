import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.stats import binom

from analyzer.insights.distributions import (
    Discrete,
    estimate_above_zero,
    estimate_of,
    sum_distribution,
)


def draws_of(weights):
    draws = np.array(weights, dtype=float) + 1e-3
    return draws / draws.sum(axis=1, keepdims=True)


def by_hand(draws):
    """Multiply the rows out one by one."""
    total = np.ones(1)
    for row in draws:
        total = np.convolve(total, row)
    return total


@given(st.lists(st.tuples(*[st.floats(0, 1)] * 4), max_size=40))
def test_equals_plain_convolution(weights):
    draws = draws_of(weights) if weights else np.zeros((0, 4))
    np.testing.assert_allclose(sum_distribution(draws), by_hand(draws), rtol=0, atol=1e-12)


def test_sets_of_draws_are_summed_each_for_itself():
    sets = np.random.default_rng(3).dirichlet([1, 2, 3], size=(4, 7))
    assert sum_distribution(sets).shape == (4, 15)
    np.testing.assert_allclose(sum_distribution(sets), [by_hand(draws) for draws in sets])
    assert sum_distribution(np.zeros((4, 0, 3))).tolist() == [[1], [1], [1], [1]]


def test_ten_thousand_draws_are_exact_to_a_billionth():
    draws = np.tile([0.7, 0.3], (10_000, 1))
    exact = binom.pmf(np.arange(10_001), 10_000, 0.3)
    np.testing.assert_allclose(sum_distribution(draws), exact, rtol=0, atol=1e-12)
    estimate = estimate_of(Discrete(np.arange(10_001.0), sum_distribution(draws)))
    assert estimate.expected == pytest.approx(3000, abs=1e-9)
    assert (estimate.low_95, estimate.high_95) == tuple(binom.ppf([0.025, 0.975], 10_000, 0.3))


def test_many_wide_draws_keep_their_mean_to_a_billionth():
    random = np.random.default_rng(7)
    draws = np.zeros((10_000, 14))
    draws[:, [0, 1, 13]] = random.dirichlet([1, 3, 1], size=10_000)
    law = sum_distribution(draws)
    mean = (draws @ np.arange(14)).sum()
    assert law @ np.arange(len(law)) == pytest.approx(mean, rel=1e-9)


@hypothesis_settings(deadline=None)
@given(st.lists(st.tuples(*[st.floats(0, 1)] * 3), min_size=1, max_size=30))
def test_a_distribution_and_its_intervals(weights):
    law = sum_distribution(draws_of(weights))
    assert len(law) == 1 + 2 * len(weights)
    assert (law >= 0).all()
    assert law.sum() == pytest.approx(1)
    values = np.arange(len(law), dtype=float)
    estimate = estimate_of(Discrete(values, law))
    assert estimate.low_95 <= estimate.low_80 <= estimate.median
    assert estimate.median <= estimate.high_80 <= estimate.high_95
    for low, high, level in (
        (estimate.low_80, estimate.high_80, 0.8),
        (estimate.low_95, estimate.high_95, 0.95),
    ):
        assert law[(values >= low) & (values <= high)].sum() >= level - 1e-9


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=20), st.integers(-30, 5))
def test_cumulative_and_mean_above_zero(weights, first):
    law = Discrete(first + np.arange(len(weights), dtype=float), np.array(weights) / sum(weights))
    asked = np.arange(first - 2.0, first + len(weights) + 2)
    known = [law.probabilities[law.counts <= count].sum() for count in asked]
    np.testing.assert_allclose(law.cumulative(asked), known)
    above = estimate_above_zero(law)
    assert above.expected == pytest.approx((law.probabilities * law.counts.clip(0)).sum())
    assert above.expected >= max(law.expected, 0) - 1e-9
    assert above.low_95 >= 0
