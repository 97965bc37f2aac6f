"""Control charts as a page shows them."""

from dataclasses import dataclass

from analyzer.insights.control_charts import ControlChart
from analyzer.reports.charts import p_chart
from analyzer.reports.pages.changes import changes, false_alarm
from analyzer.reports.pages.drawn import Picture, drawn


@dataclass(frozen=True)
class OverTime:
    """A share month by month.

    ``changes`` has a sentence for each rule that the chart trips, with the months that it marks;
    ``false_alarm`` says how often a chart of as many months trips one though nothing changed.
    """

    picture: Picture
    changes: list[str]
    false_alarm: str


def over_time(chart: ControlChart | None, name: str, what: str, of: str) -> OverTime | None:
    """Return a control chart as a page shows it, or None where no month has enough for a point.

    ``name`` is for the ids of the SVG; ``what`` says what the share is of, ``of`` among what.
    """
    picture = None if chart is None else drawn(p_chart.draw(chart, what, of), name)
    if chart is None or picture is None:
        return None
    return OverTime(picture, changes(chart), false_alarm(chart))
