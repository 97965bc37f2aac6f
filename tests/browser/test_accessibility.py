from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.opening import LOOKS, a_staff_page, opened
from playwright.sync_api import Browser, Page

WRONG = {"serious", "critical"}
PAGES = ["overview", "overview of many", "staff", "morning"]


@pytest.fixture(params=PAGES)
def path(request: pytest.FixtureRequest, samples: Path, large: Path) -> Path:
    return {
        "overview": samples / "index.html",
        "overview of many": large / "index.html",
        "staff": a_staff_page(samples),
        "morning": samples / "morning.html",
    }[request.param]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious(browser: Browser, path: Path, look: str) -> None:
    with opened(browser, path, **LOOKS[look]) as page:
        open_all(page)
        found = Axe().run(page)
    wrong = [one["id"] for one in found.response["violations"] if one["impact"] in WRONG]
    assert wrong == [], found.generate_report()


@pytest.mark.parametrize("look", ["phone", "zoomed"])
def test_a_narrow_window_scrolls_down_only(browser: Browser, path: Path, look: str) -> None:
    with opened(browser, path, **LOOKS[look]) as page:
        open_all(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        cut = page.eval_on_selector_all("table", CUT)
    assert wide <= LOOKS[look]["viewport"]["width"]
    assert cut == []


CUT = """tables => tables
  .filter(table => table.closest(".scroll") === null)
  .filter(table => table.scrollWidth > table.parentElement.clientWidth)
  .map(table => table.textContent)"""
"""Tables that are wider than their place and cannot be scrolled to their end."""


def test_the_keyboard_reaches_everything_and_what_it_reaches_shows_it(
    browser: Browser, large: Path
) -> None:
    with opened(browser, large / "index.html", **LOOKS["light"]) as page:
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert skip.inner_text() == "Skip to the content"
        assert skip.bounding_box()["height"] >= 24
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        wanted = page.locator("main :is(a, button, summary, input, .scroll):visible").count()
        for place in range(wanted):
            page.keyboard.press("Tab")
            assert page.evaluate(FOCUS_IS_SEEN), place
        assert page.evaluate("document.activeElement.closest('#content') !== null")


FOCUS_IS_SEEN = """() => {
  const style = getComputedStyle(document.activeElement);
  return document.activeElement !== document.body
    && style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2;
}"""


def test_targets_are_large_enough_to_hit(browser: Browser, large: Path) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 pixels, links within a sentence aside."""
    with opened(browser, large / "index.html", **LOOKS["phone"]) as page:
        small = page.eval_on_selector_all("button, input, summary, .contents a, .staff a", SMALL)
    assert small == []


SMALL = """targets => targets
  .filter(target => target.checkVisibility())
  .filter(target => target.getBoundingClientRect().height < 24)
  .map(target => target.textContent)"""


def open_all(page: Page) -> None:
    for summary in page.locator("summary").all():
        summary.click()
