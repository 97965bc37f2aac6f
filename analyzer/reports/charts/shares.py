"""Rows of shares: a label above, a stretch from 0 to 100 percent below it."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from analyzer.reports.charts.marks import words
from analyzer.reports.charts.places import down, x_at
from analyzer.reports.charts.sheet import INK, WIDTH
from analyzer.reports.charts.text import LINE

LEFT = 8
RIGHT = 8
PLOT = WIDTH - LEFT - RIGHT
LABEL = LINE + 4
BAR = 16
ROW = LABEL + BAR + 14
AXIS = 2 * LINE + 18

SHARE = alt.X(
    "from:Q",
    scale=alt.Scale(domain=[0, 1], nice=False),
    axis=alt.Axis(
        format="%",
        values=[0, 0.25, 0.5, 0.75, 1],
        grid=False,
        ticks=True,
        tickColor=INK,
        title="share of notes with a concern",
    ),
)


def middle(place: int) -> float:
    """Return how many pixels below the plot's top the middle of a row's stretch lies."""
    return place * ROW + LABEL + BAR / 2


def headings(rows: Sequence[tuple[str, str]]) -> list[alt.Chart]:
    """Return for each row its name at the left and its figures at the right."""
    lines: list[dict[str, Any]] = [
        {"y": place * ROW + LINE / 2, "name": name, "figures": figures}
        for place, (name, figures) in enumerate(rows)
    ]
    y = down("y")
    names = [{"y": line["y"], "text": line["name"]} for line in lines]
    figures = [{"y": line["y"], "text": line["figures"]} for line in lines]
    return [
        words(names, x_at(-LEFT), y),
        words(figures, x_at(PLOT + RIGHT - 2), y, align="right"),
    ]
