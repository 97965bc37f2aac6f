from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest
import vl_convert

from analyzer.reports import charts

STEPS = pd.DataFrame(
    {
        "step": ["listen", "empathize"],
        "rate": [0.6, float("nan")],
        "low": [0.4, float("nan")],
        "high": [0.8, float("nan")],
    }
)
THEMES = pd.DataFrame({"theme": ["wait <b>", "access"], "count": [9, 2]})
ARCS = pd.DataFrame({"group": ["phone"], "mean_start": [-1.2], "mean_end": [0.4]})
DRAWN = [(charts.step_rates, STEPS), (charts.themes, THEMES), (charts.arcs, ARCS)]


def test_vl_convert_has_the_vega_lite_of_altair() -> None:
    version = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    assert version in vl_convert.get_vegalite_versions()


@pytest.mark.parametrize(("draw", "frame"), DRAWN)
def test_svg_is_labelled_themed_stable_and_asks_for_nothing(draw, frame: pd.DataFrame) -> None:
    drawn = charts.svg(draw(frame), "one", "Title & more", "What it shows")
    assert drawn == charts.svg(draw(frame), "one", "Title & more", "What it shows")
    root = ElementTree.fromstring(drawn)
    assert root.get("role") == "img"
    labels = {child.get("id"): child.text for child in root if child.tag in {"title", "desc"}}
    assert labels == {"one-title": "Title & more", "one-description": "What it shows"}
    assert root.get("aria-labelledby") == "one-title one-description"
    assert "currentColor" in drawn
    assert charts.ACCENT in drawn
    assert "white" not in drawn
    assert "http" not in drawn


def test_every_id_carries_the_name_of_the_chart() -> None:
    root = ElementTree.fromstring(charts.svg(charts.themes(THEMES), "themes", "t", "d"))
    ids = [node.get("id") for node in root.iter() if "id" in node.attrib]
    assert all(one.startswith("themes-") for one in ids)
    clips = [node.get("clip-path") for node in root.iter() if "clip-path" in node.attrib]
    assert clips
    assert {clip.removeprefix("url(#").removesuffix(")") for clip in clips} <= set(ids)


def test_a_step_without_a_rate_has_no_mark() -> None:
    drawn = charts.svg(charts.step_rates(STEPS), "steps", "t", "d")
    assert ">listen<" in drawn
    assert ">empathize<" not in drawn


def test_text_of_the_data_stays_text() -> None:
    drawn = charts.svg(charts.themes(THEMES), "themes", "t", "d")
    assert "wait &lt;b&gt;" in drawn
    assert ElementTree.fromstring(drawn).find(".//b") is None


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\uffff"])
def test_characters_that_no_svg_can_hold_are_left_out(character: str) -> None:
    frame = THEMES.assign(theme=[f"wa{character}it", "access"])
    assert ">wait<" in charts.svg(charts.themes(frame), "themes", "t", "d")
