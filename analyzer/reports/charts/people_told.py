"""How many people may hear of a bad experience, and how likely each number is."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from analyzer.insights.distributions import Estimate
from analyzer.insights.told import Bin
from analyzer.reports.charts.drawing import Drawing
from analyzer.reports.charts.marks import values, words
from analyzer.reports.charts.places import down, x_at, y2_at, y_at
from analyzer.reports.charts.sheet import ACCENT, INK, WIDTH, sheet
from analyzer.reports.charts.text import LINE, text_width
from analyzer.reports.formatting import about

HEIGHT = 170
SIDE = 40
PLOT = WIDTH - 2 * SIDE
AXIS = 2 * LINE + 16
RANGE = LINE + 14
"""Below the axis for a range and what it says, in pixels."""


def draw(distribution: Sequence[Bin], people_told: Estimate) -> Drawing | None:
    """Return the distribution of the people told, or None where only one number is possible.

    Bars in the 80 % range are full, those in the 95 % range half, the others empty, and the two
    ranges stand below in figures. A rule marks the expected number.
    """
    if len(distribution) < 2:
        return None
    half = (distribution[1].low - distribution[0].high) / 2
    low, high = distribution[0].low - half, distribution[-1].high + half
    x = alt.X(
        "from:Q",
        scale=alt.Scale(domain=[low, high], nice=False, zero=False),
        axis=alt.Axis(
            tickCount=4, format=",d", grid=False, title="people who hear of a bad experience"
        ),
    )
    bars = [
        {
            "from": one.low - half,
            "to": one.high + half,
            "chance": one.probability,
            "fill": _fill(one, people_told),
        }
        for one in distribution
    ]
    title = _title(people_told)
    chart = sheet(
        [
            values(bars)
            .mark_rect(fill=ACCENT, stroke=ACCENT, strokeWidth=0.6)
            .encode(
                x=x,
                x2="to:Q",
                y=alt.Y("chance:Q", axis=None, scale=alt.Scale(nice=False)),
                y2=alt.Y2Datum(0),
                fillOpacity=alt.FillOpacity("fill:Q", scale=None, legend=None),
            ),
            *_expected(people_told.expected, x, (people_told.expected - low) / (high - low)),
            *_ranges(people_told, half, x),
            words([{"text": "height: how likely each number is"}], x_at(-SIDE), y_at(-34)),
        ],
        title,
        HEIGHT,
        left=SIDE,
        right=SIDE,
        top=44,
        bottom=AXIS + 2 * RANGE,
    )
    return Drawing(chart, title, _description(people_told), _table(distribution))


def _fill(one: Bin, told: Estimate) -> float:
    if told.low_80 <= one.high and one.low <= told.high_80:
        return 1.0
    return 0.4 if told.low_95 <= one.high and one.low <= told.high_95 else 0.0


def _expected(expected: float, x: alt.X, part: float) -> list[alt.Chart]:
    """Return the rule at the expected number and its name; ``part`` is its place from 0 to 1."""
    said = f"expected: {about(expected)}"
    half = text_width(said) / 2
    middle = min(max(part * PLOT, half - SIDE), PLOT + SIDE - half)
    rule = values([{"from": expected}]).mark_rule(color=INK, strokeWidth=2)
    return [
        rule.encode(x=x, y=y_at(-4), y2=y2_at(HEIGHT)),
        words([{"text": said}], x_at(middle), y_at(-14), align="center"),
    ]


def _ranges(told: Estimate, half: float, x: alt.X) -> list[alt.Chart]:
    """Return each range as a line below the axis, and in figures below that."""
    ranges = ((80, told.low_80, told.high_80, 5), (95, told.low_95, told.high_95, 2))
    lines: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    for place, (chance, low, high, thick) in enumerate(ranges):
        at = HEIGHT + AXIS + place * RANGE
        lines.append({"from": low - half, "to": high + half, "y": at, "thick": thick})
        text = f"{chance}% range: {about(low)} to {about(high)} people"
        said.append({"y": at + LINE / 2 + 5, "text": text})
    y = down("y")
    drawn = values(lines).mark_rule(color=ACCENT)
    return [
        drawn.encode(x=x, x2="to:Q", y=y, size=alt.Size("thick:Q", scale=None, legend=None)),
        words(said, x_at(PLOT / 2), y, align="center"),
    ]


def _title(told: Estimate) -> str:
    return (
        f"About {about(told.expected)} people may hear of a bad experience, "
        f"probably {about(told.low_80)} to {about(told.high_80)}"
    )


def _description(told: Estimate) -> str:
    return (
        "Bars for how likely each number of people is who hear of a bad experience. "
        f"Expected are {about(told.expected)}. In 80 of 100 such periods it would be "
        f"{about(told.low_80)} to {about(told.high_80)}, in 95 of 100 {about(told.low_95)} to "
        f"{about(told.high_95)}."
    )


def _table(distribution: Sequence[Bin]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "People": [
                about(one.low) if one.low == one.high else f"{about(one.low)} to {about(one.high)}"
                for one in distribution
            ],
            "Probability": [f"{one.probability:.1%}" for one in distribution],
        }
    )
