"""How people felt when contacts began and when they ended, a line a group."""

from collections.abc import Sequence
from enum import StrEnum
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


class Felt(StrEnum):
    """How people felt in the end, as far as the interval of the mean change tells."""

    BETTER = "better"
    SAME = "about the same"
    WORSE = "worse"


THAN = {Felt.BETTER: "than", Felt.SAME: "as", Felt.WORSE: "than"}

STROKES = {
    Felt.BETTER: (ACCENT, [1, 0], "M-1,0H1"),
    Felt.SAME: (ACCENT, [1.5, 3], "M-1,0H-.8M-.4,0H-.2M.2,0H.4M.8,0H1"),
    Felt.WORSE: (SIGNAL, [5, 3], "M-1,0H-.5M-.2,0H.3M.6,0H1"),
}
"""Colour and dashes of a slope, and the path that stands for it in the legend."""


def draw(arcs: pd.DataFrame, by: str | None = None) -> Drawing | None:
    """Return the slopes of ``arc.arcs``, or None where no group has enough notes for a mean.

    ``by`` names the one column that groups (None: all contacts are one group). Values are from -2,
    very unhappy, to 2, very happy. People felt better or worse in the end only where the interval
    of the mean change leaves out 0.
    """
    arcs = _named(arcs, by)
    shown = arcs[arcs["mean_start"].notna()]
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
            "felt": felt,
        }
        for start, end, place, lines, felt in zip(
            shown["mean_start"].tolist(), ends, places, said, shown["felt"], strict=True
        )
    ]
    looks = [one for one in Felt if one in set(shown["felt"])]
    entries = [(_stroke(one), f"felt {one}") for one in looks]
    below, deep = legend([] if looks == [Felt.BETTER] else entries, LEFT, height + AXIS)
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


def finding(arcs: pd.DataFrame, by: str | None = None) -> str | None:
    """Return the title of what ``draw`` draws, without drawing it."""
    named = _named(arcs, by)
    shown = named[named["mean_start"].notna()]
    return None if shown.empty else _title(shown, by)


def _named(arcs: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """Return arcs with the name of each group, and how people felt in the end."""
    if arcs.empty:
        return pd.DataFrame(columns=["mean_start"])
    names = (
        ["All contacts"] * len(arcs) if by is None else [heading(_text(one)) for one in arcs[by]]
    )
    return arcs.assign(group=names, felt=_felt(arcs))


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
            "colour": colour,
            "dash": dash,
        }
        for row in rows
        for colour, dash, _ in [STROKES[row["felt"]]]
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


def _felt(arcs: pd.DataFrame) -> list[Felt]:
    """Return how people felt in the end, a group each; without an interval the same."""
    ends = arcs[["change_low", "change_high"]].astype(float)
    return [
        Felt.BETTER if low > 0 else Felt.WORSE if high < 0 else Felt.SAME
        for low, high in ends.itertuples(index=False)
    ]


def _stroke(felt: Felt) -> Symbol:
    """Return the symbol of a slope in the legend."""
    colour, _, path = STROKES[felt]
    return Symbol(path, stroke=colour, size=220)


def _text(name: Any) -> str | None:
    return None if pd.isna(name) else str(name)


def _title(shown: pd.DataFrame, by: str | None) -> str:
    counts = shown["felt"].value_counts()
    (felt, first), *others = [(one, int(counts[one])) for one in Felt if one in counts.index]
    said = f"felt {felt} at the end {THAN[felt]} at the start"
    if by is None or len(shown) == 1:
        row = shown.iloc[0]
        moved = f"from {feeling(row['mean_start'])} to {feeling(row['mean_end'])}"
        who = "People" if by is None else f"{row['group']}: people"
        return f"{who} {said}, {moved} on average"
    part = "all" if not others else f"{first} of"
    also = "".join(f", {other} in {count}" for other, count in others)
    return f"People {said} in {part} {len(shown)} {in_words(by)}s{also}"


def _description(shown: pd.DataFrame) -> str:
    said = [
        "A line for each group from how people felt on average when contacts began to how they "
        "felt when these ended, between −2 (very unhappy) and 2 (very happy)."
    ]
    said += [
        f"{row['group']}: from {feeling(row['mean_start'])} to {feeling(row['mean_end'])}, "
        f"{row['felt']}."
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
    table["Interval of the change"] = [
        "too few" if pd.isna(low) else f"{feeling(low)} to {feeling(high)}"
        for low, high in zip(arcs["change_low"], arcs["change_high"], strict=True)
    ]
    return table
