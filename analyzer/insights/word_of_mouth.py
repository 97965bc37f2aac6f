"""How far the stories of unhappy patients may travel: an estimate for a clinic, never a person."""

from dataclasses import dataclass, replace
from math import isclose
from typing import Literal

import numpy as np
import pandas as pd

from analyzer.frames import Frames
from analyzer.insights.cases import cases
from analyzer.insights.distributions import Estimate, Floats, estimate_of, sum_distribution
from analyzer.insights.selection import grouped
from analyzer.settings import WEBCAST, Settings
from analyzer.settings import WordOfMouth as Constants

Dimension = Literal["location", "channel", "theme", "month"]

CAVEATS = (
    "The two figures are general customer service figures, not measured on patients and not about "
    "one provider.",
    "The estimate is for a clinic or service over a period, never for a person on the staff.",
    "It reads documentation: a story that nobody wrote down is not in it.",
    "The intervals hold the chance in each case, not yet the uncertainty of the model's own "
    "probabilities, so the true range is wider.",
    "The shortfall holds only under the reading that anybody's good experience makes up for "
    "anybody's bad one.",
    "A case is counted where and when its latest contact was. In the breakdown by month, a case "
    "with contacts in two months counts in both; by theme, under each of its themes. So these "
    "parts do not add up to the whole.",
)
"""What must be said wherever the estimate is shown."""

TOLERANCE = 1e-6
"""How far a case's two probabilities may pass 1 together by rounding."""


@dataclass(frozen=True, slots=True)
class WordOfMouth:
    """The estimate over a set of cases.

    ``negatives`` (N) and ``positives_recorded`` (P) count cases; ``people_told`` counts people
    (11 N), ``positives_needed`` good experiences (12 N), ``shortfall`` those still missing
    (12 N - P, never below 0; only under the reading that anybody's good experience counts).
    ``averted_cases`` began negative with a service cue and ended at or above neutral;
    ``people_not_told`` is 11 for each.
    """

    contacts: int
    cases: int
    negatives: Estimate
    positives_recorded: Estimate
    people_told: Estimate
    positives_needed: Estimate
    shortfall: Estimate
    averted_cases: int
    people_not_told: float


@dataclass(frozen=True, slots=True)
class Group:
    """One location, channel, theme or month ("2026-03"); ``name`` is None where not given."""

    name: str | None
    estimate: WordOfMouth


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant of the estimate, its value and where it comes from."""

    name: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class WordOfMouthReport:
    """The clinic's estimate, its breakdowns, and what must be said beside them."""

    clinic: WordOfMouth
    by_location: tuple[Group, ...]
    by_channel: tuple[Group, ...]
    by_theme: tuple[Group, ...]
    by_month: tuple[Group, ...]
    constants: tuple[Constant, ...]
    caveats: tuple[str, ...]


def word_of_mouth(frames: Frames, settings: Settings) -> WordOfMouthReport:
    """Return the estimate for the clinic and its breakdowns.

    Raises ValueError, naming the note, for probabilities that are not probabilities.
    """
    return WordOfMouthReport(
        clinic=estimate(frames, settings),
        by_location=break_down(frames, settings, "location"),
        by_channel=break_down(frames, settings, "channel"),
        by_theme=break_down(frames, settings, "theme"),
        by_month=break_down(frames, settings, "month"),
        constants=_constants(settings.word_of_mouth),
        caveats=CAVEATS,
    )


def estimate(frames: Frames, settings: Settings) -> WordOfMouth:
    """Return the estimate over all notes in ``frames``.

    Every case is one joint draw: negative with p_negative, positive with p_positive, else neutral.
    The numbers N and P of negative and positive cases are then Poisson-binomial each, and
    12 N - P is itself a sum of one draw a case (12, 0 or -1), so that all three distributions are
    computed exactly, the shortfall's with the joint law of N and P in it.

    Raises ValueError, naming the note, for probabilities that are not probabilities.
    """
    return _estimate(cases(frames, settings), settings.word_of_mouth)


def break_down(frames: Frames, settings: Settings, by: Dimension) -> tuple[Group, ...]:
    """Return the estimate of each location, channel, theme or month, by name.

    A case belongs to the location, channel and themes of its latest contact; None is the group of
    cases without one. A month is judged by the contacts in it alone ("2026-03"); every month from
    the first to the last is there.
    """
    constants = settings.word_of_mouth
    if by == "month":
        return tuple(
            Group(month, estimate(replace(frames, analyses=notes), settings))
            for month, notes in _months(frames.analyses)
        )
    gathered = cases(frames, settings)
    column: str = by
    if by == "theme":
        gathered, column = gathered.explode("themes"), "themes"
    return tuple(
        Group(key[0], _estimate(part, constants)) for key, part in grouped(gathered, [column])
    )


def _months(analyses: pd.DataFrame) -> list[tuple[str | None, pd.DataFrame]]:
    """Return each month's notes in order; last, keyed None, any without a time."""
    timed = analyses["timestamp"].notna()
    month = analyses["timestamp"].dt.to_period("M")
    parts: list[tuple[str | None, pd.DataFrame]] = []
    if timed.any():
        every = pd.period_range(month[timed].min(), month[timed].max(), freq="M")
        parts += [(str(one), analyses[month == one]) for one in every]
    if not timed.all():
        parts.append((None, analyses[~timed]))
    return parts


def _estimate(gathered: pd.DataFrame, constants: Constants) -> WordOfMouth:
    negative, positive = _probabilities(gathered)
    neutral = 1 - negative - positive
    told, needed = constants.people_told, constants.positives_needed
    negatives = _counted(negative)
    balance = np.zeros((len(gathered), needed + 2))  # values -1, 0, ..., needed
    balance[:, 0], balance[:, 1], balance[:, -1] = positive, neutral, negative
    law = sum_distribution(balance)
    missing = np.maximum(np.arange(len(law), dtype=float) - len(gathered), 0)
    averted = int(gathered["averted"].sum())
    return WordOfMouth(
        contacts=int(gathered["contacts"].sum()),
        cases=len(gathered),
        negatives=negatives,
        positives_recorded=_counted(positive),
        people_told=negatives.times(told),
        positives_needed=negatives.times(needed),
        shortfall=estimate_of(missing, law),
        averted_cases=averted,
        people_not_told=averted * told,
    )


def _counted(probability: Floats) -> Estimate:
    """Return the estimate of how many cases are so, given each case's probability."""
    law = sum_distribution(np.column_stack([1 - probability, probability]))
    return estimate_of(np.arange(len(law), dtype=float), law)


def _probabilities(gathered: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return p_negative and p_positive of each case, checked."""
    negative = gathered["p_negative"].to_numpy(dtype=float)
    positive = gathered["p_positive"].to_numpy(dtype=float)
    total = negative + positive
    sound = (negative >= 0) & (positive >= 0) & (total <= 1 + TOLERANCE)
    if not sound.all():
        note = gathered["note_id"].iloc[int(np.argmin(sound))]
        raise ValueError(
            f"Note {note}: p_negative and p_positive must be at least 0 and at most 1 together; "
            "analyse the note again."
        )
    scale = np.maximum(total, 1)
    return negative / scale, positive / scale


def _constants(constants: Constants) -> tuple[Constant, ...]:
    """Return the constants with the source of each: the webcast, or the clinic's own setting."""
    shipped = Constants()
    rows = (
        ("people an unhappy patient tells", constants.people_told, shipped.people_told),
        (
            "good experiences that overcome a bad one",
            constants.positives_needed,
            shipped.positives_needed,
        ),
    )
    return tuple(
        Constant(name, value, WEBCAST if isclose(value, default) else "set in analyzer.toml")
        for name, value, default in rows
    )
