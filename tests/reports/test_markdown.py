"""Markdown pages: readable as they stand, and no text of a note becomes markup."""

import re
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import category

import pytest
from full_pages import fullest, somebody
from hypothesis import example, given
from hypothesis import strategies as st
from invented_clinic import clinic, crowd
from markdown_it import MarkdownIt
from markdown_it.token import Token

from analyzer.reports.basis import basis_of
from analyzer.reports.folder import write_reports
from analyzer.reports.formats import Format
from analyzer.reports.markdown import aligned, escaped, staff_markdown
from analyzer.settings import Settings

AS_OF = date(2026, 3, 31)
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PLACES = [
    ("# {}", ["heading_open", "inline", "heading_close"]),
    ("{}", ["paragraph_open", "inline", "paragraph_close"]),
    ("So: {}.", ["paragraph_open", "inline", "paragraph_close"]),
    ("> {}\n>\n> Note 1", ["blockquote_open", "paragraph_open", "inline", "paragraph_close"]),
    ("- {}\n", ["bullet_list_open", "list_item_open", "paragraph_open", "inline"]),
    ("| a | b |\n| - | - |\n| {} | c |", ["table_open", "thead_open", "tr_open", "th_open"]),
]
MARKS = st.text(st.sampled_from("a1 \n\t\\`*_{}[]()<>#+-.!|~=&;:@$/\"'w"), max_size=30)


def inline(tokens: list[Token]) -> str:
    return "".join(child.content for token in tokens for child in token.children or [])


def is_at(token: Token) -> bool:
    """Say whether it is the sign of an e-mail address, which is code lest a site makes a link."""
    return (token.type, token.content) == ("code_inline", "@")


@given(MARKS | st.text(max_size=30), st.sampled_from(PLACES))
@example("[x](javascript:alert(1))", PLACES[1])
@example("<script>alert(1)</script>", PLACES[3])
@example("&lt;b&gt; &#64;", PLACES[0])
@example("1. first", PLACES[1])
@example("---", PLACES[1])
@example("title #", PLACES[0])
@example("a\\", PLACES[5])
@example("k.jones@a@clinic.example", PLACES[2])
@example("[a]: http://x.example", PLACES[1])
def test_a_text_is_nothing_but_text(text: str, place: tuple[str, list[str]]) -> None:
    template, expected = place
    shown = escaped(text)
    tokens = PARSER.parse(template.format(shown))
    assert "\n" not in shown
    if shown:
        assert [token.type for token in tokens][: len(expected)] == expected
    kinds = {child.type for token in tokens for child in token.children or [] if not is_at(child)}
    assert kinds <= {"text", "text_special", "softbreak"}
    kept = [" " if category(letter) in ("Cc", "Cs") else letter for letter in text]
    assert " ".join("".join(kept).split()) in inline(tokens)


@given(MARKS | st.text(max_size=30))
@example("Dr. Mercy](https://evil.example/?q=x) [more")
@example("a] b")
@example("a\\](x")
@example("![a](b)")
@example("[^1]")
@example("k.jones@clinic.example")
def test_a_text_does_not_leave_its_link(text: str) -> None:
    (paragraph,) = [one for one in PARSER.parse(f"[{escaped(text)}](staff/1.md)") if one.children]
    links = [one.attrGet("href") for one in paragraph.children or [] if one.type == "link_open"]
    assert links == ["staff/1.md"]
    assert {one.type for one in paragraph.children or [] if not is_at(one)} <= {
        "text", "text_special", "link_open", "link_close"
    }  # fmt: skip
    kept = [" " if category(letter) in ("Cc", "Cs") else letter for letter in text]
    assert " ".join("".join(kept).split()) in inline([paragraph])


@given(MARKS)
def test_a_text_stays_in_its_cell(text: str) -> None:
    table = f"| a | b |\n| --- | ---: |\n| {escaped(text)} | 1 |\n"
    rows = aligned(table).splitlines()
    assert len({len(row) for row in rows}) == 1
    cells = [token for token in PARSER.parse(aligned(table)) if token.type == "td_open"]
    assert len(cells) == 2


def test_a_table_without_rows_is_left_out() -> None:
    assert aligned("| a |\n| --- |\n") == ""


def test_wide_letters_are_counted_as_wide_as_they_are() -> None:
    assert aligned("| a |\n| --- |\n| 山田 |\n").splitlines() == [
        "| a    |",
        "| ---- |",
        "| 山田 |",
    ]


def test_pages_hold_the_sections_and_figures_of_the_page(every_format: Path) -> None:
    index = (every_format / "index.md").read_text("utf-8")
    for heading in ("Word of mouth", "What went badly", "Heart, head, heart", "Coaching pages"):
        assert f"\n## {heading}\n" in index
    links = re.findall(r"\]\(([^)]+)\)", index)
    assert len(links) == 4
    assert all((every_format / link).is_file() for link in links)
    for page in (every_format / "staff").glob("*.md"):
        text = page.read_text("utf-8")
        headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
        assert headings[0] == "What goes well"
        assert headings[-1] == "What this page cannot say"
        assert "Not for discipline, pay or ranking." in text
        assert "missed" not in text.lower()


@pytest.fixture(scope="module")
def crowded(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a clinic with people and months enough for every chart, in two formats."""
    folder = tmp_path_factory.mktemp("crowded")
    basis = basis_of(crowd(clinic(notes=1500), 12), settings, date(2026, 12, 31))
    formats = frozenset({Format.MARKDOWN, Format.HTML})
    write_reports(basis, folder, settings, formats=formats)
    return folder


def test_charts_are_told_with_the_chance_of_a_false_alarm(crowded: Path) -> None:
    text = (crowded / "index.md").read_text("utf-8")
    told = re.findall(r"^- .* on average, .*\. .*(?:of|more).* charts .*$", text, re.MULTILINE)
    assert [line.split(":")[0] for line in told] == [
        "- Unhappy",
        "- Listening documented",
        "- Empathy documented",
        "- Solving the matter documented",
    ]
    months = text.partition("### Unhappy cases month by month")[2].partition("\n###")[0]
    assert len(re.findall(r"^\| \w+ 2026 ", months, re.MULTILINE)) >= 11


def test_a_persons_charts_are_told_with_it_too(settings: Settings) -> None:
    figures = somebody(settings)
    text = staff_markdown(figures, settings)
    assert len(re.findall(r"^- .* documented: .* charts .*$", text, re.MULTILINE)) == 3


def test_a_persons_page_says_what_the_one_in_html_says(settings: Settings) -> None:
    figures = fullest(somebody(settings))
    text = staff_markdown(figures, settings)
    assert "People felt better at the end than at the start, from −" in text
    assert "This page speaks of notes since " in text
    assert "| Resolves " in text
    assert "Source: our handbook" in text
    assert text.count("Latest: 28 January 2026, 29 January 2026, 30 January 2026.") == 2
    assert "27 January" not in text


def test_intervals_of_80_percent_and_their_parts_are_told(crowded: Path) -> None:
    text = (crowded / "index.md").read_text("utf-8")
    assert "The interval holds chance in each case alone." in text
    assert re.search(r"^\| Unhappy cases, of [\d,]+ +\| +\d+ \| \d+ to \d+ ", text, re.MULTILINE)


@pytest.mark.parametrize("page", ["index.html", "index.md"])
def test_sentences_are_the_same_in_both(crowded: Path, page: str) -> None:
    text = " ".join(re.sub(r"<[^>]*>", "", (crowded / page).read_text("utf-8")).split())
    for sentence in (
        "Chance and the usual differences between people keep nearly everybody inside",
        "is worth a conversation, and no blame",
        "Their own coaching page shows it to them first.",
        "notes with a concern show heart, head, heart in full",
    ):
        assert sentence in text


def test_tables_are_aligned_and_no_lines_are_wasted(every_format: Path) -> None:
    for page in every_format.rglob("*.md"):
        text = page.read_text("utf-8")
        assert "\n\n\n" not in text
        assert not re.search(r"[ \t]+$", text, re.MULTILINE)
        for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            assert len({len(line) for line in block.splitlines()}) == 1


@pytest.mark.parametrize("place", ["index.md", "staff"])
def test_hostile_fields_leave_the_structure_as_it_is(
    make_clinic: Any, settings: Settings, every_format: Path, tmp_path: Path, place: str
) -> None:
    payload = "](x) [y <b>*a* `c` | # ![i](j) &amp; http://x.example"
    hostile = make_clinic(text=lambda words: f"{words} {payload}")
    formats = frozenset({Format.MARKDOWN})
    write_reports(basis_of(hostile, settings, AS_OF), tmp_path, settings, formats=formats)
    plain = sorted((every_format / place).rglob("*.md")) or [every_format / place]
    odd = sorted((tmp_path / place).rglob("*.md")) or [tmp_path / place]
    kinds = [structure(path) for path in odd]
    assert sorted(kinds) == sorted(structure(path) for path in plain)


def structure(path: Path) -> list[str]:
    """The kinds of all that stands on a page, the parts of each line included."""
    found = []
    for token in PARSER.parse(path.read_text("utf-8")):
        found += [token.type, *(child.type for child in token.children or [])]
    return [kind for kind in found if kind not in ("text", "text_special", "softbreak")]
