from math import nan

import pandas as pd
import pytest
from reports.charts.samples import arcs

from analyzer.reports.charts import Drawing, arc_slope, svg
from analyzer.reports.charts.sheet import SIGNAL


def drawn(groups: list[str | None], rise: float = 1.0, half: float = 0.1) -> Drawing:
    drawing = arc_slope.draw(arcs(groups, rise, half), "channel")
    assert drawing is not None
    return drawing


def test_the_title_counts_the_groups_that_felt_better() -> None:
    said = "People felt better at the end than at the start in"
    assert drawn(["phone", "portal"]).title == f"{said} all 2 channels"
    mixed = pd.concat([arcs(["phone"]), arcs(["portal"], 0.05), arcs(["email"], -0.4)])
    assert arc_slope.finding(mixed, "channel") == (
        f"{said} 1 of 3 channels, about the same in 1, worse in 1"
    )
    worse = said.replace("better", "worse")
    assert drawn(["phone", "portal"], -0.2).title == f"{worse} all 2 channels"


@pytest.mark.parametrize(
    ("rise", "felt", "end"),
    [
        (1.0, "better at the end than", "−0.5"),
        (0.0, "about the same at the end as", "−1.5"),
        (0.1, "about the same at the end as", "−1.4"),
        (-0.4, "worse at the end than", "−1.9"),
    ],
)
def test_the_title_of_one_group_says_from_where_to_where(rise: float, felt: str, end: str) -> None:
    said = f"eople felt {felt} at the start, from −1.5 to {end} on average"
    assert drawn(["phone"], rise).title == f"Phone: p{said}"
    alone = arc_slope.draw(arcs(["phone"], rise).drop(columns="channel"))
    assert alone is not None
    assert alone.title == f"P{said}"


def test_a_group_without_means_is_said_to_have_too_few() -> None:
    frame = arcs(["phone", "portal"])
    frame.loc[1, [name for name in frame if name not in ("channel", "n")]] = nan
    drawing = arc_slope.draw(frame, "channel")
    assert drawing is not None
    assert "Portal" not in svg(drawing, "one")
    assert drawing.table.iloc[1].to_list() == ["Portal", "40", *["too few"] * 4]


def test_nothing_is_drawn_without_a_mean() -> None:
    frame = arcs(["phone"]).assign(mean_start=nan, mean_end=nan)
    assert arc_slope.draw(frame, "channel") is arc_slope.finding(frame, "channel") is None
    assert arc_slope.draw(frame.head(0), "channel") is None


def test_a_fall_is_broken_and_of_another_colour() -> None:
    rise, fall = svg(drawn(["phone"]), "one"), svg(drawn(["phone"], -0.2), "one")
    assert SIGNAL not in rise
    assert SIGNAL in fall
    assert 'stroke-dasharray="5,3"' in fall
    assert "felt worse" in fall


def test_what_chance_may_explain_is_neither_a_rise_nor_a_fall() -> None:
    same = svg(drawn(["phone"], 0.3, half=0.4), "one")
    assert SIGNAL not in same
    assert 'stroke-dasharray="1.5,3"' in same
    assert "felt about the same" in same


def test_what_is_not_given_is_said_to_be_so() -> None:
    assert "Not given (40)" in svg(drawn([None, "sms"]), "one")
