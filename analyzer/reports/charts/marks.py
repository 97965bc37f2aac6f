"""The marks that charts are made of: symbols and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

from analyzer.reports.charts.sheet import CLEAR, INK
from analyzer.reports.charts.text import LINE, SIZE


@dataclass(frozen=True)
class Symbol:
    """How a mark looks.

    ``shape`` is a shape of Vega or an SVG path in a box from -1 to 1, ``size`` the area of its box
    in square pixels.
    """

    shape: str
    fill: str = CLEAR
    stroke: str = CLEAR
    size: int = 70


def values(rows: Sequence[Mapping[str, Any]]) -> alt.Chart:
    """Return a chart of the rows, yet without a mark."""
    return alt.Chart({"values": list(rows)})


def symbols(rows: Sequence[Mapping[str, Any]], x: alt.X, y: alt.Y) -> alt.Chart:
    """Return the rows as points; each row has a ``symbol`` beside the fields of ``x`` and ``y``."""
    chart: alt.Chart = (
        values([{**row, "symbol": None, **_looks(row["symbol"])} for row in rows])
        .mark_point(strokeWidth=2, opacity=1)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape("shape:N", scale=None, legend=None),
            fill=alt.Fill("fill:N", scale=None, legend=None),
            stroke=alt.Stroke("stroke:N", scale=None, legend=None),
            size=alt.Size("size:Q", scale=None, legend=None),
        )
    )
    return chart


def words(
    rows: Sequence[Mapping[str, Any]],
    x: alt.X | alt.XValue,
    y: alt.Y | alt.YValue,
    *,
    align: Literal["left", "center", "right"] = "left",
    baseline: Literal["middle", "top"] = "middle",
    dx: float = 0,
) -> alt.Chart:
    """Return the rows' field ``text`` as text.

    Line breaks are kept; the place is that of the first line.
    """
    chart: alt.Chart = (
        values(rows)
        .mark_text(
            align=align, baseline=baseline, dx=dx, fontSize=SIZE, color=INK,
            lineBreak="\n", lineHeight=LINE,
        )
        .encode(x=x, y=y, text=alt.Text("text:N"))
    )  # fmt: skip
    return chart


def _looks(symbol: Symbol) -> dict[str, Any]:
    return {
        "shape": symbol.shape,
        "fill": symbol.fill,
        "stroke": symbol.stroke,
        "size": symbol.size,
    }
