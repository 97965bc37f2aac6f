"""How far the stories of unhappy patients may travel: an estimate for a clinic, never a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose

import pandas as pd

from analyzer.calibration import Calibration
from analyzer.frames import Frames
from analyzer.insights import caveats
from analyzer.insights.case_counts import CaseCounts, count_cases
from analyzer.insights.case_sets import WHOLE, Dimension, case_sets
from analyzer.insights.chances import log_chances, probabilities
from analyzer.insights.corrections import Corrections, corrections
from analyzer.insights.distributions import (
    Estimate,
    Law,
    estimate_above_zero,
    estimate_of,
)
from analyzer.insights.sensitivity import OtherConstant, sensitivity
from analyzer.insights.told import Bin, told_distribution
from analyzer.settings import WEBCAST, Settings
from analyzer.settings import WordOfMouth as Constants


@dataclass(frozen=True, slots=True)
class WordOfMouth:
    """The estimate over a set of cases.

    ``negatives`` (N) and ``positives_recorded`` (P) count cases; ``people_told`` counts people
    (11 N), ``positives_needed`` good experiences (12 N), ``shortfall`` those still missing
    (12 N - P, never below 0; only under the reading that anybody's good experience counts).
    ``averted_cases`` began negative with a service cue and ended at or above neutral;
    ``people_not_told`` is 11 for each.

    The intervals hold chance and, where it is known, how far the reader's probabilities can be
    trusted; ``negatives_by_chance`` is N with chance alone, and ``calibration_share`` the share, 0
    to 1, of the variance of N that comes on top. Where it is unknown, both hold chance alone, and
    the share is NaN.
    """

    contacts: int
    cases: int
    negatives: Estimate
    negatives_by_chance: Estimate
    calibration_share: float
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
    """The clinic's estimate, its breakdowns, and what must be said beside them.

    ``distribution`` is that of the people told in the whole clinic, ``sensitivity`` what other
    published constants would make of it.
    """

    clinic: WordOfMouth
    by_location: tuple[Group, ...]
    by_channel: tuple[Group, ...]
    by_theme: tuple[Group, ...]
    by_month: tuple[Group, ...]
    constants: tuple[Constant, ...]
    distribution: tuple[Bin, ...]
    sensitivity: tuple[OtherConstant, ...]
    caveats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Estimates:
    """The clinic's estimate, the law of its negative cases, and its groups by each dimension."""

    clinic: WordOfMouth
    negatives: Law
    groups: dict[Dimension, tuple[Group, ...]]


def word_of_mouth(
    frames: Frames, settings: Settings, calibration: Calibration | None = None
) -> WordOfMouthReport:
    """Return the estimate for the clinic and its breakdowns.

    ``calibration`` is that of the model that read the notes, None where it is unknown; one of
    another model is left aside, and the caveats say so.

    Raises ValueError, naming the note, for probabilities that are not probabilities.
    """
    found = estimates(frames, settings, ("location", "channel", "theme", "month"), calibration)
    return WordOfMouthReport(
        clinic=found.clinic,
        by_location=found.groups["location"],
        by_channel=found.groups["channel"],
        by_theme=found.groups["theme"],
        by_month=found.groups["month"],
        constants=_constants(settings.word_of_mouth),
        distribution=told_distribution(found.negatives, settings.word_of_mouth.people_told),
        sensitivity=sensitivity(found.clinic.negatives),
        caveats=(
            *caveats.GENERAL,
            caveats.of_intervals(calibration, models_of(frames)),
            caveats.AVERTED,
            caveats.SHORTFALL,
            " ".join(caveats.PARTS.values()),
        ),
    )


def estimates(
    frames: Frames,
    settings: Settings,
    by: Sequence[Dimension] = (),
    calibration: Calibration | None = None,
) -> Estimates:
    """Return the estimate over all notes in ``frames`` and its groups by each dimension, by name.

    Every case is one joint draw: negative with p_negative, positive with p_positive, else neutral.
    The numbers N and P of negative and positive cases are then Poisson-binomial each, and
    12 N - P is itself a sum of one draw a case (12, 0 or -1), so that the shortfall has the joint
    law of N and P in it. Without a calibration all three are exact. With one, each is a mixture of
    such laws over its draws (``analyzer.insights.corrections``), which spread more for a set that
    few people wrote, which leaves what is expected of it as it is.

    A case belongs to the location, channel and themes of its latest contact; None is the group of
    cases without one. A month is judged by the contacts in it alone ("2026-03"); every month from
    the first to the last is there.

    Raises ValueError, naming the note, for probabilities that are not probabilities.
    """
    sets = case_sets(frames, settings, by)
    logs, writers = log_chances(*probabilities(sets.cases)), sets.writers()
    known = None
    if calibration is not None and caveats.applies(calibration, models_of(frames)):
        known = corrections(logs[:, sets.members[WHOLE]], calibration, writers[0])
    constants = settings.word_of_mouth
    rows = list(sets.members.values())
    counted = count_cases(logs, rows, writers, constants.positives_needed, known)
    whole = next(counted)
    parts = [
        (key, _estimate(sets.cases.iloc[sets.members[key]], counts, constants))
        for key, counts in zip(list(sets.members)[1:], counted, strict=True)
    ]
    groups = {
        one: tuple(Group(name, part) for (of, name), part in parts if of == one) for one in by
    }
    clinic = _estimate(sets.cases.iloc[rows[0]], whole, constants)
    return Estimates(clinic, whole.negatives, groups)


def clinic_corrections(
    frames: Frames, settings: Settings, calibration: Calibration | None
) -> Corrections | None:
    """Return the corrections that the estimate over these notes rests on; None without any.

    Raises ValueError, naming the note, for probabilities that are not probabilities.
    """
    if calibration is None or not caveats.applies(calibration, models_of(frames)):
        return None
    sets = case_sets(frames, settings, ())
    return corrections(log_chances(*probabilities(sets.cases)), calibration, sets.writers()[0])


def models_of(frames: Frames) -> frozenset[str]:
    """Return the models, as ``name@version``, that read the notes."""
    return frozenset(frames.analyses["model"].unique())


def _estimate(gathered: pd.DataFrame, counts: CaseCounts, constants: Constants) -> WordOfMouth:
    told = constants.people_told
    negatives = estimate_of(counts.negatives)
    averted = int(gathered["averted"].sum())
    return WordOfMouth(
        contacts=int(gathered["contacts"].sum()),
        cases=len(gathered),
        negatives=negatives,
        negatives_by_chance=estimate_of(counts.negatives_by_chance),
        calibration_share=counts.calibration_share,
        positives_recorded=estimate_of(counts.positives),
        people_told=negatives.times(told),
        positives_needed=negatives.times(constants.positives_needed),
        shortfall=estimate_above_zero(counts.balance),
        averted_cases=averted,
        people_not_told=averted * told,
    )


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
