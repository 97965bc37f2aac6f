import pytest
from reports.charts.samples import marks, told

from analyzer.insights.distributions import Estimate
from analyzer.insights.told import Bin
from analyzer.reports.charts import Drawing, people_told, svg


def drawn(bins: int = 21) -> Drawing:
    drawing = people_told.draw(*told(bins))
    assert drawing is not None
    return drawing


def test_the_title_says_the_expected_number_and_its_range() -> None:
    assert drawn().title == "About 115 people may hear of a bad experience, probably 77 to 154"


def test_nothing_is_drawn_where_only_one_number_is_possible() -> None:
    nothing = Estimate(0, 0, 0, 0, 0, 0)
    assert people_told.draw((Bin(0, 0, 1.0),), nothing) is None
    assert people_told.draw((), nothing) is None


def test_the_ranges_and_the_expected_number_stand_in_figures() -> None:
    written = svg(drawn(), "one")
    assert "80% range: 77 to 154 people" in written
    assert "95% range: 55 to 176 people" in written
    assert "expected: 115" in written


def test_bars_touch_and_are_full_within_the_range() -> None:
    rows = marks(drawn(), "rect")
    ends = [row["to"] for row in rows]
    assert [row["from"] for row in rows[1:]] == pytest.approx(ends[:-1])
    full = [row for row in rows if row["fill"] == 1]
    assert (full[0]["from"], full[-1]["to"]) == (71.5, 159.5)
    assert {row["fill"] for row in rows} == {0.0, 0.4, 1.0}


def test_the_table_has_every_bar() -> None:
    table = drawn(3).table
    assert table["People"].tolist() == ["0", "11", "22"]
    assert len(drawn(21).table) == 21
