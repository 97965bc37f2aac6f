"""How often each step is done, planned, missed or not documented in everybody's notes."""

from itertools import accumulate
from typing import Any

import altair as alt
import pandas as pd

from analyzer.codebook import StepState
from analyzer.codebook import words as in_words
from analyzer.reports.charts.drawing import Drawing
from analyzer.reports.charts.legend import legend
from analyzer.reports.charts.marks import Symbol, values
from analyzer.reports.charts.places import down
from analyzer.reports.charts.shares import (
    AXIS,
    BAR,
    LEFT,
    RIGHT,
    ROW,
    SHARE,
    headings,
    middle,
)
from analyzer.reports.charts.sheet import ACCENT, INK, SIGNAL, sheet
from analyzer.reports.charts.wording import between, documented, step_name
from analyzer.reports.formatting import about, percent

FORMS = {
    StepState.DONE: (ACCENT, ACCENT, BAR),
    StepState.PLANNED: ("transparent", ACCENT, BAR),
    StepState.MISSED: (SIGNAL, SIGNAL, BAR / 2),
    StepState.NOT_DOCUMENTED: (INK, INK, 2),
}
"""Fill, outline and height in pixels of a part of a bar: a state is told by more than colour."""


def draw(rates: pd.DataFrame) -> Drawing | None:
    """Return a bar a step of ``steps.step_rates``, or None where no step has a rate.

    The chart is for everybody's notes together. A person's is that of ``person_steps``: missed
    steps are never a figure about one person.
    """
    shown = rates[rates["rate"].notna()]
    if shown.empty:
        return None
    rows: list[dict[str, Any]] = []
    figures = []
    for place, step in enumerate(shown.to_dict("records")):
        parts = [step[str(state)] / step["n"] for state in FORMS]
        ends = list(accumulate(parts))
        for state, part, end in zip(FORMS, parts, ends, strict=True):
            if part:
                rows.append({"from": end - part, "to": end, "row": place, "state": str(state)})
        interval = between(step["low"], step["high"])
        figures.append(
            (step_name(step["step"]), f"{percent(step['rate'])} of {about(step['n'])} ({interval})")
        )
    height = len(shown) * ROW
    held = [state for state in FORMS if any(row["state"] == state for row in rows)]
    entries = [(_swatch(state), in_words(state)) for state in held]
    below, deep = legend(entries, LEFT, height + AXIS)
    title = documented(dict(zip(shown["step"], shown["rate"], strict=True)))
    chart = sheet(
        [_bars(rows), *headings(figures), *below],
        title,
        height,
        left=LEFT,
        right=RIGHT,
        bottom=AXIS + deep,
    )
    return Drawing(chart, title, _description(shown), _table(rates))


def _bars(rows: list[dict[str, Any]]) -> alt.Chart:
    drawn = []
    for row in rows:
        fill, stroke, high = FORMS[StepState(row["state"])]
        centre = middle(row["row"])
        drawn.append(
            {
                "from": row["from"],
                "to": row["to"],
                "top": centre - high / 2,
                "foot": centre + high / 2,
                "fill": fill,
                "stroke": stroke,
            }
        )
    bars: alt.Chart = (
        values(drawn)
        .mark_rect(strokeWidth=1.4)
        .encode(
            x=SHARE,
            x2="to:Q",
            y=down("top"),
            y2="foot:Q",
            fill=alt.Fill("fill:N", scale=None, legend=None),
            stroke=alt.Stroke("stroke:N", scale=None, legend=None),
        )
    )
    return bars


def _swatch(state: StepState) -> Symbol:
    fill, stroke, high = FORMS[state]
    part = high / BAR * 0.6
    return Symbol(f"M-1,-{part}H1V{part}H-1Z", fill=fill, stroke=stroke, size=220)


def _description(shown: pd.DataFrame) -> str:
    said = ["A bar for each step, from 0 to 100 percent of the notes with a concern."]
    for step in shown.to_dict("records"):
        counts = [f"{in_words(state)} {about(step[str(state)])}" for state in FORMS]
        said.append(f"{step_name(step['step'])} in {about(step['n'])} notes: {', '.join(counts)}.")
    return " ".join(said)


def _table(rates: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame({"Step": [step_name(step) for step in rates["step"]]})
    table["Notes with a concern"] = [about(n) for n in rates["n"]]
    for state in FORMS:
        name = in_words(state)
        table[name[:1].upper() + name[1:]] = [about(count) for count in rates[str(state)]]
    table["Share done"] = [
        "too few" if pd.isna(rate) else f"{percent(rate)} ({between(low, high)})"
        for rate, low, high in zip(rates["rate"], rates["low"], rates["high"], strict=True)
    ]
    return table
