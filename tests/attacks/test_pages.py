"""HTML: no element and no attribute arises from data, and a browser runs none of it."""

import base64
import hashlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from attacks.hostile import MARKUP
from browser.opening import opened
from lxml import etree, html
from playwright.sync_api import Browser

OWN = tomllib.loads((Path(__file__).parent / "own_html.toml").read_text())
LINK = re.compile(
    r"#[a-z-]+|(\.\./)?index\.html|morning\.html|(index|morning)\.json|staff/[0-9a-f]{16}\.html"
)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def pages(reports: Path) -> dict[str, html.HtmlElement]:
    found = {
        str(path.relative_to(reports)): html.document_fromstring(path.read_text("utf-8"))
        for path in sorted(reports.rglob("*.html"))
    }
    assert {"index.html", "morning.html"} < found.keys()
    assert len(found) > 20
    return found


def elements(page: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for element in page.iter():
        assert isinstance(element.tag, str), etree.tostring(element)  # no comment, no instruction
        yield element


def test_no_element_and_no_attribute_comes_of_data(pages: dict[str, html.HtmlElement]) -> None:
    for name, page in pages.items():
        for element in elements(page):
            assert element.tag in OWN["elements"], (name, element.tag)
            assert set(element.attrib) <= set(OWN["attributes"]), (name, dict(element.attrib))


def test_links_lead_to_pages_of_the_report_alone(pages: dict[str, html.HtmlElement]) -> None:
    for name, page in pages.items():
        for link in page.iter("a"):
            assert LINK.fullmatch(link.get("href")), (name, link.get("href"))


def test_ids_and_classes_are_ours(pages: dict[str, html.HtmlElement]) -> None:
    for name, page in pages.items():
        for element in elements(page):
            for attribute in ("id", "class", "aria-labelledby", "name", "role"):
                value = element.get(attribute, "")
                assert re.fullmatch(r"[a-z0-9 -]*", value), (name, attribute, value)


def test_every_script_and_style_has_its_hash_in_the_policy(
    pages: dict[str, html.HtmlElement],
) -> None:
    for name, page in pages.items():
        [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        for element in page.iter("script", "style"):
            digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
            assert f"{element.tag}-src 'sha256-{digest}'" in policy, name
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none';")


def test_what_attacks_is_shown_as_text(pages: dict[str, html.HtmlElement]) -> None:
    shown = " ".join(" ".join(page.text_content().split()) for page in pages.values())
    for attack in MARKUP:
        assert shown.count(" ".join(attack.split())) > 10, attack


def test_nothing_steers_whoever_reads_a_page(reports: Path) -> None:
    for path in reports.rglob("*.html"):
        assert not CONTROL.search(path.read_text("utf-8")), path


def test_a_browser_runs_nothing_and_asks_for_nothing(reports: Path, browser: Browser) -> None:
    for path in sorted(reports.rglob("*.html")):
        with opened(browser, path) as page:
            assert page.locator("h1").is_visible()
