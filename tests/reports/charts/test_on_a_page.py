from itertools import combinations
from xml.etree import ElementTree

import altair as alt
import pytest
import vl_convert
from reports.charts.boxes import text_boxes
from reports.charts.samples import DRAWN, arcs, themes

from analyzer.reports.charts import Drawing, arc_slope, svg, theme_pareto
from analyzer.reports.charts.sheet import ACCENT, SIGNAL

VERSION = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
PAPERS = ["#ffffff", "#141817"]


def drawing(name: str) -> Drawing:
    drawn = DRAWN[name]()
    assert drawn is not None
    return drawn


def test_vl_convert_has_the_vega_lite_of_altair() -> None:
    assert VERSION in vl_convert.get_vegalite_versions()


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_is_labelled_themed_stable_and_asks_for_nothing(name: str) -> None:
    drawn = drawing(name)
    written = svg(drawn, "one")
    assert written == svg(drawing(name), "one")
    root = ElementTree.fromstring(written)
    assert root.get("role") == "img"
    labels = {child.get("id"): child.text for child in root if child.tag in {"title", "desc"}}
    assert labels == {"one-title": drawn.title, "one-description": drawn.description}
    assert root.get("aria-labelledby") == "one-title one-description"
    assert "currentColor" in written
    assert "white" not in written
    assert "http" not in written
    assert "font-family" not in written


@pytest.mark.parametrize("name", DRAWN)
def test_the_title_is_a_sentence_and_the_table_has_words_alone(name: str) -> None:
    drawn = drawing(name)
    assert drawn.title[0].isupper() or not drawn.title[0].isalpha()
    assert not drawn.title.endswith(".")
    assert drawn.description.endswith(".")
    assert len(drawn.table)
    assert all(isinstance(cell, str) for row in drawn.table.to_numpy() for cell in row)
    assert "nan" not in drawn.title + drawn.description + drawn.table.to_string()


@pytest.mark.parametrize("name", DRAWN)
def test_no_text_is_cut(name: str) -> None:
    root = ElementTree.fromstring(svg(drawing(name), "one"))
    left, top, wide, high = map(float, root.get("viewBox", "").split())
    boxes = text_boxes(root, width=0.62, height=1.2)
    assert boxes
    cut = [
        box.text
        for box in boxes
        if box.left < left or box.top < top or box.right > left + wide or box.bottom > top + high
    ]
    assert not cut


@pytest.mark.parametrize("name", DRAWN)
def test_no_text_lies_on_another(name: str) -> None:
    root = ElementTree.fromstring(svg(drawing(name), "one"))
    pairs = combinations(text_boxes(root, width=0.56, height=1.0), 2)
    assert not [(one.text, other.text) for one, other in pairs if one.overlaps(other)]


@pytest.mark.parametrize("name", DRAWN)
def test_text_is_large_enough_on_a_phone(name: str) -> None:
    root = ElementTree.fromstring(svg(drawing(name), "one"))
    assert float(root.get("viewBox", "").split()[2]) == 400
    sizes = {text.get("font-size") for text in root.iter("text")}
    assert sizes == {"13px"}


@pytest.mark.parametrize("name", DRAWN)
def test_a_notebook_shows_the_title(name: str) -> None:
    drawn = drawing(name)
    specification = drawn.chart.to_dict()
    assert " ".join(specification["title"]["text"]) == drawn.title
    shown = ElementTree.fromstring(vl_convert.vegalite_to_svg(specification, vl_version=VERSION))
    for element in shown.iter():
        element.tag = element.tag.split("}")[1]
    boxes = text_boxes(shown, width=0.6, height=1.0)
    title = [box for box in boxes if box.text in specification["title"]["text"]]
    assert len(title) == len(specification["title"]["text"])
    assert all(box.left >= -0.5 and box.top >= -0.5 for box in title)
    below = [box for box in boxes if box not in title]
    assert not [box.text for box in below for one in title if box.overlaps(one)]


@pytest.mark.parametrize("colour", [ACCENT, SIGNAL])
@pytest.mark.parametrize("paper", PAPERS)
def test_colours_stand_out_on_light_and_dark_paper(colour: str, paper: str) -> None:
    light, dark = sorted([_luminance(colour), _luminance(paper)], reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_every_id_carries_the_name_of_the_chart() -> None:
    root = ElementTree.fromstring(svg(drawing("12 months"), "months"))
    ids = [node.get("id", "") for node in root.iter() if "id" in node.attrib]
    assert ids
    assert all(one.startswith("months-") for one in ids)
    used = [value for node in root.iter() for value in node.attrib.values() if "url(#" in value]
    assert {one.split("#")[1].removesuffix(")") for one in used} <= set(ids)


def test_text_of_the_data_stays_text() -> None:
    written = svg(theme_pareto.draw(themes([3, 1], ["<b>wait</b>", "access"])), "themes")
    assert "&lt;b&gt;wait" in written
    assert ElementTree.fromstring(written).find(".//b") is None


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\uffff"])
def test_characters_that_no_svg_can_hold_are_left_out(character: str) -> None:
    drawn = arc_slope.draw(arcs([f"pho{character}ne", "portal"]), "channel")
    assert drawn is not None
    assert ">Phone (40)<" in svg(drawn, "arcs")


def _luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb" as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
