"""A drawing as SVG to stand inside an HTML page."""

import re
from typing import Any
from xml.etree import ElementTree

import altair as alt
import vl_convert

from analyzer.reports.charts.drawing import Drawing
from analyzer.reports.charts.sheet import INK

_SVG = "http://www.w3.org/2000/svg"
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ID = re.compile(r"(?<=url\(#)[^)]+")


def svg(drawing: Drawing, name: str) -> str:
    """Return a drawing as an SVG element.

    It carries role="img", the title and the description for those who hear the page, takes the
    page's font, and the page's colour where the chart has ``INK``, and asks for nothing from
    outside. The title is not drawn: the page says it. ``name`` makes its ids unlike those of the
    page's other charts; the same drawing always gives the same text.
    """
    written = vl_convert.vegalite_to_svg(
        _for_a_page(drawing.chart.to_dict(validate=False)),
        vl_version=_vega_lite_version(),
        allowed_base_urls=[],
    )
    root = ElementTree.fromstring(written)
    # Vega counts its ids through a whole run, so they are counted again within the chart.
    found = [node.get("id") for node in root.iter() if "id" in node.attrib]
    ids = {old: f"{name}-{place}" for place, old in enumerate(found)}
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
        element.attrib.pop("class", None)
        element.attrib.pop("font-family", None)
        for key, value in list(element.attrib.items()):
            if key == "role" or key.startswith("aria-"):
                del element.attrib[key]  # the whole is one picture
            elif key == "id":
                element.set(key, ids[value])
            elif key in ("fill", "stroke") and value.lower() == INK:
                element.set(key, "currentColor")
            elif "url(#" in value:
                element.set(key, _ID.sub(lambda old: ids[old.group()], value))
    root.attrib.pop("version", None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-description")
    spoken = (("title", "title", drawing.title), ("desc", "description", drawing.description))
    for position, (tag, part, words) in enumerate(spoken):
        element = ElementTree.Element(tag, {"id": f"{name}-{part}"})
        element.text = _NOT_XML.sub("", words)
        root.insert(position, element)
    return ElementTree.tostring(root, encoding="unicode")


def _for_a_page(specification: dict[str, Any]) -> dict[str, Any]:
    """Return a specification as a page needs it: without its title, and with what XML can hold."""
    specification.pop("title")
    specification["padding"]["top"] = specification.pop("usermeta")["top_without_title"]
    specification["config"]["aria"] = False
    held: dict[str, Any] = _drawable(specification)
    return held


def _drawable(part: Any) -> Any:
    """Return a part of a specification without characters that XML forbids.

    The converter ends the whole process where it meets one.
    """
    if isinstance(part, dict):
        return {key: _drawable(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_drawable(value) for value in part]
    return _NOT_XML.sub("", part) if isinstance(part, str) else part


def _vega_lite_version() -> str:
    """Return Altair's Vega-Lite version as vl-convert writes it: "v6.4.1" is "6.4"."""
    return ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
