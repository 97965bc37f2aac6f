from math import nan

import pytest
from reports.charts.samples import arcs

from analyzer.reports.charts import Drawing, arc_slope, svg
from analyzer.reports.charts.sheet import SIGNAL


def drawn(groups: list[str | None], rise: float = 1.0) -> Drawing:
    drawing = arc_slope.draw(arcs(groups, rise), "channel")
    assert drawing is not None
    return drawing


def test_the_title_counts_the_groups_that_felt_better() -> None:
    said = "People felt better at the end than at the start in"
    assert drawn(["phone", "portal"]).title == f"{said} all 2 channels"
    mixed = arcs(["phone", "portal"])
    mixed.loc[1, "mean_end"] = -2.0
    drawing = arc_slope.draw(mixed, "channel")
    assert drawing is not None
    assert drawing.title == f"{said} 1 of 2 channels"
    none = said.replace("better", "no better")
    assert drawn(["phone", "portal"], -0.2).title == f"{none} all 2 channels"


@pytest.mark.parametrize(("rise", "felt"), [(1.0, "better"), (0.0, "no better")])
def test_the_title_of_one_group_says_from_where_to_where(rise: float, felt: str) -> None:
    moved = "from −1.5 to −0.5" if rise else "from −1.5 to −1.5"
    said = f"eople felt {felt} at the end than at the start, {moved} on average"
    assert drawn(["phone"], rise).title == f"Phone: p{said}"
    alone = arc_slope.draw(arcs(["phone"], rise).drop(columns="channel"))
    assert alone is not None
    assert alone.title == f"P{said}"


def test_a_group_without_means_is_said_to_have_too_few() -> None:
    frame = arcs(["phone", "portal"])
    frame.loc[1, ["mean_start", "mean_end", "mean_change"]] = nan
    drawing = arc_slope.draw(frame, "channel")
    assert drawing is not None
    assert "Portal" not in svg(drawing, "one")
    assert drawing.table.iloc[1].to_list() == ["Portal", "40", "too few", "too few", "too few"]


def test_nothing_is_drawn_without_a_mean() -> None:
    frame = arcs(["phone"]).assign(mean_start=nan, mean_end=nan)
    assert arc_slope.draw(frame, "channel") is None
    assert arc_slope.draw(frame.head(0), "channel") is None


def test_a_fall_is_broken_and_of_another_colour() -> None:
    rise, fall = svg(drawn(["phone"]), "one"), svg(drawn(["phone"], -0.2), "one")
    assert SIGNAL not in rise
    assert SIGNAL in fall
    assert 'stroke-dasharray="5,3"' in fall
    assert "felt worse" in fall


def test_what_is_not_given_is_said_to_be_so() -> None:
    assert "Not given (40)" in svg(drawn([None, "sms"]), "one")
