"""Reports in every format: which files are there, and which of an earlier report are not."""

import re
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from analyzer.reports import markdown
from analyzer.reports.basis import basis_of
from analyzer.reports.folder import write_reports, write_staff_pages
from analyzer.reports.formats import Format
from analyzer.reports.pages import overview
from analyzer.reports.slugs import slug
from analyzer.settings import Coaching, Settings

AS_OF = date(2026, 3, 31)
ALL = frozenset(Format)


def staff(staff_id: str) -> str:
    return f"staff/{slug(staff_id)}"


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*.*")}


def test_formats_of_an_earlier_report_are_removed(
    make_clinic, settings: Settings, tmp_path: Path
) -> None:
    basis = basis_of(make_clinic(notes=60), settings, AS_OF)
    first = write_reports(basis, tmp_path, settings, formats=ALL - {Format.PDF})
    assert first == tmp_path / "index.html"
    pages = ["index", *map(staff, ("S1", "S2", "S3", "S4"))]
    assert names(tmp_path) == {
        "report.xlsx", *(f"{page}.{one}" for page in pages for one in ("html", "md", "json"))
    }  # fmt: skip
    (tmp_path / "index.pdf").write_text("of an earlier night")
    (tmp_path / "notes.md").write_text("mine")
    assert write_reports(basis, tmp_path, settings, formats=frozenset({Format.MARKDOWN})) == (
        tmp_path / "index.md"
    )
    assert names(tmp_path) == {"notes.md", *(f"{page}.md" for page in pages)}


def test_pages_of_some_people_leave_those_of_others(
    make_clinic, settings: Settings, tmp_path: Path
) -> None:
    basis = basis_of(make_clinic(notes=60), settings, AS_OF)
    write_reports(basis, tmp_path, settings)
    before = names(tmp_path)
    pages = write_staff_pages(
        basis, tmp_path, settings, ["S1"], formats=frozenset({Format.MARKDOWN, Format.JSON})
    )
    assert pages == [tmp_path / f"{staff('S1')}.md"]
    assert names(tmp_path) == before - {f"{staff('S1')}.html"} | {f"{staff('S1')}.md"}


def test_the_morning_of_another_day_is_removed_by_a_report_but_not_by_pages_of_some_people(
    make_clinic, settings: Settings, tmp_path: Path
) -> None:
    basis = basis_of(make_clinic(notes=60), settings, AS_OF)
    mornings = {tmp_path / f"morning.{one}" for one in ("html", "json")}
    for path in mornings:
        path.write_text("of an earlier night")
    write_reports(basis, tmp_path, settings, morning=True)
    write_staff_pages(basis, tmp_path, settings, ["S1"])
    assert mornings <= set(tmp_path.iterdir())
    write_reports(basis, tmp_path, settings)
    assert not mornings & set(tmp_path.iterdir())


@pytest.mark.parametrize("one", [Format.HTML, Format.MARKDOWN])
def test_the_json_is_pointed_to_where_it_is(
    make_clinic,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    one: Format,
) -> None:
    monkeypatch.setattr(overview, "ALERTS", 1)
    monkeypatch.setattr(markdown, "ALERTS", 1)
    basis = basis_of(make_clinic(), settings, AS_OF)
    for formats, said in (
        ({one, Format.JSON}, "these are the latest 1; index.json beside this page has all"),
        ({one}, "these are the latest 1; the format json has all"),
    ):
        path = write_reports(basis, tmp_path, settings, formats=frozenset(formats))
        assert said in path.read_text("utf-8").replace("\\.", ".")  # as Markdown escapes it


def test_every_format_is_for_its_owner_alone_and_leaves_nothing_else(every_format: Path) -> None:
    paths = list(every_format.rglob("*"))
    assert {path.stat().st_mode & 0o077 for path in paths} == {0}
    endings = {path.suffix for path in paths if path.is_file()}
    assert endings == {one.suffix for one in Format}
    assert {path.name for path in every_format.iterdir()} == {
        "staff", "report.xlsx", *(f"index.{one}" for one in ("html", "pdf", "md", "json"))
    }  # fmt: skip


def test_a_person_stands_by_name_in_their_own_quotes_in_every_format(every_format: Path) -> None:
    page = every_format / f"{staff('S1')}.html"
    pdf = " ".join(one.extract_text() for one in PdfReader(page.with_suffix(".pdf")).pages)
    read = {
        "pdf": " ".join(pdf.split()),
        **{one: page.with_suffix(f".{one}").read_text("utf-8") for one in ("html", "md", "json")},
    }
    for text in read.values():
        assert "Ada Bell asked if there was anything else" in text
        assert not re.search(r"\[author\\?\]", text)
    rows = load_workbook(every_format / "report.xlsx")["Evidence"].iter_rows(values_only=True)
    warm = [row for row in rows if any("asked if there" in str(cell) for cell in row)]
    assert {row[0] for row in warm} == {"Ada Bell", "Benedikt Amundsen-Okafor", "Céline Ortiz"}
    assert all(any(str(cell).startswith(f"{row[0]} asked") for cell in row) for row in warm)


def test_a_setting_leaves_the_author_without_a_name(make_clinic, tmp_path: Path) -> None:
    settings = Settings(coaching=Coaching(own_name_in_quotes=False))
    basis = basis_of(make_clinic(notes=60), settings, AS_OF)
    formats = frozenset({Format.MARKDOWN, Format.JSON})
    for page in write_staff_pages(basis, tmp_path, settings, ["S1"], formats=formats):
        assert "[author] asked if there was" in page.with_suffix(".json").read_text("utf-8")
        assert "Ada Bell asked" not in page.with_suffix(".md").read_text("utf-8")
