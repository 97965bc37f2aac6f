import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.stats import binom, norm

from analyzer.insights.distributions import Discrete, sum_distribution
from analyzer.insights.mixtures import NormalMixture


def moments(chance):
    variance = (chance * (1 - chance)).sum()
    skew = (chance * (1 - chance) * (1 - 2 * chance)).sum() / variance**1.5
    return chance.sum(), variance**0.5, skew


def mixture(rows):
    means, deviations, skews = np.array([moments(row) for row in rows]).T
    return NormalMixture(means, deviations, skews, 0, rows.shape[1])


def exact(rows):
    law = sum_distribution(np.stack([1 - rows, rows], axis=-1)).mean(axis=0)
    return Discrete(np.arange(len(law), dtype=float), law)


@pytest.mark.parametrize(("cases", "off"), [(65, 0.002), (250, 0.0005), (4000, 0.0001)])
def test_close_to_the_exact_law(cases, off):
    """Chances as a reader gives them: most cases nearly sure, 0.08 of variance each."""
    random = np.random.default_rng(cases)
    rows = random.beta(0.25, 0.75, size=(5, cases))
    counts = np.arange(cases + 1.0)
    gap = np.abs(mixture(rows).cumulative(counts) - exact(rows).cumulative(counts))
    assert gap.max() < off


def test_quantiles_are_those_of_the_exact_law():
    random = np.random.default_rng(1)
    rows = random.beta(0.25, 0.75, size=(1, 2000)) * random.uniform(0.8, 1, size=(30, 1))
    levels = (0.025, 0.1, 0.5, 0.9, 0.975)
    approximate, known = mixture(rows).quantiles(levels), exact(rows).quantiles(levels)
    assert np.abs(approximate - known).max() <= 1


@hypothesis_settings(deadline=None)
@given(
    means=st.lists(st.floats(0, 100), min_size=1, max_size=5),
    deviation=st.floats(0, 10),
    level=st.floats(0.001, 0.999),
)
def test_a_quantile_is_the_smallest_count_that_reaches_its_level(means, deviation, level):
    sums = len(means)
    law = NormalMixture(
        np.array(means), np.full(sums, deviation), np.zeros(sums), lowest=0, highest=100
    )
    [count] = law.quantiles([level])
    assert 0 <= count <= 100
    assert count == int(count)
    at, before = law.cumulative(np.array([count, count - 1.0]))
    assert at >= level - 1e-9
    assert before < level
    assert law.cumulative(np.array([-1.0, 100.0])).tolist() == [0, 1]


def test_sums_without_any_spread():
    law = NormalMixture(np.array([3.0, 7.0]), np.zeros(2), np.zeros(2), 0, 10)
    assert law.quantiles([0.25, 0.75]).tolist() == [3, 7]
    np.testing.assert_allclose(law.cumulative(np.array([2, 3, 6, 7])), [0, 0.5, 0.5, 1], atol=1e-9)
    assert law.expected == law.expected_above_zero == 5


@pytest.mark.parametrize("mean", [-30.0, -2.0, 0.5, 4.0, 30.0])
def test_the_mean_above_zero(mean):
    """By the normal distribution where there is no skewness; by counting where there is."""
    law = NormalMixture(np.array([mean]), np.array([5.0]), np.zeros(1), -1000, 1000)
    truth = norm.expect(lambda x: max(x, 0), loc=mean, scale=5, lb=0)
    assert law.expected_above_zero == pytest.approx(truth, abs=1e-6)

    shift = int(120 - mean)  # a binomial of mean 120, moved to lie about the mean asked for
    counts = np.arange(401.0) - shift
    known = Discrete(counts, binom.pmf(np.arange(401), 400, 0.3))
    deviation = (400 * 0.21) ** 0.5
    skewed = NormalMixture(
        np.array([120.0 - shift]), np.array([deviation]), np.array([0.4 / deviation]), -shift, 400
    )
    assert skewed.expected_above_zero == pytest.approx(known.expected_above_zero, abs=0.02)
