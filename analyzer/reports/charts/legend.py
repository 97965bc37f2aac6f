"""What each symbol of a chart means, in words below the plot."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from analyzer.reports.charts.marks import Symbol, symbols, words
from analyzer.reports.charts.places import across, down
from analyzer.reports.charts.sheet import WIDTH
from analyzer.reports.charts.text import LINE, text_width, wrapped

MIDDLE = 9
"""Of a symbol, from the left, in pixels."""

INDENT = 26
BETWEEN = 16


def legend(
    entries: Sequence[tuple[Symbol, str]], left: float, top: float
) -> tuple[list[alt.Chart], float]:
    """Return the layers of a legend and its height in pixels.

    Entries follow each other over the chart's whole width and begin ``top`` pixels below the
    plot's top; ``left`` is the chart's margin left of the plot. Without entries there is no layer.
    """
    if not entries:
        return [], 0
    marks: list[dict[str, Any]] = []
    meanings: list[dict[str, Any]] = []
    x, line = 0.0, 0
    for symbol, said in entries:
        parts = wrapped(said, WIDTH - INDENT)
        wide = INDENT + max(text_width(part) for part in parts)
        if x and x + wide > WIDTH:
            x, line = 0.0, line + 1
        y = top + (line + 0.5) * LINE
        marks.append({"symbol": symbol, "x": x + MIDDLE - left, "y": y})
        meanings.append({"x": x + INDENT - left, "y": y, "text": "\n".join(parts)})
        line += len(parts) - 1
        x += wide + BETWEEN
    layers = [
        symbols(marks, across("x"), down("y")),
        words(meanings, across("x"), down("y")),
    ]
    return layers, (line + 1) * LINE
