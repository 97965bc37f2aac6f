"""The parts of the word-of-mouth estimate with their names in words, for every format."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, get_args

from analyzer.insights.case_sets import Dimension
from analyzer.insights.word_of_mouth import Group, WordOfMouth, WordOfMouthReport
from analyzer.reports.formatting import heading, month_of

NOT_GIVEN: Mapping[Dimension, str] = {
    "location": "Not given",
    "channel": "Not given",
    "theme": "No theme found",
    "month": "No date given",
}
"""What the part is called whose cases have no such thing."""


class Part(NamedTuple):
    """One location, channel, theme or month: its name in words, and its estimate."""

    dimension: Dimension
    name: str
    estimate: WordOfMouth
    month: date | None = None
    """The first day of a month; None for what is none."""


def parts(dimension: Dimension, groups: Sequence[Group], as_of: date) -> Iterator[Part]:
    """Yield the parts of one dimension in their order; ``as_of`` may end the last month early."""
    for group in groups:
        month = None
        if dimension == "month" and group.name is not None:
            month = date.fromisoformat(f"{group.name}-01")
        yield Part(dimension, _name(dimension, group.name, as_of), group.estimate, month)


def breakdowns(report: WordOfMouthReport, as_of: date) -> dict[Dimension, list[Part]]:
    """Return the parts by location, channel, theme and month."""
    return {one: list(parts(one, getattr(report, f"by_{one}"), as_of)) for one in DIMENSIONS}


DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


def _name(dimension: Dimension, name: str | None, as_of: date) -> str:
    if name is None:
        return NOT_GIVEN[dimension]
    if dimension == "month":
        return month_of(name, as_of)
    return name if dimension == "location" else heading(name)
