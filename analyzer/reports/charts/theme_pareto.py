"""What the notes with a concern are about, the most frequent theme first."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from analyzer.insights.overview import ThemeCount
from analyzer.reports.charts.drawing import Drawing
from analyzer.reports.charts.marks import values, words
from analyzer.reports.charts.places import across, down, x_at
from analyzer.reports.charts.sheet import ACCENT, CLEAR, WIDTH, sheet
from analyzer.reports.charts.text import LINE, text_width, wrapped
from analyzer.reports.formatting import about, heading, percent

NAMES = 150
"""Pixels for the names of the themes at most; a longer name takes more lines."""

SPACE = 12
EDGE = 2
"""Right of everything, in pixels."""

BAR = 14
HEAD = 2 * LINE + 8
VITAL = 0.8
"""The part of all mentions that the few themes together reach which the title speaks of.

That few causes make up the bulk of an effect: J. M. Juran, "The non-Pareto principle; mea culpa",
Quality Progress, May 1975, page 8. The 80 % are the usual reading of it.
"""


def draw(themes: Sequence[ThemeCount]) -> Drawing | None:
    """Return a bar a theme of ``Overview.themes``, or None without any.

    Beside each bar stands its number of notes, and at the right what part of all mentions this
    theme and those above it make up: read down until it is enough. The few that make up 80 % have
    full bars.
    """
    if not themes:
        return None
    said = [wrapped(heading(one.theme), NAMES) for one in themes]
    left = 8 + max(text_width(line) for lines in said for line in lines)
    share = text_width("100%")
    count = text_width(about(themes[0].share.count)) + 8
    plot = WIDTH - left - EDGE
    longest = plot - count - share - SPACE
    few = _few(themes)
    rows: list[dict[str, Any]] = []
    top = float(HEAD)
    for place, (one, lines) in enumerate(zip(themes, said, strict=True)):
        high = len(lines) * LINE + SPACE
        rows.append(
            {
                "name": "\n".join(lines),
                "first": top + (high - (len(lines) - 1) * LINE) / 2,
                "middle": top + high / 2,
                "top": top + high / 2 - BAR / 2,
                "foot": top + high / 2 + BAR / 2,
                "start": 0,
                "end": longest * one.share.count / themes[0].share.count,
                "fill": ACCENT if place < few else CLEAR,
                "count": about(one.share.count),
                "running": percent(one.cumulative),
            }
        )
        top += high
    title = _title(themes, few)
    chart = sheet(
        _layers(rows, left, plot),
        title,
        top,
        left=left,
        right=EDGE,
    )
    return Drawing(chart, title, _description(themes), _table(themes))


def _layers(rows: Sequence[dict[str, Any]], left: float, plot: float) -> list[alt.Chart]:
    middle = down("middle")
    end = across("end")
    bars = (
        values(rows)
        .mark_rect(stroke=ACCENT, strokeWidth=1.4)
        .encode(
            x=across("start"),
            x2="end:Q",
            y=down("top"),
            y2="foot:Q",
            fill=alt.Fill("fill:N", scale=None, legend=None),
        )
    )

    def column(field: str, y: str = "middle") -> list[dict[str, Any]]:
        return [{"text": row[field], "middle": row[y], "end": row["end"]} for row in rows]

    heads = [
        {"text": "notes with\na concern", "middle": LINE / 2, "end": 0},
    ]
    totals = [{"text": "running\nshare", "middle": LINE / 2, "end": 0}]
    return [
        bars,
        words(column("name", "first"), x_at(-left), middle),
        words(column("count"), end, middle, dx=6),
        words(column("running"), x_at(plot), middle, align="right"),
        words(heads, x_at(0), middle),
        words(totals, x_at(plot), middle, align="right"),
    ]


def _few(themes: Sequence[ThemeCount]) -> int:
    """Return how many themes, from the most frequent on, make up 80 % of all mentions."""
    return next(place for place, one in enumerate(themes, 1) if one.cumulative >= VITAL - 1e-9)


def _title(themes: Sequence[ThemeCount], few: int) -> str:
    first = heading(themes[0].theme)
    if len(themes) == 1:
        return f"{first} is the one theme of the notes with a concern"
    if few == 1:
        return f"{first} makes up {percent(themes[0].cumulative)} of all mentions"
    part = percent(themes[few - 1].cumulative)
    if few == len(themes):
        return f"{first} comes up most often; no few of the {few} themes stand out"
    return (
        f"{first} comes up most often; {few} of {len(themes)} themes make up {part} of all mentions"
    )


def _description(themes: Sequence[ThemeCount]) -> str:
    said = [f"{heading(one.theme)} {about(one.share.count)}" for one in themes]
    return (
        "Bars for how many notes with a concern have each theme, the most frequent first: "
        f"{', '.join(said)}."
    )


def _table(themes: Sequence[ThemeCount]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Theme": [heading(one.theme) for one in themes],
            "Notes with a concern": [about(one.share.count) for one in themes],
            "Share of them": [
                percent(one.share.rate) if one.share.shown else "too few" for one in themes
            ],
            "Running share of all mentions": [percent(one.cumulative) for one in themes],
        }
    )
