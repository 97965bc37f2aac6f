import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from analyzer.insights.chance_limits import binomial_limits, sum_limits


@given(st.integers(1, 300), st.floats(0.001, 0.999), st.sampled_from([0.8, 0.95, 0.998]))
def test_of_equal_chances_the_limits_part_the_counts_of_a_binomial(n, chance, coverage):
    tail = (1 - coverage) / 2
    counts = np.arange(n + 1)
    at_most, at_least = binom.cdf(counts, n, chance), binom.sf(counts - 1, n, chance)
    exact = sum_limits(np.full(n, chance), coverage)
    smooth = [limit[0] for limit in binomial_limits(np.array([float(n)]), chance, coverage)]
    for low, high in (exact, smooth):
        clear = np.abs(at_most - tail) > 1e-9
        assert ((counts < low) == (at_most < tail))[clear].all()
        clear = np.abs(at_least - tail) > 1e-9
        assert ((counts > high) == (at_least < tail))[clear].all()
        assert 0 <= low <= n * chance + 1
        assert n * chance - 1 <= high <= n


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_of_unequal_chances_the_probabilities_are_those_of_every_outcome(chances):
    """All outcomes one by one, which are 4096 at most."""
    held = np.ones(1)
    for chance in chances:
        held = np.convolve(held, [1 - chance, chance])
    low, high = sum_limits(np.array(chances), 0.9)
    counts = np.arange(len(chances) + 1)
    at_most, at_least = np.cumsum(held), np.cumsum(held[::-1])[::-1]
    assert (at_most[counts < low] < 0.05 + 1e-9).all()
    assert (at_most[counts >= low] > 0.05 - 1e-9).all()
    assert (at_least[counts > high] < 0.05 + 1e-9).all()
    assert (at_least[counts <= high] > 0.05 - 1e-9).all()


def test_many_are_found_at_once():
    chances = np.random.default_rng(1).random((3, 50))
    together = sum_limits(chances, 0.998)
    alone = [sum_limits(row, 0.998) for row in chances]
    for side in (0, 1):
        assert together[side] == pytest.approx([float(pair[side]) for pair in alone])


def test_where_no_count_is_improbable_enough_there_is_no_limit():
    assert float(sum_limits(np.full(30, 0.02), 0.998)[0]) == 0
    assert binomial_limits(np.array([30.5]), 0.98, 0.998)[1][0] == 30.5
    low, high = sum_limits(np.zeros(5), 0.998)
    assert low == 0 <= high < 1
