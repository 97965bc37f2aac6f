"""Charts of the insights, as Altair charts for a notebook and as SVG for a page.

Every chart stands on a transparent ground. In SVG its text and axes take the colour of the page
around it and its marks one accent that is plain to see on white and on black.
"""

import re
from typing import Any
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import vl_convert

ACCENT = "#178f86"
INK = "#808080"
"""Text and axes in a notebook; in SVG it becomes the page's own colour."""

WIDTH = 400
"""Of a whole chart in pixels, near that of a phone: text keeps about its size there."""

ROW = 28

_SVG = "http://www.w3.org/2000/svg"
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def step_rates(rates: pd.DataFrame) -> alt.LayerChart:
    """Return each step's documented share as a point on its interval.

    ``rates`` has the columns step (words), rate, low and high (0 to 1). Rows without a rate are
    left out.
    """
    base = alt.Chart(rates.dropna(subset=["rate"]))
    y = alt.Y("step:N", sort=None, title=None, axis=_names())
    share = alt.X("rate:Q", scale=alt.Scale(domain=[0, 1]), title=None, axis=_percent())
    interval = base.mark_rule(color=ACCENT, strokeWidth=3, opacity=0.6, strokeCap="round").encode(
        y=y, x=alt.X("low:Q", scale=alt.Scale(domain=[0, 1])), x2="high:Q"
    )
    point = base.mark_point(color=ACCENT, filled=True, size=90, opacity=1).encode(y=y, x=share)
    return _finished(alt.layer(interval, point), len(rates))


def themes(counts: pd.DataFrame) -> alt.LayerChart:
    """Return how many notes with a concern have each theme, as bars in the order given.

    ``counts`` has the columns theme (words) and count.
    """
    base = alt.Chart(counts)
    y = alt.Y("theme:N", sort=None, title=None, axis=_names())
    longest = 1.15 * float(counts["count"].max())  # room for the number after the longest bar
    x = alt.X("count:Q", title=None, axis=None, scale=alt.Scale(domain=[0, longest]))
    bars = base.mark_bar(color=ACCENT, height=12, cornerRadiusEnd=2).encode(y=y, x=x)
    numbers = base.mark_text(align="left", dx=5, fontSize=13, color=INK).encode(
        y=y, x=x, text="count:Q"
    )
    return _finished(alt.layer(bars, numbers), len(counts))


def arcs(moves: pd.DataFrame) -> alt.LayerChart:
    """Return how people felt on average when contacts began (ring) and when they ended (dot).

    ``moves`` has the columns group (words), mean_start and mean_end (-2 to 2). Rows without means
    are left out.
    """
    base = alt.Chart(moves.dropna(subset=["mean_start", "mean_end"]))
    y = alt.Y("group:N", sort=None, title=None, axis=_names())
    scale = alt.Scale(domain=[-2, 2])
    labels = "{'-2': 'very unhappy', '0': 'neutral', '2': 'very happy'}[datum.value] || ''"
    axis = alt.Axis(values=[-2, -1, 0, 1, 2], labelExpr=labels, labelBound=True, grid=True)
    start = alt.X("mean_start:Q", scale=scale, title=None, axis=axis)
    end = alt.X("mean_end:Q", scale=scale)
    path = base.mark_rule(color=ACCENT, strokeWidth=3, opacity=0.6).encode(
        y=y, x=start, x2="mean_end:Q"
    )
    began = base.mark_point(color=ACCENT, filled=False, size=70, strokeWidth=2, opacity=1).encode(
        y=y, x=start
    )
    ended = base.mark_point(color=ACCENT, filled=True, size=90, opacity=1).encode(y=y, x=end)
    return _finished(alt.layer(path, began, ended), len(moves))


def svg(chart: alt.LayerChart, name: str, title: str, description: str) -> str:
    """Return a chart as an SVG element to stand inside an HTML page.

    It carries role="img", ``title`` and ``description`` for those who hear the page, takes the
    page's colour where the chart has ``INK``, and asks for nothing from outside. ``name`` makes
    its ids unlike those of the page's other charts; the same chart always gives the same text.
    """
    written = vl_convert.vegalite_to_svg(
        _drawable(chart.to_dict(validate=False)),
        vl_version=_vega_lite_version(),
        allowed_base_urls=[],
    )
    root = ElementTree.fromstring(written)
    # Vega counts its ids through a whole run, so they are counted again within the chart.
    found = [node.get("id") for node in root.iter() if "id" in node.attrib]
    ids = {old: f"{name}-{place}" for place, old in enumerate(found)}
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
        for key, value in list(element.attrib.items()):
            if key.startswith("aria-") or key == "role" or key == "class":
                del element.attrib[key]
            elif key == "id":
                element.set(key, ids[value])
            elif key in ("fill", "stroke") and value.lower() == INK:
                element.set(key, "currentColor")
            else:
                element.set(key, re.sub(r"(?<=url\(#)[^)]+", lambda old: ids[old.group()], value))
    root.attrib.pop("version", None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-description")
    for position, (tag, text) in enumerate((("title", title), ("desc", description))):
        label = ElementTree.Element(tag, {"id": f"{name}-{tag}".replace("-desc", "-description")})
        label.text = text
        root.insert(position, label)
    return ElementTree.tostring(root, encoding="unicode")


def _drawable(part: Any) -> Any:
    """Return a part of a specification without characters that XML forbids.

    The converter ends the whole process where it meets one.
    """
    if isinstance(part, dict):
        return {key: _drawable(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_drawable(value) for value in part]
    return _NOT_XML.sub("", part) if isinstance(part, str) else part


def _vega_lite_version() -> str:
    """Return Altair's Vega-Lite version as vl-convert writes it: "v6.4.1" is "6.4"."""
    return ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])


def _finished(chart: alt.LayerChart | alt.FacetChart, rows: int) -> alt.LayerChart:
    finished: alt.LayerChart = chart.properties(
        width=WIDTH,
        height=max(rows, 1) * ROW,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        background="transparent",
        padding=2,
    ).configure(
        font="sans-serif",
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=INK, gridColor=INK, gridOpacity=0.25, domain=False, ticks=False,
            labelFontSize=13, labelPadding=6,
        ),
    )  # fmt: skip
    return finished


def _names() -> alt.Axis:
    return alt.Axis(grid=False, labelLimit=180)


def _percent() -> alt.Axis:
    return alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1], labelBound=True, grid=True)
