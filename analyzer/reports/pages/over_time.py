"""Control charts as a page shows them."""

from dataclasses import dataclass
from math import isnan

from analyzer.insights.control_charts import ControlChart
from analyzer.reports.charts import p_chart
from analyzer.reports.pages.changes import changes, false_alarm
from analyzer.reports.pages.drawn import Picture, Table, drawn, table_of


@dataclass(frozen=True)
class InWords:
    """A share month by month, in words.

    ``title`` is the finding, a sentence without full stop. ``changes`` has a sentence for each rule
    that the chart trips, with the months that it marks; ``false_alarm`` says how often a chart of
    as many months trips one though nothing changed.
    """

    title: str
    table: Table
    changes: list[str]
    false_alarm: str


@dataclass(frozen=True)
class OverTime:
    """A share month by month as a picture, with ``changes`` and ``false_alarm`` of InWords."""

    picture: Picture
    changes: list[str]
    false_alarm: str


def in_words(chart: ControlChart, what: str, of: str) -> InWords | None:
    """Return a control chart without the picture, or None where no month has enough for a point.

    ``what`` and ``of`` are as in ``over_time``.
    """
    if isnan(chart.centre):
        return None
    return InWords(
        p_chart.finding(chart, what),
        table_of(p_chart.data(chart, of)),
        changes(chart),
        false_alarm(chart),
    )


def over_time(chart: ControlChart | None, name: str, what: str, of: str) -> OverTime | None:
    """Return a control chart as a page shows it, or None where no month has enough for a point.

    ``name`` is for the ids of the SVG; ``what`` says what the share is of, ``of`` among what.
    """
    picture = None if chart is None else drawn(p_chart.draw(chart, what, of), name)
    if chart is None or picture is None:
        return None
    return OverTime(picture, changes(chart), false_alarm(chart))
