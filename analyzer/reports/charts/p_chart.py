"""A share month by month with its limits, and the months that tell more than chance."""

from collections.abc import Sequence
from itertools import chain, count
from math import isnan
from typing import Any

import altair as alt
import pandas as pd

from analyzer.insights.chart_rules import NEAR, NEAR_AMONG, SHIFT, TREND
from analyzer.insights.control_charts import ControlChart, Signal
from analyzer.reports.charts.drawing import Drawing
from analyzer.reports.charts.legend import legend
from analyzer.reports.charts.limits import (
    HEIGHT,
    LEFT,
    PLOT,
    RIGHT,
    ends,
    lines,
    share_axis,
    share_range,
)
from analyzer.reports.charts.marks import Symbol, symbols, values, words
from analyzer.reports.charts.places import x_at, y2_at, y_at
from analyzer.reports.charts.sheet import ACCENT, INK, SIGNAL, sheet
from analyzer.reports.charts.text import LINE, text_width
from analyzer.reports.charts.wording import between
from analyzer.reports.formatting import about, month, percent

PLAIN = Symbol("circle", fill=ACCENT, stroke=ACCENT, size=45)
SYMBOLS = {
    Signal.OUTSIDE: Symbol("diamond", fill=SIGNAL, stroke=SIGNAL, size=110),
    Signal.SHIFT: Symbol("square", fill=SIGNAL, stroke=SIGNAL, size=70),
    Signal.TREND: Symbol("triangle-up", fill=SIGNAL, stroke=SIGNAL, size=90),
    Signal.NEAR_LIMIT: Symbol("circle", stroke=SIGNAL, size=80),
}
MEANINGS = {
    Signal.OUTSIDE: "outside the 99.8% limits",
    Signal.SHIFT: f"run of {SHIFT} or more on one side of the average",
    Signal.TREND: f"run of {TREND} or more that rise, or fall",
    Signal.NEAR_LIMIT: f"{NEAR} of {NEAR_AMONG} in a row beyond a 95% limit",
}
"""What a mark says; a month with several has the first."""

CHANGE = Symbol("M0,-1V1", stroke=INK, size=160)
LIMITS = {"low_998": "99.8%", "low_95": "95%", "high_95": "95%", "high_998": "99.8%"}
AXIS = 2 * LINE + 14
"""Below the plot for the months and their years, in pixels."""


def draw(chart: ControlChart, name: str, of: str = "notes with a concern") -> Drawing | None:
    """Return the p-chart of a share, or None where no month has enough for a point.

    ``name`` says in words what the share is of, to begin a sentence ("Empathy documented"), ``of``
    what it is counted among. A month with too few has no point, and the line breaks there.
    """
    points = chart.points
    if isnan(chart.centre):
        return None
    low, high = share_range([*points["rate"], *points["low_998"], *points["high_998"]])
    y = share_axis(low, high)
    x = alt.X(
        "month:Q",
        scale=alt.Scale(domain=[-0.5, len(points) - 0.5], nice=False, zero=False),
        axis=None,
    )
    marked = _marked(chart)
    changed = [place for place, one in enumerate(points["model_changed"]) if one]
    meanings = [(SYMBOLS[one], MEANINGS[one]) for one in Signal if one in marked]
    meanings += [(CHANGE, "from here another model reads the notes")] if changed else []
    below, deep = legend(meanings, LEFT, HEIGHT + AXIS)
    known = points[points["rate"].notna()]
    levels = [(float(known[column].iloc[-1]), said) for column, said in LIMITS.items()]
    title = finding(chart, name)
    drawn = sheet(
        [
            *_changes(changed, x),
            lines(_limit_rows(chart), x, y),
            _path(points, x, y),
            symbols(
                [
                    {"month": place, "share": rate, "symbol": SYMBOLS[mark] if mark else PLAIN}
                    for place, (rate, mark) in enumerate(zip(points["rate"], marked, strict=True))
                    if not isnan(rate)
                ],
                x,
                y,
            ),
            ends([*levels, (chart.centre, "average")], low, high),
            words([{"text": f"share of {of}"}], x_at(-LEFT), y_at(-LINE - 2)),
            _months(points["month"], x),
            *below,
        ],
        title,
        HEIGHT,
        left=LEFT,
        right=RIGHT,
        top=2 * LINE,
        bottom=AXIS + deep,
    )
    return Drawing(drawn, title, _description(chart, name, of, marked), data(chart, of))


def _marked(chart: ControlChart) -> list[Signal | None]:
    """Return the first rule that each month trips."""
    return [Signal(one[0]) if one else None for one in chart.points["signals"]]


def _limit_rows(chart: ControlChart) -> list[dict[str, Any]]:
    """Return the limits as steps, level over each month, and the average over all months."""
    rows = [
        {"month": place + half, "share": share, "limit": said, "line": f"{column} {piece}"}
        for column, said in LIMITS.items()
        for place, piece, share in _pieces(chart.points[column])
        for half in (-0.5, 0.5)
    ]
    average = {"share": chart.centre, "limit": "average", "line": "average"}
    return [*rows, *({"month": end - 0.5} | average for end in (0, len(chart.points)))]


def _pieces(shares: "pd.Series[float]") -> list[tuple[int, int, float]]:
    """Return the place, the piece of the line and the share of each month that has one.

    A month without one ends a piece, so that no line runs over it.
    """
    piece = shares.isna().cumsum()
    return [
        (place, int(part), float(share))
        for place, (part, share) in enumerate(zip(piece, shares, strict=True))
        if not isnan(share)
    ]


def _path(points: pd.DataFrame, x: alt.X, y: alt.Y) -> alt.Chart:
    """Return the line from month to month."""
    rows = [
        {"month": place, "share": share, "piece": piece}
        for place, piece, share in _pieces(points["rate"])
    ]
    line = values(rows).mark_line(color=ACCENT, strokeWidth=1.6)
    path: alt.Chart = line.encode(x=x, y=y, detail=alt.Detail("piece:N"))
    return path


def _changes(changed: Sequence[int], x: alt.X) -> list[alt.Chart]:
    """Return a rule before each month in which another model began to read."""
    if not changed:
        return []
    rows = [{"month": place - 0.5} for place in changed]
    rule = values(rows).mark_rule(color=INK, strokeWidth=2)
    return [rule.encode(x=x, y=y_at(0), y2=y2_at(HEIGHT))]


def _months(months: "pd.Series[Any]", x: alt.X) -> alt.Chart:
    """Return the names of the months, so many as have room, each first one of a year with it."""
    wide = PLOT / len(months)
    every = next(
        step for step in chain((1, 2, 3, 6), count(12, 12)) if step * wide >= text_width("2026")
    )
    rows: list[dict[str, Any]] = []
    year = None
    for place in range(0, len(months), every):
        when = months.iloc[place]
        rows.append(
            {"month": place, "text": f"{when:%b}" + ("" if when.year == year else f"\n{when:%Y}")}
        )
        year = when.year
    return words(rows, x, y_at(HEIGHT + 8), align="center", baseline="top")


def finding(chart: ControlChart, name: str) -> str:
    """Return the title of the chart, without drawing it; ``name`` as in ``draw``."""
    stand_out = [place for place, one in enumerate(_marked(chart)) if one]
    if not stand_out:
        found = "no month stands out"
    elif len(stand_out) == 1:
        found = f"{month(chart.points['month'].iloc[stand_out[0]])} stands out"
    else:
        found = f"{len(stand_out)} months stand out"
    return f"{name}: {percent(chart.centre)} on average, {found}"


def _description(chart: ControlChart, name: str, of: str, marked: Sequence[Signal | None]) -> str:
    points = chart.points
    known = points["rate"].dropna()
    months = [month(one) for one in points["month"]]
    said = [
        f"{name}: a line of the share of {of} each month from {months[0]} to {months[-1]}, between "
        f"{percent(known.min())} and {percent(known.max())}, around an average of "
        f"{percent(chart.centre)}, with the 95% and 99.8% limits of each month."
    ]
    said += [
        f"{when}: {_signals(points['signals'].iloc[place])}."
        for place, when in enumerate(months)
        if marked[place]
    ]
    said += [
        f"From {when} on another model reads the notes."
        for when, changed in zip(months, points["model_changed"], strict=True)
        if changed
    ]
    return " ".join(said)


def data(chart: ControlChart, of: str) -> pd.DataFrame:
    """Return the table of the chart, without drawing it; ``of`` as in ``draw``."""
    rows = []
    for point in chart.points.to_dict("records"):
        few = isnan(point["rate"])
        remarks = [_signals(point["signals"])] if point["signals"] else []
        remarks += ["another model began to read"] if point["model_changed"] else []
        rows.append(
            (
                month(point["month"]),
                about(point["n"]),
                "too few" if few else percent(point["rate"]),
                "" if few else between(point["low_95"], point["high_95"]),
                "" if few else between(point["low_998"], point["high_998"]),
                "; ".join(remarks),
            )
        )
    columns = ["Month", of[:1].upper() + of[1:], "Share", "95% limits", "99.8% limits", "Remarks"]
    return pd.DataFrame(rows, columns=columns)


def _signals(signals: Sequence[Signal]) -> str:
    return ", ".join(MEANINGS[Signal(one)] for one in signals)
