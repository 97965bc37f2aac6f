"""A person's page never takes more than two sheets, whoever the person."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from browser.opening import opened
from full_pages import LONG, LONG_NUMBER, fullest, somebody
from playwright.sync_api import Browser
from pypdf import PdfReader

from analyzer.reports.figures import StaffFigures
from analyzer.reports.pages.staff import staff_page
from analyzer.settings import Settings


@pytest.fixture(scope="module")
def figures() -> StaffFigures:
    return somebody(Settings())


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("left_out", ["nothing", "check_in", "for_manager", "together"])
@pytest.mark.parametrize(
    ("words", "number"),
    [(LONG, LONG_NUMBER), ("told her by when we would ring and wrote it down for us", "N0145")],
)
def test_two_sheets_hold_the_fullest_page(
    browser: Browser,
    figures: StaffFigures,
    tmp_path: Path,
    words: str,
    number: str,
    left_out: str,
    paper: str,
) -> None:
    full = fullest(figures, words, number)
    if left_out != "nothing":
        empty = () if left_out == "together" else None
        full = replace(full, report=replace(full.report, **{left_out: empty}))
    path = tmp_path / "page.html"
    path.write_text(staff_page(full, Settings()), encoding="utf-8")
    with opened(browser, path) as page:
        printed = PdfReader(io.BytesIO(page.pdf(format=paper))).pages
    assert len(printed) <= 2
    last = printed[-1].extract_text().replace("\n", " ")
    assert "handle this page as you would the notes" in last


def test_a_long_quote_is_whole_on_the_screen(
    browser: Browser, figures: StaffFigures, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    path.write_text(staff_page(fullest(figures), Settings()), encoding="utf-8")
    with opened(browser, path) as page:
        quote = page.locator("blockquote p").first
        assert quote.inner_text().endswith(LONG.split()[-1])
        whole = "element => element.scrollHeight <= element.clientHeight + 1"
        assert quote.evaluate(whole)
        page.emulate_media(media="print")
        assert not quote.evaluate(whole)
