"""A person's page: what stands where, and in which words."""

import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from full_pages import LONG, fullest, somebody
from needed import needed
from pypdf import PdfReader

from analyzer.insights.evidence import Quote
from analyzer.insights.promises import KeptPromise
from analyzer.insights.strengths import KEPT, Strength
from analyzer.reports.figures import StaffFigures
from analyzer.reports.formatting import percent
from analyzer.reports.pages.staff import staff_page
from analyzer.reports.pages.strengths import shown_strengths
from analyzer.reports.pdf import PDFError, pdf
from analyzer.settings import Settings


class Seen(HTMLParser):
    """The words of a page, and its headings as (level, words)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.headings: list[tuple[int, str]] = []
        self._in: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: object) -> None:
        self._in.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag: str) -> None:
        while self._in and self._in.pop() != tag:
            pass
        if tag in {"th", "td"}:
            self.text += " "

    def handle_data(self, text: str) -> None:
        if "style" in self._in:
            return
        self.text += text
        if self._in and {"h1", "h2", "h3"} & set(self._in):
            level, words = self.headings[-1]
            self.headings[-1] = (level, " ".join(f"{words}{text}".split()))

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


@pytest.fixture(scope="module")
def figures(settings: Settings) -> StaffFigures:
    return somebody(settings)


@pytest.fixture(scope="module")
def full(figures: StaffFigures) -> StaffFigures:
    return fullest(figures)


@pytest.fixture(scope="module")
def page(full: StaffFigures, settings: Settings) -> Seen:
    return Seen(staff_page(full, settings))


def quote(text: str, note_id: str = "N1") -> Quote:
    return Quote("export", note_id, None, text)


def strength(key: str, *quotes: Quote) -> Strength:
    return Strength(key, f"title of {key}", "sentence", 4, quotes)


def test_what_goes_well_comes_first_and_the_limits_last(page: Seen) -> None:
    assert [words for level, words in page.headings if level == 2] == [
        "What goes well",
        "Care first",
        "For the clinic manager",
        "Room to grow",
        "Heart, head, heart",
        "Month by month",
        "The Clinic’s Own Way",
        "Promised call backs",
        "To look at together",
        "Our conversation",
        "What this page cannot say",
    ]
    assert page.words.index("Not for discipline, pay or ranking") < page.words.index("goes well")


def test_each_growth_area_names_its_situation_tip_and_source(
    full: StaffFigures, page: Seen
) -> None:
    headings = [words for level, words in page.headings if level == 3]
    for area in full.report.growth_areas:
        assert f"{area.situation} {area.title}" in headings
        assert f"{area.tip.text} Rests on {area.tip.source}" in page.words
        assert all(" ".join(one.text.split()) in page.words for one in area.quotes)


def test_a_growth_area_says_what_is_usual_and_what_is_praised(
    full: StaffFigures, page: Seen
) -> None:
    (area, *_) = full.report.growth_areas
    share = area.documented
    assert share is not None
    assert f"{share.count} document {area.help}, {percent(share.rate)}" in page.words
    assert f"In the whole clinic on these days {share.count} of {share.n} document it" in page.words
    assert "most such notes lack it, so it is the clinic’s matter too." in page.words
    assert f"“{area.praised}” above shows contacts that have it" in page.words


def test_a_page_without_growth_areas_says_so(figures: StaffFigures, settings: Settings) -> None:
    none = replace(figures, report=replace(figures.report, growth_areas=()))
    assert "Nothing in these notes stands out" in Seen(staff_page(none, settings)).words


def test_recoveries_closings_and_kept_promises_are_shown_with_their_words(
    full: StaffFigures, page: Seen
) -> None:
    good = page.words.partition("Care first")[0]
    titles = [words for level, words in page.headings if level == 3][:3]
    assert titles == ["Turned a bad start into a good end", "Warm closings", "Kept promises"]
    for promise in full.kept:
        assert " ".join(promise.promise.split()) in good
        assert " ".join(promise.evidence.split()) in good
    assert "calm limits 57" in good


def test_promises_kept_across_notes_are_a_strength_of_their_own() -> None:
    kept = KeptPromise("N1", None, "will ring by three", "N2", None, "rang at two")
    shown = shown_strengths([strength("recovery"), strength("listen")], [kept], 3)
    assert [one.key for one in shown] == ["recovery", KEPT, "listen"]
    assert (shown[1].title, shown[1].contacts, shown[1].kept) == ("Kept promises", 0, (kept,))


def test_no_promise_is_quoted_twice() -> None:
    kept = KeptPromise("N1", None, "will ring by three", "N2", None, "rang at two")
    found = strength(KEPT, quote("rang at two", "N2"), quote("rang at two", "N5"), quote("sent it"))
    (shown,) = shown_strengths([found], [kept], 2)
    assert shown.kept == (kept,)
    assert shown.quotes == (quote("rang at two", "N5"),)
    (shown,) = shown_strengths([found], [], 2)
    assert shown.quotes == found.quotes[:2]


def test_charts_have_their_data_behind_a_disclosure(
    figures: StaffFigures, settings: Settings
) -> None:
    html = staff_page(figures, settings)
    assert html.count("<svg") == html.count("<desc") == html.count("<figure") == 5
    assert html.count("<details") == 6
    seen = Seen(html).words
    assert "Usual in such notes" in seen
    assert re.search(
        r"each of these charts still marks .* a chance of (up to|less than) \d+%", seen
    )


def test_missed_is_never_a_figure_and_no_one_else_is_named(
    figures: StaffFigures, settings: Settings
) -> None:
    words = Seen(staff_page(figures, settings)).words
    assert "missed" not in words.lower()
    assert "funnel" not in words.lower()
    assert figures.report.person.name in words


def test_the_manager_is_asked_and_nothing_advised(page: Seen) -> None:
    section = page.words.partition("For the clinic manager")[2].partition("Room to grow")[0]
    assert "Asked about not coming back" in section
    assert "law and policy" in section
    assert "webcast follow-up question 3" in section
    assert "To try" not in section


def test_of_many_days_only_the_latest_are_named(page: Seen) -> None:
    section = page.words.partition("Care first")[2].partition("For the clinic manager")[0]
    assert "Latest: 28 January 2026, 29 January 2026, 30 January 2026" in section
    assert "27 January" not in section


def test_a_step_that_notes_do_not_tell_of_is_said_to_be_so(page: Seen) -> None:
    section = page.words.partition("The Clinic’s Own Way")[2].partition("Promised call")[0]
    assert "Step number 0 not read in notes" in section
    assert "Step number 1 listen, closing care" in section
    assert "Source: our handbook" in section


SPARSE = [{"check_in": None}, {"for_manager": None}, {"together": ()}, {"growth_areas": ()}]


@pytest.mark.parametrize("left_out", [{}, *SPARSE])
@pytest.mark.parametrize("words", [LONG, "told her by when we would ring and wrote it down for us"])
def test_a_pdf_has_two_pages_at_most(
    figures: StaffFigures, settings: Settings, words: str, left_out: dict[str, object]
) -> None:
    full = fullest(figures, words, "N0145")
    full = replace(full, report=replace(full.report, **left_out))
    try:
        made = pdf(staff_page(full, settings))
    except PDFError:
        needed("WeasyPrint with the library Pango", False)
        return
    pages = PdfReader(io.BytesIO(made)).pages
    assert len(pages) <= 2
    assert "handle this page as you would the notes" in pages[-1].extract_text().replace("\n", " ")
