import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.opening import LOOKS, opened
from playwright.sync_api import Browser, Locator, Page, expect


@pytest.fixture
def page(browser: Browser, large: Path) -> Iterator[Page]:
    with opened(browser, large / "index.html", **LOOKS["light"]) as page:
        yield page


@pytest.fixture
def estimates(page: Page) -> Locator:
    return page.get_by_role("table", name="Unhappy cases, people told and cases turned round")


def rows(table: Locator, body: int) -> list[str]:
    """Return the names of the rows of one body of a table that can be seen, in their order."""
    return table.locator("tbody").nth(body).locator("th[scope=row]:visible").all_inner_texts()


def figures(table: Locator, body: int, column: int) -> list[float]:
    """Return the figures before the intervals in a column of one body."""
    cells = table.locator("tbody").nth(body).locator(f"td:nth-child({column})").all_inner_texts()
    return [float(re.match(r"[\d,.]+", cell).group().replace(",", "")) for cell in cells]


def test_a_click_sorts_each_group_of_rows_by_the_figure_and_a_second_turns_it(
    estimates: Locator,
) -> None:
    header = estimates.get_by_role("columnheader", name="Cases", exact=True)
    button = header.get_by_role("button")
    before = rows(estimates, 2)
    assert len(before) > 2
    button.click()
    expect(header).to_have_attribute("aria-sort", "descending")
    falling = figures(estimates, 2, 2)
    assert falling == sorted(falling, reverse=True)
    assert len(set(falling)) > 1
    button.click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    rising = figures(estimates, 2, 2)
    assert rising == sorted(rising)
    assert sorted(rows(estimates, 2)) == sorted(before)
    heads = estimates.locator("tbody tr:first-child th[scope=rowgroup]").all_inner_texts()
    assert heads == ["By location", "By channel", "By theme", "By month"]


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_keyboard_sorts_and_the_screen_reader_is_told(
    page: Page, estimates: Locator, key: str
) -> None:
    header = estimates.get_by_role("columnheader", name="Where or what about")
    header.get_by_role("button").focus()
    page.keyboard.press(key)
    expect(header).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_text("Sorted by Where or what about, ascending.")).to_have_count(1)
    page.keyboard.press(key)
    expect(header).to_have_attribute("aria-sort", "descending")
    names = rows(estimates, 0)
    assert names == sorted(names, reverse=True)


def test_rows_that_are_equal_keep_the_order_that_they_were_made_in(estimates: Locator) -> None:
    estimates.locator("td:nth-child(2)").evaluate_all(
        "cells => cells.forEach(cell => { cell.dataset.sort = 1; })"
    )
    before = [rows(estimates, body) for body in range(4)]
    button = estimates.get_by_role("button", name="Cases", exact=True)
    for _ in range(3):
        button.click()
        assert [rows(estimates, body) for body in range(4)] == before


def test_the_box_leaves_rows_with_every_word_and_groups_that_have_any(
    page: Page, estimates: Locator
) -> None:
    box = page.get_by_label("Find a location, channel, theme or month")
    total = estimates.locator("tbody th[scope=row]").count()
    box.fill("clinic nORTH")
    assert estimates.locator("tbody th:visible").all_inner_texts() == [
        "By location", "North Clinic",
    ]  # fmt: skip
    expect(page.get_by_text(f"1 of {total}", exact=True)).to_be_visible()
    box.fill("nowhere")
    assert estimates.locator("tbody th:visible").count() == 0
    expect(page.get_by_text(f"None of {total}", exact=True)).to_be_visible()
    box.fill("")
    assert estimates.locator("tbody th[scope=row]:visible").count() == total


def test_coaching_pages_are_found_by_name_and_never_sorted(page: Page) -> None:
    box = page.get_by_label("Find a name or role")
    box.fill("mémber 007")
    assert page.locator(".staff a:visible").all_inner_texts() == ["Member 007"]
    section = page.locator("section[aria-labelledby=staff]")
    assert section.get_by_role("button").count() == 0


def test_tables_of_people_cannot_be_sorted(page: Page) -> None:
    section = page.locator("section[aria-labelledby=people]")
    assert section.locator("svg").count() == 3
    assert section.get_by_role("button").count() == 0
    assert section.locator("table").count() == 3


def test_without_scripts_the_page_shows_the_same(browser: Browser, large: Path) -> None:
    path = large / "index.html"
    with opened(browser, path, java_script_enabled=False) as page:
        assert page.locator("th button, .filter").count() == 0
        shown = page.locator("main").inner_text()
    for words in ("By location", "North Clinic", "Member 007"):
        assert words in shown
