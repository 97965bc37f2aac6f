from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom, norm, t

from analyzer.insights.feed_health import FeedState, feed_health, last_whole_day
from analyzer.settings import Settings

FRIDAY = date(2026, 3, 27)
SUNDAY = date(2026, 3, 29)
SETTINGS = Settings()
NO_TIMES = np.array([], dtype="datetime64[us]")


def notes(counts: dict[str | None, list[int]], last: date) -> pd.DataFrame:
    """Return analyses with each location's daily numbers of notes, the last number on ``last``."""
    daily = [np.array(numbers, dtype=int) for numbers in counts.values()]
    days = [pd.date_range(end=last, periods=len(numbers)) for numbers in daily]
    rows = list(zip(counts, daily, days, strict=True))
    return pd.DataFrame(
        {
            "location": pd.Series(
                [name for name, numbers, _ in rows for _ in range(numbers.sum())], dtype="str"
            ),
            "timestamp": pd.to_datetime(
                np.concatenate([NO_TIMES, *(when.repeat(numbers) for _, numbers, when in rows)])
            )
            + pd.Timedelta(hours=9),
        }
    )


def judged(counts: dict[str | None, list[int]], last: date = FRIDAY) -> pd.DataFrame:
    return feed_health(notes(counts, last), SETTINGS, last)


def states(counts: dict[str | None, list[int]], last: date = FRIDAY) -> list[str]:
    return judged(counts, last)["state"].tolist()


STEADY = [18, 22, 20, 19, 21, 20, 20] * 12


@pytest.mark.parametrize(
    ("today", "state"), [(0, "none"), (5, "few"), (14, "usual"), (27, "usual"), (60, "many")]
)
def test_a_day_is_judged_against_the_locations_own_history(today: int, state: str) -> None:
    assert states({"North": [*STEADY, today]}) == [state]


def test_expected_is_the_mean_of_the_same_weekday() -> None:
    fridays = [*[30, 1, 1, 1, 1, 1, 1] * 6, 30]
    row = judged({"North": fridays}).iloc[0]
    assert row["expected"] == 30
    assert row["low"] < 30 < row["high"]


def test_a_location_that_is_closed_on_sundays_is_not_alarmed_on_a_sunday() -> None:
    week = [0, 20, 22, 18, 21, 19, 6]  # from Sunday
    frame = judged({"North": [*week * 8, 0]}, SUNDAY)
    assert frame["state"].tolist() == ["usual"]
    assert frame["low"].tolist() == [0]
    assert states({"North": [*week * 8, 20]}, SUNDAY) == ["many"]


def test_a_day_without_notes_is_usual_where_notes_are_rare() -> None:
    assert states({"Kiosk": [*[2, 1, 0, 3, 1, 0, 2] * 12, 0]}) == ["usual"]


def test_a_short_history_is_too_new_to_judge() -> None:
    frame = judged({"New": [20] * 28, "Old": [20] * 29})
    assert frame["state"].tolist() == ["too new", "usual"]
    assert frame.loc[0, ["expected", "low", "high"]].isna().all()


def test_the_history_begins_with_the_first_note() -> None:
    frame = judged({"New": [*[0] * 60, *[20] * 29]})
    assert frame["expected"].tolist() == [20]


def test_history_beyond_the_weeks_compared_plays_no_part() -> None:
    recent = [*STEADY, 20]
    pd.testing.assert_frame_equal(
        judged({"North": [*[500] * 70, *recent]}), judged({"North": recent})
    )


@pytest.mark.parametrize("silent", [1, 7, 10, 21, 40])
def test_a_feed_that_stopped_does_not_come_to_look_usual(silent: int) -> None:
    stopped = [*[20] * 60, *[0] * silent]
    frame = judged({"North": [*STEADY, 20], "South": stopped})
    assert frame["state"].tolist() == ["usual", "none"]
    assert frame["expected"].tolist()[1] == 20


def test_a_location_that_fell_silent_long_ago_is_gone() -> None:
    frame = judged({"Closed": [*[20] * 50, *[0] * 85], "North": [*STEADY, 20]})
    assert frame["location"].tolist() == ["North"]


def test_locations_come_by_name_and_those_not_given_last() -> None:
    frame = judged({None: [*STEADY, 0], "South": [*STEADY, 20], "North": [*STEADY, 20]})
    assert frame["location"].tolist()[:2] == ["North", "South"]
    assert pd.isna(frame["location"].iloc[2])
    assert frame["state"].tolist() == ["usual", "usual", "none"]


def test_later_notes_and_notes_without_a_time_play_no_part() -> None:
    frame = notes({"North": [*STEADY, 20, 400]}, FRIDAY + timedelta(days=1))
    undated = frame.tail(5).assign(timestamp=pd.NaT)
    result = feed_health(pd.concat([frame, undated], ignore_index=True), SETTINGS, FRIDAY)
    pd.testing.assert_frame_equal(result, judged({"North": [*STEADY, 20]}))


def test_without_notes_there_is_nothing_to_judge() -> None:
    frame = judged({})
    assert frame.empty
    assert list(frame) == ["location", "notes", "expected", "low", "high", "state"]


def test_more_locations_have_wider_limits_each() -> None:
    alone = judged({"A": [*STEADY, 20]}).iloc[0]
    together = judged({name: [*STEADY, 20] for name in "ABCDEFGHIJ"}).iloc[0]
    assert together["low"] < alone["low"]
    assert alone["high"] < together["high"]


def test_limits_without_overdispersion_are_those_of_the_predictive_distribution() -> None:
    """Twelve Fridays of 18: NB(216.5, 12/13) at 0.0033, the normal tail of t(38.5) at 0.005."""
    row = judged({"North": [*STEADY, 20]}).iloc[0]
    tail = norm.sf(t.isf(0.005, 77 / 2))
    predictive = nbinom(12 * 18 + 0.5, 12 / 13)
    assert (row["expected"], row["low"]) == (18, predictive.ppf(tail))
    assert row["high"] == predictive.isf(tail)


daily = st.lists(st.integers(0, 60), min_size=1, max_size=100)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["A", "B", "C", None]), daily, max_size=4))
def test_every_location_heard_of_is_judged_once_and_within_its_limits(counts) -> None:
    frame = judged(counts)
    heard = {name for name, days in counts.items() if any(days[-85:])}
    assert {None if pd.isna(name) else name for name in frame["location"]} == heard
    known = frame[frame["state"] != FeedState.TOO_NEW]
    assert (known["low"] >= 0).all()
    assert (known["low"] <= np.ceil(known["expected"])).all()
    assert (known["high"] >= known["expected"].round()).all()
    assert np.isfinite(known[["expected", "low", "high"]].to_numpy()).all()
    usual = (known["notes"] >= known["low"]) & (known["notes"] <= known["high"])
    assert ((known["state"] == FeedState.USUAL) == usual).all()
    assert (frame.loc[frame["state"] == FeedState.NONE, "notes"] == 0).all()


@settings(deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=9), daily, st.integers(0, 80))
def test_more_notes_on_the_day_never_look_like_fewer(history, other, more) -> None:
    order = ["none", "few", "usual", "many"]
    today = [states({"A": [*history * 29, n], "B": other})[0] for n in (other[0], other[0] + more)]
    assert set(today) <= set(order)
    assert order.index(today[0]) <= order.index(today[1])


@pytest.mark.parametrize(("dispersion", "weeks"), [(0.0, 4), (0.1, 12), (0.3, 12)])
def test_a_healthy_feed_is_rarely_reported(dispersion: float, weeks: int) -> None:
    """At most ten of 400 mornings report any of ten healthy locations, where 1 % is promised.

    Chance alone gives more than ten of 400 at 1 % with probability 0.003.
    """
    draw = np.random.default_rng(5)
    by_weekday = 12 * np.array([1.2, 1, 1, 1, 0.9, 0.3, 0])
    means = np.resize(by_weekday, 7 * weeks + 1)  # the judged day is of the first weekday
    reported = 0
    for _ in range(400):
        busy = draw.gamma(1 / dispersion, dispersion, (10, len(means))) if dispersion else 1.0
        counts = draw.poisson(busy * np.broadcast_to(means, (10, len(means))))
        found = judged({f"L{i}": row.tolist() for i, row in enumerate(counts)})
        assert len(found) == 10
        reported += bool((found["state"] != FeedState.USUAL).any())
    assert reported <= 10


def at(hour: float, day: date) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)


@pytest.mark.parametrize(
    ("newest", "whole"),
    [(17.5, FRIDAY), (16, FRIDAY), (15, FRIDAY - timedelta(days=1)), (0.5, FRIDAY - timedelta(1))],
)
def test_a_day_that_ends_early_is_not_over(newest: float, whole: date) -> None:
    closing = [at(17.5, FRIDAY - timedelta(days=back)) for back in range(1, 60)]
    morning = [at(9, FRIDAY - timedelta(days=back)) for back in range(1, 60)]
    frame = pd.DataFrame({"timestamp": [*closing, *morning, at(newest, FRIDAY)]})
    assert last_whole_day(frame, SETTINGS, at(newest, FRIDAY)) == whole


def test_each_weekday_has_its_own_closing_time() -> None:
    saturday = FRIDAY + timedelta(days=1)
    closing = [
        at(12 if (back % 7) == 0 else 19, saturday - timedelta(days=back)) for back in range(60)
    ]
    frame = pd.DataFrame({"timestamp": closing})
    assert last_whole_day(frame, SETTINGS, at(12, saturday)) == saturday


def test_a_day_counts_as_whole_where_there_is_too_little_to_compare_with() -> None:
    frame = pd.DataFrame({"timestamp": [at(18, FRIDAY - timedelta(days=7)), at(9, FRIDAY)]})
    assert last_whole_day(frame, SETTINGS, at(9, FRIDAY)) == FRIDAY
