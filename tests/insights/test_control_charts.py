from datetime import date
from math import isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analyzer.insights.control_charts import Signal, control_chart
from analyzer.insights.false_alarms import false_alarms
from analyzer.settings import Settings

SETTINGS = Settings()
LIMITS = ["low_998", "low_95", "high_95", "high_998"]

# D. C. Montgomery, "Introduction to Statistical Quality Control", example 7.1: cans that leak.
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22]
CANS += [8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]

# T. Pyzdek, P. Keller, "The Handbook for Quality Management", 2nd edition 2013, table 9.6.
PEACHES = [47, 42, 55, 51, 46, 61, 39, 44, 41, 51, 88, 101, 101]
PEACHES += [40, 48, 47, 50, 48, 57, 45, 43, 105, 98, 100, 96]
CRATES = [250] * 10 + [500] * 3 + [250] * 8 + [500] * 4

# S. Simon, "Calculating a P control chart", 2007: words of 50 recognised in 24 weeks, in percent.
WORDS = [28, 24, 32, 30, 34, 30, 36, 32, 48, 32, 32, 38]
WORDS += [32, 40, 28, 48, 34, 28, 40, 18, 20, 26, 36, 40]


def months(n, count, first="2024-01-01"):
    """Counts from January 2024 on, or from another month."""
    month = pd.date_range(first, periods=len(count), freq="MS")
    n = [n] * len(count) if isinstance(n, int) else n
    return pd.DataFrame({"month": month, "n": n, "count": count})


def places(chart, signal):
    """Which points, counted from 1 as the books do, have a signal."""
    return [
        place for place, found in enumerate(chart.points["signals"], start=1) if signal in found
    ]


def test_the_leaking_cans():
    """The book's centre and limits, and its points outside; the other signals by hand."""
    chart = control_chart(months(50, CANS), SETTINGS)
    assert chart.centre == pytest.approx(0.2313, abs=5e-5)
    assert chart.points["high_998"].to_numpy() == pytest.approx(0.4102, abs=1e-4)
    assert chart.points["low_998"].to_numpy() == pytest.approx(0.0524, abs=5e-5)
    assert places(chart, Signal.OUTSIDE) == [15, 23]
    # 2 sigma above the centre are 17.5 cans; samples 21 to 23 hold 20, 18 and 24.
    assert places(chart, Signal.NEAR_LIMIT) == [21, 22, 23]
    assert places(chart, Signal.SHIFT) == places(chart, Signal.TREND) == []


def test_each_month_has_the_limits_of_its_own_n():
    """By hand: 3 sqrt(0.193 x 0.807 / 250) = 0.0749, and 0.0530 for 500."""
    chart = control_chart(months(CRATES, PEACHES), SETTINGS)
    assert chart.centre == 1544 / 8000
    single = np.array(CRATES) == 250
    high, low = chart.points["high_998"].to_numpy(), chart.points["low_998"].to_numpy()
    assert high[single] == pytest.approx(0.2679, abs=5e-5)
    assert low[single] == pytest.approx(0.1181, abs=5e-5)
    assert high[~single] == pytest.approx(0.2460, abs=1e-4)
    assert low[~single] == pytest.approx(0.1400, abs=1e-4)
    assert places(chart, Signal.OUTSIDE) == []


def test_a_published_chart_without_a_signal():
    chart = control_chart(months(50, [percent // 2 for percent in WORDS]), SETTINGS)
    assert chart.centre == pytest.approx(0.3275, abs=5e-5)
    assert not any(chart.points["signals"])


def test_a_shift_and_a_trend_by_hand():
    chart = control_chart(months(100, [40] * 7 + [60] * 7), SETTINGS)
    assert places(chart, Signal.SHIFT) == list(range(1, 15))
    chart = control_chart(months(100, [50, 44, 46, 48, 50, 52, 54, 56, 50]), SETTINGS)
    assert places(chart, Signal.TREND) == [2, 3, 4, 5, 6, 7, 8]
    assert [found for found in chart.points["signals"] if found] == [(Signal.TREND,)] * 7


def test_months_on_the_centre_line_are_on_no_side():
    chart = control_chart(months([30, 60, 90] * 5, [10, 20, 30] * 5), SETTINGS)
    assert chart.centre == 1 / 3
    assert not any(chart.points["signals"])


@pytest.mark.parametrize("count", [0, 40])
def test_nothing_and_everything_have_narrow_limits_and_no_signal(count):
    chart = control_chart(months(40, [count] * 8), SETTINGS)
    assert (chart.points[LIMITS] == count / 40).all(axis=None)
    assert not any(chart.points["signals"])


def test_a_month_with_few_notes_has_no_point_and_ends_a_run():
    chart = control_chart(
        months([100] * 6 + [29] + [100] * 7, [40] * 6 + [29] + [60] * 7), SETTINGS
    )
    assert chart.centre == 660 / 1300
    assert chart.points.loc[6, ["rate", *LIMITS]].isna().all()
    assert places(chart, Signal.SHIFT) == [8, 9, 10, 11, 12, 13, 14]
    assert chart.false_alarms == false_alarms(13, chart.centre, 100)


def test_a_month_that_is_missing_is_there_without_notes():
    counts = pd.concat([months(40, [20] * 2), months(40, [20], "2024-05-01")])
    points = control_chart(counts, SETTINGS).points
    assert points["month"].dt.month.tolist() == [1, 2, 3, 4, 5]
    assert points["n"].tolist() == [40, 40, 0, 0, 40]
    assert points["rate"].isna().tolist() == [False, False, True, True, False]


def test_months_in_which_another_model_began_are_marked():
    changes = [date(2024, 2, 1), date(2030, 1, 1)]
    points = control_chart(months(40, [20] * 3), SETTINGS, changes).points
    assert points["model_changed"].tolist() == [False, True, False]


def test_too_few_notes_in_every_month_have_no_centre():
    chart = control_chart(months(29, [9, 10]), SETTINGS)
    assert isnan(chart.centre)
    assert chart.points["rate"].isna().all()
    assert chart.false_alarms == 0


def test_no_months_at_all():
    chart = control_chart(months(40, [20]).head(0), SETTINGS)
    assert isnan(chart.centre)
    assert chart.points.empty
    assert list(chart.points.columns)[:4] == ["month", "n", "count", "rate"]


def test_months_that_are_not_one_row_each_are_refused():
    twice = pd.concat([months(40, [20]), months(40, [21])])
    mid_month = months(40, [20, 21]).assign(month=pd.to_datetime(["2024-01-01", "2024-02-02"]))
    for counts in (twice, mid_month):
        with pytest.raises(ValueError, match="a row a month"):
            control_chart(counts, SETTINGS)


@pytest.mark.parametrize("count", [-1, 41])
def test_a_count_beyond_its_n_is_refused(count):
    with pytest.raises(ValueError, match="between 0 and its n"):
        control_chart(months(40, [20, count]), SETTINGS)


def test_expected_counts_have_the_limits_of_their_own_variance():
    """By hand: (39 x 0.05 + 79 x 0.02) / 118 = 0.0299, and 3 roots of 0.0299 / 40 are 0.0820."""
    counts = months([40, 80], [10.0, 20.0]).assign(variance=[0.05, 0.02])
    points = control_chart(counts, SETTINGS).points
    assert points["high_998"].to_numpy() == pytest.approx([0.25 + 0.0820, 0.25 + 0.0580], abs=1e-4)
    assert "variance" not in points


def test_a_month_too_small_for_a_point_has_no_say_in_the_limits():
    counts = months([40, 1], [10.0, 0.5]).assign(variance=[0.04, float("nan")])
    points = control_chart(counts, SETTINGS).points
    assert points["high_998"].to_numpy()[0] == pytest.approx(0.25 + 3 * (0.04 / 40) ** 0.5)


def test_expected_counts_of_a_stable_clinic_alarm_as_often_as_is_said():
    """500 charts of 24 months; the limits of a count of what happened would hardly ever alarm."""
    random = np.random.default_rng(20090722)
    chances = random.beta(0.8, 2.4, size=(500, 24, 150))
    alarms = {True: 0, False: 0}
    for chart in chances:
        counts = months(150, chart.sum(axis=1)).assign(variance=chart.var(axis=1, ddof=1))
        for own, table in ((True, counts), (False, counts.drop(columns="variance"))):
            alarms[own] += any(control_chart(table, SETTINGS).points["signals"])
    said = control_chart(counts, SETTINGS).false_alarms
    assert alarms[True] / 500 == pytest.approx(said, abs=0.05)  # three standard errors
    assert alarms[False] / 500 < said - 0.05


tallies = st.lists(
    st.integers(0, 80).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
    min_size=1,
    max_size=24,
)


@given(tallies=tallies, order=st.randoms(use_true_random=False), part=st.sampled_from([1, 0.37]))
@hypothesis_settings(deadline=None)
def test_limits_hold_the_centre_and_the_order_of_rows_never_matters(tallies, order, part):
    counts = months([n for n, _ in tallies], [count * part for _, count in tallies])
    chart = control_chart(counts, SETTINGS)
    points = chart.points[chart.points["n"] >= 30]
    assert points["rate"].between(0, 1).all()
    assert (points[LIMITS].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert points[LIMITS].stack().between(0, 1).all()
    assert (points["low_95"] <= chart.centre).all()
    assert (points["high_95"] >= chart.centre).all()
    assert chart.points.loc[chart.points["n"] < 30, "rate"].isna().all()
    rows = list(range(len(counts)))
    order.shuffle(rows)
    pd.testing.assert_frame_equal(control_chart(counts.iloc[rows], SETTINGS).points, chart.points)
