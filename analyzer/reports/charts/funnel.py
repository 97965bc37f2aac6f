"""A step's documented share of every person against how much is known of each: a funnel plot."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from analyzer.insights.funnel_plot import Funnel, Place
from analyzer.reports.charts.drawing import Drawing
from analyzer.reports.charts.legend import legend
from analyzer.reports.charts.limits import HEIGHT, LEFT, RIGHT, ends, lines, share_axis, share_range
from analyzer.reports.charts.marks import Symbol, symbols, words
from analyzer.reports.charts.places import x_at, y_at
from analyzer.reports.charts.sheet import ACCENT, SIGNAL, sheet
from analyzer.reports.charts.text import LINE
from analyzer.reports.charts.wording import between, step_name
from analyzer.reports.formatting import about, percent

SYMBOLS = {
    Place.INSIDE: Symbol("circle", stroke=ACCENT, size=40),
    Place.ABOVE: Symbol("triangle-up", fill=SIGNAL, stroke=SIGNAL, size=90),
    Place.BELOW: Symbol("triangle-down", fill=SIGNAL, stroke=SIGNAL, size=90),
}
MEANINGS = {
    Place.INSIDE: "person inside the limits",
    Place.ABOVE: "above",
    Place.BELOW: "below",
}
LIMITS = {"low_998": "99.8%", "low_95": "95%", "high_95": "95%", "high_998": "99.8%"}
AXIS = 2 * LINE + 12
"""Below the plot for the axis and its title, in pixels."""


def draw(funnel: Funnel | None) -> Drawing | None:
    """Return the funnel plot of a step, or None where too few people can be drawn.

    A dot is a person, and neither picture nor table names anybody: they rank nobody. A page names
    beside them those who are worth a conversation, in either direction, and nobody else. The height
    of a dot is the share standardised for how the contacts began and how long the notes are. People
    outside the 99.8 % limits have another shape and colour.
    """
    if funnel is None:
        return None
    members, limits = funnel.members, funnel.limits
    known = members["precision"]
    # The limits are drawn where the people are; beside that they tell nothing.
    first, last = 0.9 * float(known.min()), 1.05 * float(known.max())
    curves = limits[(limits["precision"] >= first) & (limits["precision"] <= last)]
    curves = pd.concat(
        [_limits_at(limits, np.array([first])), curves, _limits_at(limits, np.array([last]))]
    )
    low, high = share_range([*curves["low_998"], *curves["high_998"], *members["standardised"]])
    y = share_axis(low, high)
    x = alt.X(
        "precision:Q",
        scale=alt.Scale(domain=[first, last], nice=False, zero=False),
        axis=alt.Axis(
            tickCount=4, grid=False, format=",d", labelFlush=False,
            title="number of notes with a concern, weighed",
        ),
    )  # fmt: skip
    rows = [
        {"precision": float(precision), "share": float(share), "limit": name, "line": column}
        for column, name in LIMITS.items()
        for precision, share in zip(curves["precision"], curves[column], strict=True)
    ]
    rows += [
        {"precision": at, "share": funnel.overall, "limit": "average", "line": "average"}
        for at in (first, last)
    ]
    dots = [
        {"precision": precision, "share": share, "symbol": SYMBOLS[Place(place)]}
        for precision, share, place in zip(
            known.tolist(), members["standardised"].tolist(), members["place"], strict=True
        )
    ]
    held = [place for place in Place if (members["place"] == place).any()]
    below, deep = legend([(SYMBOLS[one], MEANINGS[one]) for one in held], LEFT, HEIGHT + AXIS)
    levels = [(float(curves[column].iloc[-1]), name) for column, name in LIMITS.items()]
    top: list[dict[str, Any]] = [{"text": "share that documents it, made comparable"}]
    title = _title(funnel)
    chart = sheet(
        [
            lines(rows, x, y),
            symbols(dots, x, y),
            ends([*levels, (funnel.overall, "average")], low, high),
            words(top, x_at(-LEFT), y_at(-LINE - 2)),
            *below,
        ],
        title,
        HEIGHT,
        left=LEFT,
        right=RIGHT,
        top=2 * LINE,
        bottom=AXIS + deep,
    )  # fmt: skip
    return Drawing(chart, title, _description(funnel), _table(funnel))


def _limits_at(limits: pd.DataFrame, precision: "np.ndarray[Any, Any]") -> pd.DataFrame:
    """Return the limits at any precision, on the straight line between the two nearest points."""
    return pd.DataFrame(
        {
            "precision": precision,
            **{
                column: np.interp(precision, limits["precision"], limits[column])
                for column in LIMITS
            },
        }
    )


def _title(funnel: Funnel) -> str:
    outside = int((funnel.members["place"] != Place.INSIDE).sum())
    who = "nobody is" if not outside else "1 person is" if outside == 1 else f"{outside} people are"
    return (
        f"{step_name(funnel.step)} is documented in {percent(funnel.overall)} of the notes with a "
        f"concern; {who} outside the limits"
    )


def _description(funnel: Funnel) -> str:
    places = funnel.members["place"]
    counts = {place: int((places == place).sum()) for place in Place}
    return (
        f"A funnel plot of {len(places)} people. Across, how many notes with a concern each wrote; "
        "upwards, the share of them that documents the step, made comparable for how the contacts "
        "began and how long the notes are. The limits narrow like a funnel around the average of "
        f"{percent(funnel.overall)}. {counts[Place.INSIDE]} lie inside the 99.8% limits, "
        f"{counts[Place.ABOVE]} above and {counts[Place.BELOW]} below."
    )


def _table(funnel: Funnel) -> pd.DataFrame:
    """Return a row a dot, by the number of notes; without names, as the dots are."""
    members = funnel.members.sort_values(["precision", "standardised"])
    limits = _limits_at(funnel.limits, members["precision"].to_numpy(dtype=float))
    return pd.DataFrame(
        {
            "Notes, weighed": [about(one) for one in members["precision"]],
            "Share, made comparable": [percent(one) for one in members["standardised"]],
            "95% limits": list(map(between, limits["low_95"], limits["high_95"])),
            "99.8% limits": list(map(between, limits["low_998"], limits["high_998"])),
            "Place": [str(Place(place)) for place in members["place"]],
        }
    )
