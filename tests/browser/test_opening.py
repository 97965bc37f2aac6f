from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from browser.opening import LOOKS, a_staff_page, opened
from invented_clinic import clinic
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from analyzer.reports import write_reports
from analyzer.reports.basis import basis_of
from analyzer.settings import Settings

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</title></style></textarea></script><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>link</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
]


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_opens_from_a_folder_and_asks_for_nothing(
    browser: Browser, samples: Path, look: str
) -> None:
    pages = sorted(samples.rglob("*.html"))
    assert len(pages) > 3
    for path in pages:
        with opened(browser, path, **LOOKS[look]) as page:
            assert page.locator("h1").is_visible()
            assert page.locator("script").count() == (path.name == "index.html")


def test_links_lead_from_page_to_page(browser: Browser, samples: Path) -> None:
    page = browser.new_page()
    page.goto((samples / "morning.html").as_uri())
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("link", name="Word of mouth").click()
    assert page.url.endswith("index.html#word-of-mouth")
    page.locator(".staff a").first.click()
    page.get_by_role("link", name="Overview").click()
    assert page.url.endswith("index.html")
    page.close()


def test_no_text_of_notes_runs(browser: Browser, tmp_path: Path) -> None:
    payload = " ".join(PAYLOADS)
    hostile = clinic(text=lambda words: f"{words} {payload}")
    write_reports(basis_of(hostile, Settings(), date(2026, 3, 31)), tmp_path, Settings())
    pages = sorted(tmp_path.rglob("*.html"))
    assert len(pages) == 5
    for path in pages:
        with opened(browser, path) as page:
            assert payload in page.locator("body").inner_text()
            assert page.locator("img, iframe, [onload], [onerror]").count() == 0
            assert page.locator("a[href^=javascript]").count() == 0


def test_the_policy_of_a_page_stops_what_would_run(browser: Browser, samples: Path) -> None:
    """What escaping should make impossible would not run either."""
    page = browser.new_page()
    page.goto((samples / "index.html").as_uri())
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "document.title = 'ran'";
          document.body.append(script);
          document.body.insertAdjacentHTML("beforeend", "<p onclick='document.title = 1'>x</p>");
          document.body.lastElementChild.click();
        }"""
    )
    assert page.title().startswith("Interaction notes")
    assert len([text for text in said if "Content Security Policy" in text]) == 2
    page.close()


def sheets(page: Page, size: str) -> int:
    return len(PdfReader(BytesIO(page.pdf(format=size, prefer_css_page_size=True))).pages)


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_paper(browser: Browser, samples: Path, size: str) -> None:
    with opened(browser, a_staff_page(samples)) as page:
        assert sheets(page, size) <= 2
    with opened(browser, samples / "morning.html") as page:
        assert sheets(page, size) == 1
    with opened(browser, samples / "index.html") as page:
        assert sheets(page, size) <= OVERVIEW_SHEETS


OVERVIEW_SHEETS = 7
"""Sheets of paper that the overview of a few people takes."""
