"""Limits and an average labelled at the right end of their lines, and a scale of shares."""

from collections.abc import Iterable, Sequence
from math import ceil, floor, isnan
from typing import Any

import altair as alt

from analyzer.reports.charts.marks import values, words
from analyzer.reports.charts.places import x_at
from analyzer.reports.charts.sheet import INK, WIDTH
from analyzer.reports.charts.spacing import apart
from analyzer.reports.charts.text import LINE, text_width

LEFT = 48
RIGHT = text_width("average") + 12
PLOT = WIDTH - LEFT - RIGHT
HEIGHT = 220
LEAST = 0.1
"""The part of 0 to 1 that an axis shows at least, so that small differences look small."""

ROUNDING = 1e-9

SOLID = [1, 0]
DASHED = [4, 3]
DASHES = {"99.8%": SOLID, "95%": DASHED, "average": SOLID}
WIDTHS = {"99.8%": 1.4, "95%": 1.4, "average": 2}
OPACITIES = {"99.8%": 0.7, "95%": 0.7, "average": 1}


def share_range(shares: Iterable[float]) -> tuple[float, float]:
    """Return the whole tens of percent between which all shares lie; what is NaN is none."""
    known = [share for share in shares if not isnan(share)]
    low, high = floor(round(min(known) * 10, 6)) / 10, ceil(round(max(known) * 10, 6)) / 10
    while high - low < LEAST - ROUNDING:
        low, high = max(low - 0.1, 0), min(high + 0.1, 1)
    return low, high


def share_axis(low: float, high: float) -> alt.Y:
    """Return the scale of shares from low to high, whole tens of percent."""
    fives = round((high - low) * 20)
    step = next(step for step in (1, 2, 4) if fives <= 5 * step)
    ticks = [round(low + place / 20, 2) for place in range(0, fives + 1, step)]
    return alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[low, high], nice=False, zero=False),
        axis=alt.Axis(format="%", values=ticks, title=None),
    )


def lines(rows: Sequence[dict[str, Any]], x: alt.X, y: alt.Y) -> alt.Chart:
    """Return the limits and the average as lines.

    Rows have ``share``, the field of ``x``, ``limit`` (a key of ``DASHES``) and ``line``, which
    tells one line, or piece of a line, from another.
    """
    limits = list(DASHES)
    looks = (DASHES, WIDTHS, OPACITIES)
    dash, wide, plain = (alt.Scale(domain=limits, range=list(look.values())) for look in looks)
    chart: alt.Chart = (
        values(rows)
        .mark_line(color=INK)
        .encode(
            x=x,
            y=y,
            detail=alt.Detail("line:N"),
            strokeDash=alt.StrokeDash("limit:N", legend=None, scale=dash),
            strokeWidth=alt.StrokeWidth("limit:N", legend=None, scale=wide),
            opacity=alt.Opacity("limit:N", legend=None, scale=plain),
        )
    )
    return chart


def ends(levels: Sequence[tuple[float, str]], low: float, high: float) -> alt.Chart:
    """Return the names of the lines beside their right ends, none on another.

    ``levels`` are where the lines end, 0 to 1, and their names; the plot runs from ``low`` to
    ``high``. A limit that is cut off at 0 or 1 limits nothing and has no name there.
    """
    shown = [(share, name) for share, name in levels if 0 < share < 1 or name == "average"]
    line = (high - low) * LINE / HEIGHT
    places = apart(
        [share for share, _ in shown], [line] * len(shown), low - line / 2, high + line / 2
    )
    rows = [{"share": place, "text": name} for place, (_, name) in zip(places, shown, strict=True)]
    return words(rows, x_at(PLOT), alt.Y("share:Q"), dx=6)
