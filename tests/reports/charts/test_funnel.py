from xml.etree import ElementTree

import pytest
from reports.charts.samples import a_funnel

from analyzer.insights.funnel_plot import Place
from analyzer.reports.charts import Drawing, funnel, svg
from analyzer.reports.charts.sheet import SIGNAL


def drawn(people: int, *places: Place) -> Drawing:
    drawing = funnel.draw(a_funnel(people, places))
    assert drawing is not None
    return drawing


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([], "nobody is outside the limits"),
        ([Place.ABOVE], "1 person is outside the limits"),
        ([Place.ABOVE, Place.BELOW], "2 people are outside the limits"),
    ],
)
def test_the_title_says_how_many_are_outside(places: list[Place], said: str) -> None:
    share = "Empathy is documented in 50% of the notes with a concern"
    assert drawn(9, *places).title == f"{share}; {said}"


def test_too_few_people_are_not_drawn() -> None:
    assert funnel.draw(None) is None


def test_people_have_no_name_neither_in_the_picture_nor_in_the_table() -> None:
    drawing = drawn(30, Place.BELOW)
    shown = svg(drawing, "one") + drawing.description + drawing.table.to_string()
    assert "Person" not in shown
    assert "S000" not in shown


def test_those_outside_have_a_shape_of_their_own() -> None:
    shapes: dict[str, set[str]] = {}
    for path in ElementTree.fromstring(svg(drawn(9, Place.ABOVE, Place.BELOW), "one")).iter("path"):
        if path.get("stroke") and "stroke-dasharray" not in path.attrib:
            shapes.setdefault(path.get("stroke", ""), set()).add(path.get("d", "").split(",")[0])
    assert shapes[SIGNAL]
    outlines = [path for colour, paths in shapes.items() for path in paths if colour != SIGNAL]
    assert not shapes[SIGNAL] & set(outlines)


def test_the_table_has_a_row_a_dot_with_the_limits_there() -> None:
    table = drawn(5, Place.ABOVE).table
    assert list(table["Place"]).count("above") == 1
    assert len(table) == 5
    first = table.iloc[0]
    assert first["Notes, weighed"] == "31"
    assert first["95% limits"] == "32% to 68%"


def test_the_legend_names_only_what_is_there() -> None:
    words = svg(drawn(9), "one")
    assert "person inside the limits" in words
    assert ">above<" not in words
    assert ">above<" in svg(drawn(9, Place.ABOVE), "one")
