from datetime import date
from math import nan
from xml.etree import ElementTree

import pytest
from reports.charts.samples import months

from analyzer.reports.charts import Drawing, p_chart, svg
from analyzer.reports.charts.sheet import ACCENT, SIGNAL

CALM = [0.5, 0.52, 0.48, 0.51, 0.49, 0.5]


def drawn(shares: list[float], *changes: date) -> Drawing:
    drawing = p_chart.draw(months(shares, changes=changes), "Empathy documented")
    assert drawing is not None
    return drawing


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        (CALM, "50% on average, no month stands out"),
        ([*CALM, 0.9], "56% on average, May 2025 stands out"),
        ([0.3] * 8 + [0.7] * 8, "50% on average, 16 months stand out"),
    ],
)
def test_the_title_says_which_month_stands_out(shares: list[float], said: str) -> None:
    assert drawn(shares).title == f"Empathy documented: {said}"


def test_nothing_is_drawn_where_no_month_has_enough() -> None:
    assert p_chart.draw(months([nan, nan]), "Empathy documented") is None


def test_the_line_breaks_at_a_month_with_too_few() -> None:
    whole, broken = (svg(drawn(shares), "one") for shares in (CALM, [*CALM[:3], nan, *CALM[3:]]))
    assert _lines(broken, ACCENT) == _lines(whole, ACCENT) + 1


def test_a_month_with_too_few_is_said_in_the_table() -> None:
    row = drawn([*CALM, nan]).table.iloc[-1]
    assert row.to_list() == ["May 2025", "5", "too few", "", "", ""]


def test_a_signal_has_its_shape_and_its_meaning() -> None:
    calm, outside = svg(drawn([0.5] * 11), "one"), svg(drawn([0.5] * 11 + [0.9]), "one")
    assert SIGNAL not in calm
    assert SIGNAL in outside
    assert "outside the 99.8% limits" in outside


def test_a_change_of_model_has_a_rule_and_is_told() -> None:
    said = "another model reads the notes"
    plain, changed = drawn(CALM), drawn(CALM, date(2025, 1, 1))
    assert said not in svg(plain, "one")
    assert said in svg(changed, "one")
    assert f"From January 2025 on {said}" in changed.description
    assert changed.table["Remarks"].tolist()[2] == "another model began to read"


@pytest.mark.parametrize("count", [1, 3, 12, 24, 60, 240])
def test_months_are_named_with_their_years(count: int) -> None:
    texts = [
        "".join(one.itertext())
        for one in ElementTree.fromstring(svg(drawn([0.5] * count), "one")).iter("text")
    ]
    assert "Nov2024" in texts
    years = [text[-4:] for text in texts if text[-4:].isdigit()]
    assert years == sorted(set(years))


def _lines(written: str, colour: str) -> int:
    paths = ElementTree.fromstring(written).iter("path")
    return sum(
        path.get("stroke") == colour and path.get("fill") is None and "L" in path.get("d", "")
        for path in paths
    )
