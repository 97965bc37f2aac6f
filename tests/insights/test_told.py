from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.stats import binom

from analyzer.insights.distributions import Discrete
from analyzer.insights.mixtures import NormalMixture
from analyzer.insights.told import told_distribution


def binomial(cases, chance):
    counts = np.arange(cases + 1.0)
    return Discrete(counts, binom.pmf(counts, cases, chance))


def test_few_cases_have_a_bar_for_each_number():
    bars = told_distribution(binomial(2, 0.5), 11)
    assert [(bar.low, bar.high) for bar in bars] == [(0, 0), (11, 11), (22, 22)]
    assert [bar.probability for bar in bars] == pytest.approx([0.25, 0.5, 0.25])


@hypothesis_settings(deadline=None)
@given(st.integers(0, 5000), st.floats(0.001, 0.999), st.sampled_from([1, 9.5, 11]))
def test_bars_cover_the_central_part_without_gaps(cases, chance, told):
    bars = told_distribution(binomial(cases, chance), told)
    assert 1 <= len(bars) <= 120
    assert 0.999 - 1e-9 <= sum(bar.probability for bar in bars) <= 1 + 1e-9
    for before, after in pairwise(bars):
        assert after.low == pytest.approx(before.high + told)
        assert after.high - after.low == pytest.approx(before.high - before.low)


def test_a_mixture_has_its_two_hills():
    law = NormalMixture(np.array([300.0, 500.0]), np.full(2, 15.0), np.zeros(2), 0, 1000)
    bars = told_distribution(law, 11)
    assert sum(bar.probability for bar in bars if bar.high < 4400) == pytest.approx(0.5, abs=0.001)
    assert sum(bar.probability for bar in bars if 3900 < bar.low < 4800) < 0.001
