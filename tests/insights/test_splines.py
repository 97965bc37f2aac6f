import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import CubicSpline

from analyzer.insights.splines import KNOTS, restricted_cubic_spline

VALUES = st.lists(st.integers(0, 400).map(lambda words: np.log(words + 1)), min_size=1)


@given(VALUES)
def test_columns_are_on_one_scale_or_say_nothing(values):
    columns = restricted_cubic_spline(np.array(values))
    assert 1 <= columns.shape[1] <= 3
    assert columns.mean(axis=0) == pytest.approx(0, abs=1e-9)
    spread = columns.std(axis=0)
    assert ((spread == 0) | np.isclose(spread, 1)).all()


def test_a_natural_spline_through_the_knots_and_straight_beyond():
    values = np.linspace(0, 6, 601)
    knots = np.quantile(values, KNOTS)
    beyond = (values < knots[0]) | (values > knots[-1])
    for column in restricted_cubic_spline(values).T:
        natural = CubicSpline(knots, np.interp(knots, values, column), bc_type="natural")
        np.testing.assert_allclose(column[~beyond], natural(values[~beyond]), atol=1e-3)
        for side in (values < knots[0], values > knots[-1]):
            assert np.diff(column[side], n=2) == pytest.approx(0, abs=1e-9)


def test_lengths_that_are_all_the_same_say_nothing():
    assert not restricted_cubic_spline(np.full(20, np.log(60))).any()


def test_order_never_matters():
    values = np.random.default_rng(3).normal(size=50)
    turned = restricted_cubic_spline(values[::-1])[::-1]
    np.testing.assert_allclose(restricted_cubic_spline(values), turned, atol=1e-12)
