"""What a control chart tells beyond chance, in words."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import itemgetter

from analyzer.insights.chart_rules import NEAR, NEAR_AMONG, SHIFT, TREND
from analyzer.insights.control_charts import ControlChart, Signal
from analyzer.reports.formatting import month, percent

RULES = {
    Signal.OUTSIDE: "outside the 99.8% limits",
    Signal.SHIFT: f"{SHIFT} or more months in a row on one side of the average",
    Signal.TREND: f"{TREND} or more months in a row that rise, or fall, from each to the next",
    Signal.NEAR_LIMIT: f"{NEAR} of {NEAR_AMONG} months in a row beyond a 95% limit",
}

LITTLE = 0.005
"""A chance that would be written 0%."""


def changes(chart: ControlChart) -> list[str]:
    """Return a sentence for each rule that a chart trips, with the months that it marks."""
    found = {}
    for signal, rule in RULES.items():
        marked = [signal in signals for signals in chart.points["signals"]]
        if any(marked):
            found[rule] = _months(chart.points["month"], marked)
    return [f"{rule[:1].upper()}{rule[1:]}: {months}." for rule, months in found.items()]


def false_alarm(chart: ControlChart) -> str:
    """Return how often a chart of as many months marks one though nothing changed."""
    points = int(chart.points["rate"].notna().sum())
    chance = "fewer than 1%" if chart.false_alarms < LITTLE else percent(chart.false_alarms)
    return (
        f"Where nothing changes at all, {chance} of charts with {points} "
        f"{'month' if points == 1 else 'months'} still mark at least one."
    )


def false_alarm_of_each(charts: Iterable[ControlChart]) -> str:
    """Return how often each of several charts marks a month though nothing changed, at most."""
    most = max((chart.false_alarms for chart in charts), default=0.0)
    chance = "less than 1%" if most < LITTLE else f"up to {percent(most)}"
    return (
        "Where nothing changes at all, each of these charts still marks at least one month with a "
        f"chance of {chance}."
    )


def _months(months: Iterable[date], marked: Iterable[bool]) -> str:
    """Return the marked months, those in a row as first to last."""
    runs = []
    for is_marked, rows in groupby(zip(months, marked, strict=True), key=itemgetter(1)):
        if is_marked:
            run = [month(when) for when, _ in rows]
            runs.append(" to ".join(dict.fromkeys([run[0], run[-1]])))
    return ", ".join(runs)
