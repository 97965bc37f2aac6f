"""The chart of words a second: a bar a reader, on a scale of powers of ten."""

from collections.abc import Mapping
from math import floor, log10
from typing import Any

import altair as alt
import vl_convert

from analyzer.reports.charts.marks import values, words
from analyzer.reports.charts.places import down, x_at
from analyzer.reports.charts.sheet import ACCENT, INK, sheet
from speed.rounds import OURS

NAMES = {
    "str.split": "str.split, words alone",
    "spaCy tokenizer": "spaCy, tokens alone",
    "vaderSentiment": "vaderSentiment",
    OURS: "analyzer, all it does",
    "asent": "asent",
    "en_core_web_sm": "spaCy, small model",
    "medspaCy": "medspaCy",
}
"""The readers that the chart shows."""

LEFT, RIGHT, AXIS = 165, 80, 45
ROW, BAR = 26, 14


def svg(results: Mapping[str, Any]) -> str:
    """Return the chart of results.json as SVG."""
    medians = {name: results["readers"][name]["words_a_second"][1] for name in NAMES}
    order = sorted(medians, key=medians.__getitem__, reverse=True)
    powers = range(floor(log10(min(medians.values()))), floor(log10(max(medians.values()))) + 1)
    ends = [10 ** powers[0], max(medians.values())]
    bars = [
        {
            "from": ends[0],
            "to": medians[name],
            "top": place * ROW + (ROW - BAR) / 2,
            "foot": place * ROW + (ROW + BAR) / 2,
            "middle": (place + 0.5) * ROW,
            "text": _about(medians[name]),
            "fill": ACCENT if name == OURS else INK,
        }
        for place, name in enumerate(order)
    ]
    named = [{**bar, "text": NAMES[name]} for bar, name in zip(bars, order, strict=True)]
    along = alt.X(
        "to:Q",
        scale=alt.Scale(type="log", domain=ends, nice=False),
        axis=alt.Axis(
            title="words a second on one core, by powers of ten",
            titleAlign="left",
            titleX=-LEFT,
            titlePadding=10,
            values=[10**power for power in powers],
            format="~s",
        ),
    )
    drawn = (
        values(bars)
        .mark_rect()
        .encode(
            x=along,
            x2="from:Q",
            y=down("top"),
            y2="foot:Q",
            fill=alt.Fill("fill:N", scale=None, legend=None),
        )
    )
    chart = sheet(
        [
            drawn,
            words(named, x_at(-8), down("middle"), align="right"),
            words(bars, along, down("middle"), dx=6),
        ],
        finding(results),
        len(bars) * ROW,
        left=LEFT,
        right=RIGHT,
        bottom=AXIS,
    )
    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    drawing: str = vl_convert.vegalite_to_svg(
        chart.to_dict(validate=False), vl_version=version, allowed_base_urls=[]
    )
    return drawing


def finding(results: Mapping[str, Any]) -> str:
    """Return what the chart shows, in a sentence."""
    readers = results["readers"]
    times = {name: _about(readers[name]["ours_over_it"][1]) for name in NAMES}
    return (
        f"The whole analysis reads {_about(readers[OURS]['words_a_second'][1])} words a second on "
        f"one core: {times['vaderSentiment']} times vaderSentiment's sentence loop, "
        f"{times['asent']} times asent, {times['medspaCy']} times medspaCy"
    )


def _about(value: float) -> str:
    """Return a figure in two digits."""
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"
