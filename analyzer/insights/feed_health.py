"""Whether each location's notes arrived: how many of a day, against its own history."""

from datetime import date, datetime, timedelta
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betainc, betaincc, nbdtrik, ndtr, stdtrit

from analyzer.settings import Settings

Floats = NDArray[np.float64]


class FeedState(StrEnum):
    """How a location's number of notes compares with its history."""

    NONE = "none"
    FEW = "few"
    USUAL = "usual"
    MANY = "many"
    TOO_NEW = "too new"


def feed_health(analyses: pd.DataFrame, settings: Settings, day: date) -> pd.DataFrame:
    """Return a row a location, by name, that judges how many notes it has of one day.

    ``analyses`` has the columns of ANALYSES; notes after ``day`` and notes without a time play no
    part. The history of a location begins with its first note, at most ``settings.feed.weeks``
    before the day, and ends with its last note before the day, so that a feed that stopped does not
    come to look usual. Earlier days of silence stay in it and widen the limits. Columns: location
    (missing where the notes give none, and last), notes (of the day), expected (the mean of the
    same weekday), low and high (the fewest and the most of a healthy day) and state (a FeedState:
    "none" where no note is fewer than ``low``, so never where a day without notes is usual). Where
    the first note is less than ``settings.feed.minimum_weeks`` before the day, or the history has
    fewer than two days of some weekday, the state is "too new" and the three figures are NaN.

    The limits are those of a negative binomial count. Its mean is that of the same weekday, its
    overdispersion is estimated by moments from all weekdays, and both are taken for the estimates
    that they are. They hold for all judged locations together: while notes vary as they did, no
    location is reported with a probability of about ``settings.feed.confidence``, however many
    there are. Holidays are not known: a day that differs for a good reason is reported like any
    other.

    Source: limits of a negative binomial count with the error of its mean as in A. Noufaily and
    others, "An improved algorithm for outbreak detection in multiple surveillance systems",
    Statistics in Medicine 32 (2013), 1206-1222; divided over the locations by Bonferroni's
    inequality.
    """
    locations, counts, history = _counts(analyses, settings.feed.weeks, day)
    known = ~np.isnan(history)
    begun = np.logical_or.accumulate(known.reshape(len(counts), 7 * settings.feed.weeks), axis=1)
    judged = begun.sum(axis=1) >= 7 * settings.feed.minimum_weeks
    judged &= known.sum(axis=1).min(axis=1) >= 2  # less tells nothing about the spread
    figures = np.full((3, len(counts)), np.nan)
    if judged.any():
        figures[:, judged] = _limits(history[judged], settings.feed.confidence)
    expected, low, high = figures
    state = np.select(
        [~judged, (counts == 0) & (low > 0), counts < low, counts > high],
        [FeedState.TOO_NEW.value, FeedState.NONE.value, FeedState.FEW.value, FeedState.MANY.value],
        FeedState.USUAL.value,
    )
    return pd.DataFrame(
        {
            "location": locations,
            "notes": counts,
            "expected": expected,
            "low": low,
            "high": high,
            "state": pd.Series(state, dtype="str"),
        }
    )


def last_whole_day(analyses: pd.DataFrame, settings: Settings, known_until: datetime) -> date:
    """Return the last day that the feed holds to its end: ``known_until``'s, or the one before.

    A day whose newest note, at ``known_until``, is over ``settings.feed.early_minutes`` earlier
    than the newest notes of that weekday usually are (their median) is still under way. With fewer
    than ``settings.feed.minimum_weeks`` such days to compare with, it counts as whole.
    """
    day = known_until.date()
    times = analyses["timestamp"].dropna()
    back = (pd.Timestamp(day) - times.dt.normalize()).dt.days
    compared = times[(back > 0) & (back % 7 == 0) & (back <= 7 * settings.feed.weeks)]
    newest = compared.groupby(compared.dt.normalize()).max()
    if len(newest) < settings.feed.minimum_weeks:
        return day
    usual = (newest - newest.dt.normalize()).median()
    early = pd.Timedelta(minutes=settings.feed.early_minutes)
    under_way = pd.Timestamp(known_until) - pd.Timestamp(day) < usual - early
    return day - timedelta(days=1) if under_way else day


def _counts(
    analyses: pd.DataFrame, weeks: int, day: date
) -> tuple["pd.Series[str]", NDArray[np.int64], Floats]:
    """Return the locations, their notes of the day, and those of the days before.

    The history has shape (locations, weeks, 7), with the day's own weekday first and NaN before a
    location's first note and after its last one before the day.
    """
    length = 7 * weeks
    notes = analyses.loc[analyses["timestamp"] < pd.Timestamp(day) + pd.Timedelta(days=1)]
    back = (pd.Timestamp(day) - notes["timestamp"].dt.normalize()).dt.days
    codes, names = pd.factorize(notes["location"], sort=True, use_na_sentinel=False)
    oldest = pd.Series(back.to_numpy()).groupby(codes).max().to_numpy(dtype=np.int64)
    recent = (back <= length).to_numpy()
    place = codes[recent] * (length + 1) + length - back.to_numpy()[recent]
    table = np.bincount(place, minlength=len(names) * (length + 1)).reshape(-1, length + 1)
    history = table[:, :length].astype(float)
    came_later = np.logical_or.accumulate(history[:, ::-1] > 0, axis=1)[:, ::-1]
    history[length - np.arange(length) > oldest[:, np.newaxis]] = np.nan
    history[~came_later] = np.nan
    heard: NDArray[np.bool_] = np.any(table, axis=1)
    locations = pd.Series(names, dtype="str")[heard].reset_index(drop=True)
    return locations, table[heard, length], history[heard].reshape(-1, weeks, 7)


def _limits(history: Floats, confidence: float) -> tuple[Floats, Floats, Floats]:
    """Return mean, low and high of each location; ``history`` as ``_counts`` returns it."""
    days = (~np.isnan(history)).sum(axis=1)
    mean = np.nansum(history, axis=1) / days
    squares = np.nansum((history - mean[:, np.newaxis, :]) ** 2, axis=1)
    # The variance of a negative binomial is mean + dispersion * mean^2, on every weekday.
    beyond_chance = (days * (squares / (days - 1) - mean)).sum(axis=1)
    weight = (days * mean**2).sum(axis=1)
    dispersion = np.clip(beyond_chance / np.where(weight > 0, weight, 1), 0, None)
    # Squared deviations of counts vary about twice as much as those of a normal sample, so they
    # tell as much about the spread as a normal sample of half the size.
    freedom = (days - 1).sum(axis=1) / 2
    tail = (1 - confidence) / 2 / len(history)
    tail = ndtr(stdtrit(freedom, tail))
    # Half a note is added to the sum, as Jeffreys' prior does: with no dispersion this is exactly
    # the predictive distribution of a Poisson count, and it is one even where no note ever came.
    center = mean[:, 0] + 0.5 / days[:, 0]
    variance = (center + dispersion * center**2) * (1 + 1 / days[:, 0])
    size, success = center**2 / (variance - center), center / variance
    low, high = _negative_binomial_limits(tail, size, success)
    return mean[:, 0], low, high


def _negative_binomial_limits(tail: Floats, size: Floats, success: Floats) -> tuple[Floats, Floats]:
    """Return the smallest k with P(X <= k) >= ``tail``, and the smallest with P(X > k) <= ``tail``.

    They are what scipy.stats gives too, which takes a second and 60 MB to import.
    """
    low = np.ceil(nbdtrik(tail, size, success))
    low = np.where((low > 0) & (betainc(size, low, success) >= tail), low - 1, low)
    high = np.ceil(nbdtrik(1 - tail, size, success))
    high = np.where((high > 0) & (betaincc(size, high, success) <= tail), high - 1, high)
    return low, high
