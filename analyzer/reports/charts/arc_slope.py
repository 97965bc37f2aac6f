"""How people felt when contacts began and when they ended, a line a group."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from analyzer.codebook import words as in_words
from analyzer.reports.charts.drawing import Drawing
from analyzer.reports.charts.legend import legend
from analyzer.reports.charts.marks import Symbol, symbols, values, words
from analyzer.reports.charts.places import across, x2_at, x_at, y_at
from analyzer.reports.charts.sheet import ACCENT, CLEAR, INK, SIGNAL, WIDTH, sheet
from analyzer.reports.charts.spacing import apart
from analyzer.reports.charts.text import LINE, text_width, wrapped
from analyzer.reports.formatting import about, feeling, heading

FEELINGS = {2: "very happy", 1: "happy", 0: "neutral", -1: "unhappy", -2: "very unhappy"}
LEFT = text_width("very unhappy") + 14
LEAST = 84
"""Pixels between the start and the end of a slope, at least."""

GAP = 22
"""Pixels between the end of a slope and its label."""

EDGE = 16
"""Right of the longest label, in pixels."""

HEIGHT = 200
SPACE = 3
"""Between two labels, in pixels."""

AXIS = LINE + 22
"""Below the plot for the words start and end, in pixels."""

SAID = "how people felt on average (number of notes)"

WHOLE = [1, 0]
BROKEN = [5, 3]
MEANINGS = {True: "felt worse", False: "felt no worse"}


def draw(arcs: pd.DataFrame, by: str | None = None) -> Drawing | None:
    """Return the slopes of ``arc.arcs``, or None where no group has enough notes for a mean.

    ``by`` names the one column that groups (None: all contacts are one group). Values are from -2,
    very unhappy, to 2, very happy.
    """
    if arcs.empty:
        return None
    names = (
        ["All contacts"] * len(arcs) if by is None else [heading(_text(one)) for one in arcs[by]]
    )
    arcs = arcs.assign(group=names)
    shown = arcs[arcs["mean_start"].notna() & arcs["mean_end"].notna()]
    if shown.empty:
        return None
    room = WIDTH - LEFT - GAP - LEAST - EDGE
    said = [
        wrapped(f"{one} ({about(n)})", room)
        for one, n in zip(shown["group"], shown["n"], strict=True)
    ]
    right = GAP + max(text_width(line) for lines in said for line in lines) + EDGE
    lines_high = [len(lines) for lines in said]
    height = float(max(HEIGHT, LINE * sum(lines_high) + SPACE * len(said)))
    line, space = 4 * LINE / height, 4 * SPACE / height  # in feelings, as all that is upwards
    ends = shown["mean_end"].tolist()
    places = apart(ends, [line * high + space for high in lines_high], -2 - line / 2, 2 + line / 2)
    rows: list[dict[str, Any]] = [
        {
            "start": start,
            "end": end,
            "label": place,
            "first": place + (len(lines) - 1) * line / 2,
            "text": "\n".join(lines),
            "worse": end < start,
        }
        for start, end, place, lines in zip(
            shown["mean_start"].tolist(), ends, places, said, strict=True
        )
    ]
    looks = {row["worse"] for row in rows}
    entries = [(_stroke(one), MEANINGS[one]) for one in (True, False) if one in looks]
    below, deep = legend(entries if True in looks else [], LEFT, height + AXIS)
    title = _title(shown, by)
    chart = sheet(
        [*_slopes(rows, WIDTH - LEFT - right, height), *below],
        title,
        height,
        left=LEFT,
        right=right,
        top=2 * LINE + 2,
        bottom=AXIS + deep,
    )
    return Drawing(chart, title, _description(shown), _table(arcs, by))


def _slopes(rows: Sequence[dict[str, Any]], plot: float, height: float) -> list[alt.Chart]:
    """Return the layers of the slopes; a fall is broken as well as of another colour."""
    names = {str(value): name for value, name in FEELINGS.items()}
    y = alt.Y(
        "start:Q",
        scale=alt.Scale(domain=[-2, 2], nice=False),
        axis=alt.Axis(
            values=list(FEELINGS), labelExpr=f"{names}[datum.value]", labelPadding=10, title=None
        ),
    )
    x = across("x")
    drawn = [
        {
            "start": row["start"],
            "end": row["end"],
            "colour": SIGNAL if row["worse"] else ACCENT,
            "dash": BROKEN if row["worse"] else WHOLE,
        }
        for row in rows
    ]
    slopes = (
        values(drawn)
        .mark_rule(strokeWidth=2)
        .encode(
            x=x_at(0),
            x2=x2_at(plot),
            y=y,
            y2="end:Q",
            stroke=alt.Stroke("colour:N", scale=None, legend=None),
            strokeDash=alt.StrokeDash("dash:N", scale=None, legend=None),
        )
    )
    leaders = (
        values([{"start": row["end"], "end": row["label"]} for row in rows])
        .mark_rule(color=INK, opacity=0.6)
        .encode(x=x_at(plot + 7), x2=x2_at(plot + GAP - 4), y=y, y2="end:Q")
    )
    dots = [
        {"start": row[at], "x": place, "symbol": Symbol("circle", fill or colour, colour, 50)}
        for row, colour in zip(rows, (row["colour"] for row in drawn), strict=True)
        for at, place, fill in (("start", 0, CLEAR), ("end", plot, None))
    ]
    labels = [{"start": row["first"], "text": row["text"]} for row in rows]
    feet = [{"x": 0, "text": "start"}, {"x": plot, "text": "end"}]
    return [
        slopes,
        leaders,
        symbols(dots, x, y),
        words(labels, x_at(plot + GAP), y),
        words([{"text": SAID}], x_at(-LEFT), y_at(-LINE - 6)),
        words(feet, x, y_at(height + LINE / 2 + 12), align="center"),
    ]


def _stroke(worse: bool) -> Symbol:
    """Return the symbol of a slope in the legend."""
    if worse:
        return Symbol("M-1,0H-.5M-.2,0H.3M.6,0H1", stroke=SIGNAL, size=220)
    return Symbol("M-1,0H1", stroke=ACCENT, size=220)


def _text(name: Any) -> str | None:
    return None if pd.isna(name) else str(name)


def _title(shown: pd.DataFrame, by: str | None) -> str:
    better = int((shown["mean_end"] > shown["mean_start"]).sum())
    if by is None or len(shown) == 1:
        row = shown.iloc[0]
        moved = f"from {feeling(row['mean_start'])} to {feeling(row['mean_end'])}"
        felt = "better" if better else "no better"
        who = "People" if by is None else f"{row['group']}: people"
        return f"{who} felt {felt} at the end than at the start, {moved} on average"
    groups = f"{len(shown)} {in_words(by)}s"
    if not better:
        return f"People felt no better at the end than at the start in all {groups}"
    part = "all" if better == len(shown) else f"{better} of"
    return f"People felt better at the end than at the start in {part} {groups}"


def _description(shown: pd.DataFrame) -> str:
    said = [
        "A line for each group from how people felt on average when contacts began to how they "
        "felt when these ended, between −2 (very unhappy) and 2 (very happy)."
    ]
    said += [
        f"{row['group']}: from {feeling(row['mean_start'])} to {feeling(row['mean_end'])}."
        for row in shown.to_dict("records")
    ]
    return " ".join(said)


def _table(arcs: pd.DataFrame, by: str | None) -> pd.DataFrame:
    name = "Contacts" if by is None else heading(by)
    table = pd.DataFrame({name: arcs["group"].to_list()})
    table["Notes with a concern"] = [about(n) for n in arcs["n"]]
    columns = {"mean_start": "At the start", "mean_end": "At the end", "mean_change": "Change"}
    for column, said in columns.items():
        table[said] = ["too few" if pd.isna(one) else feeling(one) for one in arcs[column]]
    return table
