from math import isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from analyzer.insights.intervals import share, wilson, with_rates
from analyzer.settings import Statistics


@st.composite
def counts(draw):
    n = draw(st.integers(1, 5000))
    return draw(st.integers(0, n)), n


@given(counts(), st.sampled_from([0.8, 0.95, 0.998]))
def test_agrees_with_scipy(pair, confidence):
    count, n = pair
    low, high = wilson(count, n, confidence)
    theirs = binomtest(count, n).proportion_ci(confidence, method="wilson")
    assert (low, high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(st.lists(counts(), min_size=1))
def test_contains_the_estimate_and_stays_within_0_and_1(pairs):
    count, n = np.array(pairs).T
    low, high = wilson(count, n)
    assert (low >= 0).all()
    assert (high <= 1).all()
    assert (low <= count / n).all()
    assert (count / n <= high).all()
    assert (low < high).all()


def test_golden_figure():
    """7 of 20 by hand: z = 1.95996; (0.35 + 0.09604 -+ 0.22508) / 1.19207."""
    low, high = wilson(7, 20)
    assert (round(float(low), 4), round(float(high), 4)) == (0.1812, 0.5671)


def test_nothing_known_without_contacts():
    low, high = wilson([0], [0])
    assert (low[0], high[0]) == (0, 1)


@pytest.mark.parametrize(("count", "n"), [(-1, 5), (6, 5)])
def test_impossible_counts_are_refused(count, n):
    with pytest.raises(ValueError, match="between 0 and its n"):
        wilson(count, n)


def test_small_numbers_get_no_rate():
    small = share(9, 9, Statistics())
    assert not small.shown
    assert isnan(small.rate)
    assert isnan(small.low)
    assert share(9, 10, Statistics()).rate == 0.9


def test_table_has_rates_only_where_there_are_enough():
    table = with_rates(pd.DataFrame({"n": [10, 9], "done": [5, 9]}), "done", Statistics())
    assert table["rate"].tolist()[0] == 0.5
    assert table.loc[1, ["rate", "low", "high"]].isna().all()
