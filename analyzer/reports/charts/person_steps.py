"""How often one person's notes document each step, with what is usual in such notes."""

from collections.abc import Hashable
from typing import Any

import altair as alt
import pandas as pd

from analyzer.reports.charts.drawing import Drawing
from analyzer.reports.charts.legend import legend
from analyzer.reports.charts.marks import Symbol, symbols, values
from analyzer.reports.charts.places import down, x2_at, x_at
from analyzer.reports.charts.shares import (
    AXIS,
    LEFT,
    PLOT,
    RIGHT,
    ROW,
    SHARE,
    headings,
    middle,
)
from analyzer.reports.charts.sheet import ACCENT, INK, sheet
from analyzer.reports.charts.wording import between, documented, step_name
from analyzer.reports.formatting import percent

Row = dict[Hashable, Any]
"""A step's row of the frame."""

DOT = Symbol("circle", fill=ACCENT, stroke=ACCENT, size=110)
INTERVAL = Symbol("M-1,-.12H1V.12H-1Z", fill=ACCENT, stroke=ACCENT, size=220)
EXPECTED = Symbol("M0,-1V1", stroke=INK, size=260)


def draw(rates: pd.DataFrame) -> Drawing | None:
    """Return a dot a step on its interval, or None where no step has a rate.

    ``rates`` has the columns step, rate, low and high (0 to 1) and, where it is known, expected:
    the share that an average colleague would have documented in the same notes. What was missed is
    not drawn: it is never a figure about one person.
    """
    if rates.empty:
        return None
    shown = rates[rates["rate"].notna()]
    if shown.empty:
        return None
    if "expected" not in shown:
        shown = shown.assign(expected=float("nan"))
    steps: list[Row] = shown.to_dict("records")
    rows: list[dict[str, Any]] = [
        {"from": step["rate"], "low": step["low"], "high": step["high"], "y": middle(place)}
        for place, step in enumerate(steps)
    ]
    usual = [
        {"from": step["expected"], "y": middle(place), "symbol": EXPECTED}
        for place, step in enumerate(steps)
        if not pd.isna(step["expected"])
    ]
    entries = [(DOT, "documented"), (INTERVAL, "its interval")]
    entries += [(EXPECTED, "usual in such notes")] if usual else []
    height = len(steps) * ROW
    below, deep = legend(entries, LEFT, height + AXIS)
    y = down("y")
    dots = [{"from": row["from"], "y": row["y"], "symbol": DOT} for row in rows]
    title = documented(dict(zip(shown["step"], shown["rate"], strict=True)))
    low = alt.X("low:Q", scale=alt.Scale(domain=[0, 1], nice=False))
    chart = sheet(
        [
            _tracks(rows, y),
            values(rows)
            .mark_rule(color=ACCENT, strokeWidth=4, strokeCap="round")
            .encode(x=low, x2="high:Q", y=y),
            symbols([*dots, *usual], SHARE, y),
            *headings([(step_name(step["step"]), _figures(step)) for step in steps]),
            *below,
        ],
        title,
        height,
        left=LEFT,
        right=RIGHT,
        bottom=AXIS + deep,
    )
    return Drawing(chart, title, _description(steps), _table(shown))


def _tracks(rows: list[dict[str, Any]], y: alt.Y) -> alt.Chart:
    """Return a faint line from 0 to 100 percent under each dot."""
    track = values([{"y": row["y"]} for row in rows]).mark_rule(color=INK, opacity=0.4)
    tracks: alt.Chart = track.encode(x=x_at(0), x2=x2_at(PLOT), y=y)
    return tracks


def _figures(step: Row) -> str:
    usual = _usual(step)
    return percent(step["rate"]) + (f", usual {usual}" if usual else "")


def _usual(step: Row) -> str:
    """Return the expected share in words; nothing where it is not known."""
    return "" if pd.isna(step["expected"]) else percent(step["expected"])


def _description(steps: list[Row]) -> str:
    said = ["A dot for each step on a line from 0 to 100 percent of the notes with a concern."]
    for step in steps:
        interval = f"interval {between(step['low'], step['high'])}"
        usual = f"; in such notes {_usual(step)} is usual" if _usual(step) else ""
        said.append(f"{step_name(step['step'])}: {percent(step['rate'])} ({interval}){usual}.")
    return " ".join(said)


def _table(shown: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Step": [step_name(step) for step in shown["step"]],
            "Documented": [percent(rate) for rate in shown["rate"]],
            "Interval": [
                between(low, high) for low, high in zip(shown["low"], shown["high"], strict=True)
            ],
        }
    )
    if shown["expected"].notna().any():
        table["Usual in such notes"] = [
            "not known" if pd.isna(one) else percent(one) for one in shown["expected"]
        ]
    return table
