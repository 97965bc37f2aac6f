import pytest
from reports.charts.samples import marks, themes

from analyzer.reports.charts import Drawing, svg, theme_pareto
from analyzer.reports.charts.sheet import ACCENT


def drawn(*counts: int) -> Drawing:
    drawing = theme_pareto.draw(themes(counts))
    assert drawing is not None
    return drawing


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ([60, 25, 10, 5], "Wait comes up most often; 2 of 4 themes make up 85% of all mentions"),
        ([90, 10], "Wait makes up 90% of all mentions"),
        ([3], "Wait is the one theme of the notes with a concern"),
        ([11, 10, 10], "Wait comes up most often; no few of the 3 themes stand out"),
    ],
)
def test_the_title_says_which_few_themes_make_up_most(counts: list[int], title: str) -> None:
    assert drawn(*counts).title == title


def test_nothing_is_drawn_without_a_theme() -> None:
    assert theme_pareto.draw([]) is None


def test_the_few_themes_that_make_up_most_have_full_bars() -> None:
    bars = marks(drawn(60, 25, 10, 5), "rect")
    assert [row["fill"] == ACCENT for row in bars] == [True, True, False, False]
    lengths = [row["end"] for row in bars]
    assert lengths == pytest.approx([lengths[0] * part / 60 for part in (60, 25, 10, 5)])


def test_counts_and_running_shares_stand_beside_the_bars() -> None:
    written = svg(drawn(60, 25, 10, 5), "one")
    assert all(f">{figure}<" in written for figure in ("60", "85%", "95%", "100%"))


def test_the_table_says_the_same() -> None:
    assert drawn(60, 40).table.iloc[1].to_list() == ["Access", "40", "2%", "100%"]
