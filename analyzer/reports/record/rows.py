"""The rows inside the JSON files, typed: what the figures hold as tables of plain values.

A share runs from 0 to 1, and so do its low and high, the ends of its interval. All three are null
where there are too few notes for a rate.
"""

from datetime import date
from typing import Literal

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from analyzer.codebook import Step
from analyzer.insights.control_charts import Signal

Number = float | None

row = dataclass(frozen=True, config=ConfigDict(extra="forbid"))
"""A row with these columns and no others."""


@row
class StepRow:
    """A step over all notes with a concern (n); the four counts after n add up to it."""

    step: Step
    n: int
    done: int
    missed: int
    planned: int
    not_documented: int
    rate: Number
    low: Number
    high: Number


@row
class ClinicPeriod:
    """What the clinic's funnel plot of a step, over its notes from first to last, has of a person.

    ``place`` is relative to the 99.8 % limits; it belongs to these figures and to no others.
    """

    first: date | None
    last: date | None
    n: int
    rate: float
    expected: float
    place: Literal["inside", "above", "below"]


@row
class ComparedStep:
    """One person's documented share of a step on the days of the page, beside what an average
    colleague would have documented in the same notes; both null where there are too few.

    ``clinic_period`` compares the person over the days of the clinic's report, which are often
    more; null where nobody is compared.
    """

    step: Step
    n: int
    done: int
    rate: Number
    low: Number
    high: Number
    expected: Number
    clinic_period: ClinicPeriod | None


@row
class MonthRow:
    """A step in one month of a person's notes with a concern (n)."""

    month: date
    step: Step
    n: int
    done: int
    rate: Number
    low: Number
    high: Number


@row
class HeartRow:
    """How many notes with a concern (n) open with heart, close with it, or show it in full."""

    n: int
    count: int
    rate: Number
    low: Number
    high: Number


@row
class ArcRow:
    """How people felt when n contacts with a concern began and when they ended, -2 to 2.

    ``change_low`` and ``change_high`` are the ends of the interval of the mean change.
    ``better`` of n ended better than they began; of those that ``began_negative``,
    ``recovered`` ended well.
    """

    n: int
    mean_start: Number
    mean_end: Number
    mean_change: Number
    change_low: Number
    change_high: Number
    better: int
    better_rate: Number
    better_low: Number
    better_high: Number
    began_negative: int
    recovered: int
    recovered_rate: Number
    recovered_low: Number
    recovered_high: Number


@row
class ChannelArc(ArcRow):
    """As ArcRow, of one channel; null where it is not given."""

    channel: str | None


@row
class PromiseRow:
    """Call backs that were promised, and how many of those whose time is past (n) were kept."""

    made: int
    with_time: int
    n: int
    kept: int
    kept_late: int
    broken: int
    no_note: int
    rate: Number
    low: Number
    high: Number


@row
class OwnPromises:
    """One person's promises: not what was not kept, which nobody has confirmed."""

    made: int
    with_time: int
    n: int
    kept: int
    rate: Number
    low: Number
    high: Number


@row
class ChartPoint:
    """A month of a control chart: count of n, the limits at 2 and 3 sigma, the rules that fired."""

    month: date
    n: int
    count: float
    rate: Number
    low_95: Number
    high_95: Number
    low_998: Number
    high_998: Number
    signals: tuple[Signal, ...]
    model_changed: bool


@row
class Chart:
    """A control chart; ``false_alarms`` is the chance that a stable process trips a rule."""

    centre: Number
    points: tuple[ChartPoint, ...]
    false_alarms: Number


@row
class FunnelMember:
    """A dot of a funnel plot. They come by name; none is ranked."""

    staff_id: str
    staff_name: str
    n: int
    rate: Number
    expected: Number
    standardised: Number
    precision: Number
    place: Literal["inside", "above", "below"]


@row
class FunnelLimits:
    """The limits of a funnel plot at one precision."""

    precision: float
    low_95: float
    high_95: float
    low_998: float
    high_998: float


@row
class FunnelPlot:
    """A funnel plot of a step; ``spread`` is the standard deviation beyond chance."""

    step: Step
    overall: float
    spread: float
    members: tuple[FunnelMember, ...]
    limits: tuple[FunnelLimits, ...]
    too_few: int
