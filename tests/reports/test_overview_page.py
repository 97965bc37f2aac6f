import re
from datetime import date
from pathlib import Path

import pytest
from invented_clinic import clinic, crowd
from lxml import html

from analyzer.reports import write_reports
from analyzer.reports.basis import basis_of
from analyzer.settings import Settings

AS_OF = date(2026, 12, 31)
SETTINGS = Settings()


def overview(folder: Path, *, people: int | None = None, **options: object) -> html.HtmlElement:
    frames = clinic(**options)
    frames = frames if people is None else crowd(frames, people)
    path = write_reports(basis_of(frames, SETTINGS, AS_OF), folder, SETTINGS)
    return html.fromstring(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> html.HtmlElement:
    return overview(tmp_path_factory.mktemp("large"), notes=1500, people=12)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> html.HtmlElement:
    return overview(tmp_path_factory.mktemp("small"))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def section(page: html.HtmlElement, name: str) -> html.HtmlElement:
    [found] = page.xpath(f"//section[@aria-labelledby='{name}']")
    return found


def test_every_chart_says_its_finding_in_words_and_has_its_data_behind_a_disclosure(page) -> None:
    figures = page.xpath("//figure")
    assert len(figures) == 11
    for figure in figures:
        [caption], [svg], [details] = (figure.xpath(f".//{tag}") for tag in CHART)
        assert len(words(caption)) > 20
        assert svg.get("role") == "img"
        assert len(words(svg.xpath("./desc")[0])) > 40
        rows = details.xpath(".//tbody/tr[not(@data-sort-method)]")
        assert rows
        assert all(row.xpath("./th[@scope='row']") for row in rows)
        width = len(details.xpath(".//thead//th[@scope='col']"))
        assert all(len(row) == width for row in rows)


CHART = ("figcaption", "svg", "details")


def test_what_matters_most_comes_first(page) -> None:
    order = ["glance", "word-of-mouth", "themes", "arc", "steps", "people", "alerts", "staff"]
    found = [one.get("aria-labelledby") for one in page.xpath("//section")]
    assert [name for name in found if name in order] == order
    assert found[-1] == "limits"


def test_the_page_says_which_part_of_the_interval_is_chance(page) -> None:
    said = words(section(page, "word-of-mouth"))
    assert "The interval holds chance in each case alone." in said
    assert "general customer service figure, not measured on patients" in said
    assert "never for a person" in said


def test_other_published_figures_stand_behind_a_disclosure_with_their_sources(page) -> None:
    [details] = section(page, "word-of-mouth").xpath("./details")
    rows = details.xpath(".//tbody/tr")
    assert len(rows) >= 5
    assert all(re.search(r"\d{4}|Inc\.", words(row[0])) for row in rows)
    assert "none was measured on patients" in words(details)


def test_missed_is_shown_for_everybody_together_and_with_its_caveat(page) -> None:
    steps = section(page, "steps")
    assert "missed" in words(steps.xpath(".//figure[1]//thead")[0]).lower()
    assert "what the reader gets wrong most often" in words(steps)
    assert "missed" not in words(section(page, "people")).lower()


def test_who_is_outside_the_limits_is_named_and_nobody_else(page) -> None:
    people = section(page, "people")
    plots = people.xpath(".//figure")
    assert len(plots) == 3
    assert not [plot for plot in plots if "Member" in words(plot)]
    for part in people.xpath("./div[@class='charts']/div"):
        links = part.xpath("./p/a")
        outside = [row for row in part.xpath(".//tbody/tr") if words(row[-1]) in OUTSIDE]
        assert len(links) == len(outside)
        for link in links:
            assert re.fullmatch(r"staff/[0-9a-f]{16}\.html", link.get("href"))
    assert not people.xpath(".//*[@data-sortable or @data-filter]")


OUTSIDE = {"above", "below"}


def test_too_few_people_are_compared_by_nobody(small) -> None:
    assert "too few to tell people apart from chance" in words(section(small, "people"))
    assert not section(small, "people").xpath(".//svg")


def test_too_few_cases_have_no_estimate(tmp_path: Path) -> None:
    few = overview(tmp_path, notes=8)
    said = words(section(few, "word-of-mouth"))
    assert "fewer than 10 are too few for an estimate" in said
    assert "people may hear of a bad experience" not in words(few)


def test_months_say_how_often_chance_alone_would_mark_one(page) -> None:
    said = words(section(page, "steps"))
    alarm = r"Where nothing changes at all, \d+% of charts with \d+ months"
    assert len(re.findall(alarm, said)) == 1


def test_the_policy_allows_the_one_style_and_the_one_script_of_the_page(page, tmp_path) -> None:
    [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["img-src"] == "'none'"
    assert re.fullmatch(r"'sha256-[\w+/]{43}='", rules["script-src"])
    assert re.fullmatch(r"'sha256-[\w+/]{43}='", rules["style-src"])
    assert len(page.xpath("//script")) == len(page.xpath("//style")) == 1
    assert "unsafe" not in policy
    assert not page.xpath("//@style") + page.xpath("//@onclick")


def test_the_script_carries_the_licence_of_the_library_in_it(page) -> None:
    [script] = page.xpath("//script")
    assert "Permission is hereby granted, free of charge" in script.text


def test_a_page_without_tables_carries_no_script(tmp_path: Path) -> None:
    empty = overview(tmp_path, notes=0)
    assert "There are no notes of these days; the last is 31 December 2026." in words(empty)
    assert not empty.xpath("//script")
    assert "script-src" not in empty.xpath("//meta/@content")[0]


def test_figures_sort_by_what_they_are_not_by_what_they_look_like(page) -> None:
    [table] = [one for one in page.xpath("//table[@data-sortable]") if "told" in words(one[0])]
    for row in table.xpath("./tbody/tr[not(@data-sort-method)]"):
        cases, unhappy, told, averted = (float(cell.get("data-sort")) for cell in row[1:])
        assert averted <= cases
        assert told == pytest.approx(11 * unhappy)
        assert words(row[1]) == f"{cases:,.0f}"
