"""The sheet that every chart stands on: its colours, its width and its margins.

A chart stands on a transparent ground. Its text and lines have ``INK``, which a page replaces by
its own colour; the other two colours are plain to see on white and on black, and nothing that
they tell is told by colour alone. Nothing is measured by the converter, whose fonts are not the
reader's: every margin is set here, wide enough for any usual font.
"""

from collections.abc import Sequence

import altair as alt

from analyzer.reports.charts.text import SIZE, wrapped

ACCENT = "#178f86"
SIGNAL = "#cc5a1e"
INK = "#808080"
CLEAR = "transparent"

WIDTH = 400
"""Of a whole chart in pixels, near that of a phone: text keeps about its size there."""

TOP = 4
"""Above and below everything in a chart, in pixels."""

TITLE_SIZE = 15
TITLE_LINE = 20
BELOW_TITLE = 8


def sheet(
    layers: Sequence[alt.Chart],
    title: str,
    height: float,
    *,
    left: float = 0,
    right: float = 0,
    top: float = 0,
    bottom: float = 0,
) -> alt.LayerChart:
    """Return the layers as a finished chart: a plot ``height`` pixels high and margins about it.

    The title stands above the margin. What the top margin is without it, for a page that says the
    title itself, stands in ``usermeta`` as ``top_without_title``.
    """
    said = wrapped(title, WIDTH * SIZE / (TITLE_SIZE + 1))  # the title is bold, which is wider
    return alt.LayerChart(
        layer=list(layers),
        width=WIDTH - left - right,
        height=height,
        title=alt.TitleParams(
            text=said, anchor="start", frame="group", dx=-left, offset=BELOW_TITLE, color=INK,
            fontSize=TITLE_SIZE, lineHeight=TITLE_LINE,
        ),
        autosize=alt.AutoSizeParams(type="none"),
        background=CLEAR,
        padding={
            "left": left,
            "right": right,
            "top": TOP + top + len(said) * TITLE_LINE + BELOW_TITLE,
            "bottom": bottom + TOP,
        },
        usermeta={"top_without_title": TOP + top},
        config=_CONFIG,
    )  # fmt: skip


_CONFIG = alt.Config(
    font="sans-serif",
    view=alt.ViewConfig(stroke=None),
    axis=alt.AxisConfig(
        labelColor=INK, titleColor=INK, tickColor=INK, gridColor=INK, gridOpacity=0.25,
        domain=False, ticks=False, labelFontSize=SIZE, titleFontSize=SIZE,
        titleFontWeight="normal", labelPadding=6, labelLimit=0, titleLimit=0, labelOverlap=False,
    ),
)  # fmt: skip
