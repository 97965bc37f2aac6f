import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from analyzer.frames import Frames
from analyzer.insights.coaching import coach
from analyzer.insights.helped import usual_help
from analyzer.insights.word_of_mouth import word_of_mouth
from analyzer.reports.basis import basis_of
from analyzer.reports.folder import write_reports
from analyzer.reports.formatting import about, percent
from analyzer.reports.slugs import slug
from analyzer.settings import Settings

AS_OF = date(2026, 3, 31)
VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """What a test asks of a page: its tags in order, their attributes, its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.source = path.read_text(encoding="utf-8")
        self.feed(self.source)
        self.close()
        assert not self.opened, self.opened

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attributes}) == len(attributes)
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.opened.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, text: str) -> None:
        if self.opened and self.opened[-1] != "style":
            self.text += text

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


@pytest.fixture(scope="module")
def frames(make_clinic) -> Frames:
    return make_clinic()


@pytest.fixture(scope="module")
def out(frames: Frames, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports") / "night"
    assert (
        write_reports(basis_of(frames, settings, AS_OF), folder, settings) == folder / "index.html"
    )
    return folder


@pytest.fixture(scope="module")
def pages(out: Path) -> dict[str, Page]:
    return {str(path.relative_to(out)): Page(path) for path in sorted(out.rglob("*.html"))}


def staff(staff_id: str) -> str:
    return f"staff/{slug(staff_id)}"


def test_everybody_with_a_note_has_a_page_that_the_overview_links_by_name(pages) -> None:
    people = ["S1", "S2", "S3", "S4"]
    assert set(pages) == {"index.html", *(f"{staff(one)}.html" for one in people)}
    links = [attributes["href"] for tag, attributes in pages["index.html"].tags if tag == "a"]
    assert [one for one in links if not one.startswith("#")] == [
        f"{staff(one)}.html" for one in people
    ]


def test_pages_ask_for_nothing_from_outside(pages) -> None:
    for page in pages.values():
        asked = [
            value
            for _, attributes in page.tags
            for name, value in attributes.items()
            if name.split(":")[-1] in {"src", "href", "srcset", "action", "data", "poster"}
        ]
        ids = {f"#{attributes['id']}" for _, attributes in page.tags if "id" in attributes}
        own = re.compile(r"(\.\./index|staff/[0-9a-f]{16})\.html")
        assert all(one in ids or own.fullmatch(one) for one in asked)
        shown = re.sub(r"<script>.*?</script>", "", page.source, flags=re.DOTALL)
        assert not re.search(r"url\((?!#)|@import|https?:", shown)
        assert "default-src 'none'" in page.source
        assert not [1 for _, attributes in page.tags if "style" in attributes]


def test_pages_are_accessible(pages) -> None:
    for page in pages.values():
        tags = [tag for tag, _ in page.tags]
        assert tags.count("main") == tags.count("h1") == 1
        levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert all(after - before <= 1 for before, after in pairwise(levels))
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(ids) == len(set(ids))
        for tag, attributes in page.tags:
            assert tag != "th" or attributes["scope"] in {"row", "col", "rowgroup"}
            for name in attributes.get("aria-labelledby", "").split():
                assert name in ids
        for _, attributes in [one for one in page.tags if one[0] == "svg"]:
            assert attributes["role"] == "img"
            assert attributes["aria-labelledby"]


def test_the_overview_shows_the_figures_of_the_insight_and_of_its_json(
    frames: Frames, settings: Settings, out: Path, pages: dict[str, Page]
) -> None:
    estimate = word_of_mouth(frames, settings).clinic
    held = json.loads((out / "index.json").read_text())["word_of_mouth"]["clinic"]
    words = pages["index.html"].words
    for name in ("people_told", "negatives", "positives_needed", "shortfall"):
        figure = getattr(estimate, name)
        assert held[name]["expected"] == figure.expected
        assert held[name]["low_95"] == figure.low_95
        assert f"{about(figure.expected)}" in words
        assert f"{about(figure.low_95)} to {about(figure.high_95)}" in words
    assert held["averted_cases"] == estimate.averted_cases


def test_a_staff_page_shows_the_figures_of_the_insight_and_of_its_json(
    frames: Frames, settings: Settings, out: Path, pages: dict[str, Page]
) -> None:
    recent = frames.since(date(2026, 3, 1)).until(AS_OF)
    report = coach(recent, "S2", settings, AS_OF, usual_help(recent, settings))
    page = json.loads((out / f"{staff('S2')}.json").read_text())
    held = page["report"]
    assert page["since"] == "2026-03-01"
    words = pages[f"{staff('S2')}.html"].words
    assert len(report.steps) == 3
    for one, row in zip(report.steps, held["steps"], strict=True):
        assert row["share"] == {
            "count": one.share.count,
            "n": one.share.n,
            "rate": one.share.rate,
            "low": one.share.low,
            "high": one.share.high,
        }
        assert percent(one.share.rate) in words
    for name in ("opening", "closing", "full"):
        row = page["hearts"][name]
        assert f"{row['count']} of {row['n']}" in words
        assert f"({percent(row['low'])} to {percent(row['high'])})" in words
    assert [area["title"] for area in held["growth_areas"]]
    for area in report.growth_areas:
        assert area.title in words
        assert area.tip.source in words


def test_strengths_come_before_anything_else(pages) -> None:
    words = pages[f"{staff('S1')}.html"].words
    headings = ["What goes well", "Room to grow", "To look at together"]
    places = [words.index(heading) for heading in headings]
    assert places == sorted(places)
    assert words.index("Not for discipline, pay or ranking") < places[0]


def test_a_page_is_about_the_last_full_month_whatever_came_before(
    frames: Frames, settings: Settings, out: Path, tmp_path: Path
) -> None:
    year = pd.Timedelta(days=365)
    older = [
        rows.assign(note_id="old " + rows["note_id"], timestamp=rows["timestamp"] - year)
        for rows in (frames.analyses, frames.findings)
    ]
    long = replace(
        frames,
        analyses=pd.concat([older[0], frames.analyses], ignore_index=True),
        findings=pd.concat([older[1], frames.findings], ignore_index=True),
    )
    write_reports(basis_of(long, settings, AS_OF), tmp_path, settings)
    for staff_id in ("S1", "S2", "S3"):
        before, after = (
            json.loads((folder / f"{staff(staff_id)}.json").read_text())
            for folder in (out, tmp_path)
        )
        assert before["report"]["person"]["first"] >= before["since"] == "2026-03-01"
        assert len(after["months"]) > len(before["months"]) > 3
        for name in before.keys() - {"months", "step_charts", "compared"}:
            assert after[name] == before[name]


def test_no_quote_stands_twice(pages, out: Path) -> None:
    for staff_id in ("S1", "S2", "S3"):
        report = json.loads((out / f"{staff(staff_id)}.json").read_text())["report"]
        quotes = [quote["text"] for strength in report["strengths"] for quote in strength["quotes"]]
        assert quotes
        assert len(quotes) == len(set(quotes))
        for quote in report["together"]:
            assert quote["quote"]["text"] in pages[f"{staff(staff_id)}.html"].words


def test_too_few_notes_get_a_sentence_and_no_rate(pages, out: Path) -> None:
    page = pages[f"{staff('S4')}.html"]
    assert "fewer than 10 notes with a concern" in page.words
    assert "%" not in page.words
    assert "svg" not in {tag for tag, _ in page.tags}
    assert json.loads((out / f"{staff('S4')}.json").read_text())["report"]["steps"] == []


def test_pages_say_which_model_read_which_notes_and_mark_where_another_began(
    make_clinic, settings: Settings, tmp_path: Path
) -> None:
    frames = make_clinic()
    analyses = frames.analyses
    later = analyses["timestamp"] >= "2026-03-05"
    analyses["model"] = analyses["model"].mask(later, "test_notes@1.1")
    write_reports(basis_of(frames, settings, AS_OF), tmp_path, settings)
    first, second = json.loads((tmp_path / "index.json").read_text())["models"]
    assert (first["model"], first["last"]) == ("test_notes@1.0", "2026-03-04")
    assert (second["first"], second["last"]) == ("2026-03-05", "2026-03-23")
    assert [first["notes"], second["notes"]] == [(~later).sum(), later.sum()]
    said = f"test_notes@1.1 (5 to 23 March 2026, {second['notes']} notes). Quotes are"
    assert said in Page(tmp_path / "index.html").words
    page = Page(tmp_path / f"{staff('S2')}.html")
    assert json.loads((tmp_path / f"{staff('S2')}.json").read_text())["model_changes"] == [
        "2026-03-01"
    ]
    assert "March 2026 *" in page.words
    assert page.words.count("*") == 2
    assert "* In this month another model began to read" in page.words


def test_legal_and_self_harm_words_are_on_no_page(out: Path) -> None:
    for path in out.rglob("*.*"):
        assert "SECRET" not in path.read_text(encoding="utf-8")
    assert "not a safety alarm" in (out / "index.html").read_text(encoding="utf-8")


def test_a_desk_sees_the_latest_alerts_and_the_json_has_all(
    frames: Frames, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analyzer.reports.pages.overview.ALERTS", 2)
    page = Page(write_reports(basis_of(frames, settings, AS_OF), tmp_path, settings))
    groups = json.loads((tmp_path / "index.json").read_text())["overview"]["alerts"]
    legal = next(group["notes"] for group in groups if group["kind"] == "legal")
    section = page.words.split("Legal desk")[1].split("desk")[0]
    assert len(legal) == 4
    assert section.index(legal[-1]["note_id"]) < section.index(legal[-2]["note_id"])
    assert legal[-3]["note_id"] not in section
    assert "the latest 2" in section


def test_the_overview_compares_no_people(pages) -> None:
    section = pages["index.html"].words.split("Coaching pages")[-1].split("Notes up to")[0]
    assert not re.search(r"\d", section)


def test_missed_is_never_a_figure_of_a_person(out: Path) -> None:
    for path in (out / "staff").glob("*.json"):
        assert '"missed"' not in path.read_text(encoding="utf-8")


PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</title></style></textarea><svg/onload=alert(1)>",
    "]]><!--",
    "{{ 7 * 7 }}{% raw %}",
    "../../../etc/passwd",
    "&lt;b&gt;",
]


def test_no_text_of_the_frames_becomes_markup(
    make_clinic, settings: Settings, pages: dict[str, Page], tmp_path: Path
) -> None:
    payload = " ".join(PAYLOADS)
    hostile = make_clinic(text=lambda words: f"{words} {payload}")
    index = Page(write_reports(basis_of(hostile, settings, AS_OF), tmp_path, settings))
    assert index.words.count(payload) > 15
    assert [tag for tag, _ in index.tags if tag in {"script", "img"}] == ["script"]
    assert not [name for _, names in index.tags for name in names if name.startswith("on")]
    assert len(list((tmp_path / "staff").iterdir())) == 8
    for staff_id in ("S1", "S4"):
        seen = Page(tmp_path / f"{staff(f'{staff_id} {payload}')}.html")
        plain = pages[f"{staff(staff_id)}.html"]
        assert [tag for tag, _ in seen.tags] == [tag for tag, _ in plain.tags]
        assert payload in seen.words


def test_a_channel_of_any_text_is_drawn_as_text(
    make_clinic, settings: Settings, tmp_path: Path
) -> None:
    hostile = make_clinic(notes=90)
    hostile.analyses["channel"] += " </text><script>\x0b"
    page = Page(write_reports(basis_of(hostile, settings, AS_OF), tmp_path, settings))
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert page.source.count("Phone &lt;/text&gt;&lt;script&gt;") > 2


def test_the_same_notes_give_the_same_bytes(
    frames: Frames, settings: Settings, out: Path, tmp_path: Path
) -> None:
    write_reports(basis_of(frames, settings, AS_OF), tmp_path, settings)
    files = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*.*")}
    again = {str(path.relative_to(tmp_path)): path.read_bytes() for path in tmp_path.rglob("*.*")}
    assert again == files


def test_files_of_the_user_survive_and_old_pages_go(
    make_clinic, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "rejects.csv").write_text("file,row\n")
    (tmp_path / "staff").mkdir()
    (tmp_path / "staff" / "notes-to-self.html").write_text("mine")
    write_reports(basis_of(make_clinic(), settings, AS_OF), tmp_path, settings)
    gone = tmp_path / f"{staff('S4')}.html"
    assert gone.exists()
    write_reports(basis_of(make_clinic(notes=50), settings, AS_OF), tmp_path, settings)
    assert not gone.exists()
    assert not gone.with_suffix(".json").exists()
    assert (tmp_path / f"{staff('S1')}.html").exists()
    assert (tmp_path / "rejects.csv").read_text() == "file,row\n"
    assert (tmp_path / "staff" / "notes-to-self.html").read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {
        "index.html", "index.json", "rejects.csv", "staff",
    }  # fmt: skip


def test_an_error_while_pages_are_made_leaves_the_old_report(
    make_clinic, settings: Settings, tmp_path: Path
) -> None:
    write_reports(basis_of(make_clinic(), settings, AS_OF), tmp_path, settings)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
    broken = make_clinic(notes=50)
    broken.analyses.loc[3, "p_negative"] = 7.0
    with pytest.raises(ValueError, match="N0003"):
        write_reports(basis_of(broken, settings, AS_OF), tmp_path, settings)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == before


def test_notes_after_the_day_are_left_out(make_clinic, settings: Settings, tmp_path: Path) -> None:
    write_reports(basis_of(make_clinic(), settings, date(2026, 2, 4)), tmp_path, settings)
    held = json.loads((tmp_path / "index.json").read_text())["overview"]
    assert held["last"] == "2026-02-04"
    assert [one["staff_id"] for one in held["staff"]] == ["S1", "S2", "S3"]


def test_no_notes_at_all_still_give_an_overview(
    make_clinic, settings: Settings, tmp_path: Path
) -> None:
    empty = make_clinic(notes=0)
    page = Page(write_reports(basis_of(empty, settings, AS_OF), tmp_path, settings))
    assert "There are no notes of these days; the last is 31 March 2026." in page.words
    assert "0" not in page.words.partition("Quotes are")[0].replace("2026", "")


def test_reports_are_for_their_owner_alone(out: Path) -> None:
    for path in out.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
