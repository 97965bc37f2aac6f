"""The workbook: typed cells, texts that stay texts, and the totals of the other formats."""

import csv
import json
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from needed import needed
from openpyxl import Workbook, load_workbook

from analyzer.insights.worklist import COLUMNS
from analyzer.insights.worklist.guide import worklist_guide
from analyzer.insights.worklist.reasons import Urgency
from analyzer.reports.basis import basis_of
from analyzer.reports.excel import table
from analyzer.reports.folder import write_reports
from analyzer.reports.formats import Format
from analyzer.settings import Settings

AS_OF = date(2026, 3, 31)
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
"""Every sheet as a file in UTF-8, with values and not as they are shown."""

SHEETS = [
    *("Summary", "Staff", "Steps", "Word of mouth", "Unhappy months", "Start to end"),
    *("Promises", "Evidence"),
]
PEOPLE = ["Ada Bell", "Benedikt Amundsen-Okafor", "Céline Ortiz", "Dov Marsh"]


@pytest.fixture(scope="module")
def book(every_format: Path) -> Workbook:
    return load_workbook(every_format / "report.xlsx")


@pytest.fixture(scope="module")
def index(every_format: Path) -> dict[str, Any]:
    return json.loads((every_format / "index.json").read_text("utf-8"))


def rows(book: Workbook, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet's table by heading; the header is the lowest row in sight."""
    sheet = book[name]
    header = int("".join(filter(str.isdigit, sheet.freeze_panes))) - 1
    values = list(sheet.iter_rows(min_row=header, values_only=True))
    end = next((at for at, row in enumerate(values) if not any(row)), len(values))
    return [dict(zip(values[0], row, strict=True)) for row in values[1:end]]


def test_the_sheets_are_there_with_headers_in_sight_and_a_note_on_top(book: Workbook) -> None:
    assert [name for name in book.sheetnames if name != "Worklist"] == SHEETS
    for sheet in book:
        assert isinstance(sheet["A1"].value, str)
        assert len(sheet["A1"].value) > 60
        assert sheet.freeze_panes.startswith("B")
        assert sheet.column_dimensions["A"].width > 5
    filtered = {sheet.title for sheet in book if sheet.auto_filter.ref}
    assert set(SHEETS) - filtered == {"Staff", "Promises", "Evidence"}


def test_the_totals_are_those_of_the_json(book: Workbook, index: dict[str, Any]) -> None:
    totals = {row["Figure"]: row for row in rows(book, "Summary")}
    clinic, risk = index["overview"], index["word_of_mouth"]["clinic"]
    assert totals["Notes"]["Number"] == clinic["notes"]
    assert totals["With a concern"]["Number"] == clinic["concerns"]
    assert totals["People who may hear of them"]["Number"] == risk["people_told"]["expected"]
    assert totals["People who may hear of them"]["Low 95%"] == risk["people_told"]["low_95"]
    assert totals["People who may hear of them"]["High 80%"] == risk["people_told"]["high_80"]
    chance = totals["Unhappy cases, by chance alone"]
    assert chance["High 95%"] == risk["negatives_by_chance"]["high_95"]
    assert totals["Last day that counts"]["Day"] == datetime(2026, 3, 31)
    whole = [row for row in rows(book, "Steps") if row["Month"] is None]
    for row, held in zip(whole, index["steps"], strict=True):
        assert row["Documented"] == held["done"]
        assert row["Share documented"] == held["rate"]
        assert row["Missed"] == held["missed"]
    estimates = rows(book, "Word of mouth")
    assert estimates[0]["Unhappy cases"] == risk["negatives"]["expected"]
    assert estimates[0]["Unhappy cases, low 80%"] == risk["negatives"]["low_80"]
    assert estimates[0]["By chance alone, high 95%"] == risk["negatives_by_chance"]["high_95"]
    for by in ("location", "channel", "theme", "month"):
        some = [row["Cases"] for row in estimates if row["By"] == by.capitalize()]
        groups = index["word_of_mouth"][f"by_{by}"]
        assert some == [group["estimate"]["cases"] for group in groups]


def test_months_are_dates_and_parts_are_named_as_on_the_pages(
    book: Workbook, every_format: Path
) -> None:
    parts = rows(book, "Word of mouth")
    months = [row for row in parts if row["By"] == "Month"]
    assert [row["Month"] for row in months] == [datetime(2026, 2, 1), datetime(2026, 3, 1)]
    assert [row["Name"] for row in months] == ["February 2026", "March 2026"]
    names = {row["Name"] for row in parts}
    assert {"No theme found", "Not given"} < names
    for page in ("index.html", "index.md"):
        text = (every_format / page).read_text("utf-8")
        assert not [name for name in names - {"All"} if name not in text]


def test_months_and_channels_are_those_of_the_json(book: Workbook, index: dict[str, Any]) -> None:
    for row, point in zip(rows(book, "Unhappy months"), index["unhappy"]["points"], strict=True):
        assert row["Month"] == datetime.fromisoformat(point["month"])
        assert (row["Cases"], row["Share unhappy"]) == (point["n"], pytest.approx(point["rate"]))
        assert row["Upper limit, 95%"] == pytest.approx(point["high_95"])
        assert row["Lower limit, 99.8%"] == pytest.approx(point["low_998"])
    channels = rows(book, "Start to end")
    assert [row["Channel"] for row in channels] == ["In person", "Phone", "Portal"]
    for row, arc in zip(channels, index["arcs_by_channel"], strict=True):
        assert row["Change"] == pytest.approx(arc["mean_change"])
        assert row["Change, low"] == pytest.approx(arc["change_low"])
        assert row["Ended better"] == arc["better"]


def test_people_come_by_name_with_no_rank_no_missed_step_and_no_rate_of_few_notes(
    book: Workbook,
) -> None:
    staff = rows(book, "Staff")
    assert [row["Name"] for row in staff] == PEOPLE
    assert not [name for name in staff[0] if "miss" in name.lower() or "rank" in name.lower()]
    assert 0 <= staff[0]["Listen, documented"] <= 1
    assert staff[-1]["With a concern"] < 10
    assert staff[-1]["Listen, documented"] is None
    assert staff[-1]["Opens with heart"] is None
    promises = rows(book, "Promises")
    assert [row["Whose"] for row in promises] == ["The clinic", *PEOPLE]
    assert {row["Broken"] for row in promises[1:]} == {None}


def test_evidence_is_what_the_pages_rest_on(book: Workbook, every_format: Path) -> None:
    evidence = rows(book, "Evidence")
    assert list(dict.fromkeys(row["Person"] for row in evidence)) == PEOPLE
    pages = "".join(
        path.read_text("utf-8") for path in sorted((every_format / "staff").glob("*.json"))
    )
    for row in evidence:
        assert row["Quote"] in pages
        assert row["Note"] in pages
        assert isinstance(row["Day"], datetime)
    assert not any("SECRET" in str(row) for row in evidence)


FORMULAS = [
    '=HYPERLINK("http://x.example")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "http://x.example",
]


@pytest.mark.parametrize("prefix", FORMULAS)
def test_no_text_becomes_a_formula_or_a_link(
    make_clinic: Any, settings: Settings, tmp_path: Path, prefix: str
) -> None:
    hostile = make_clinic(notes=60, text=lambda words: f"{prefix}{words}\x00\x1b")
    write_reports(
        basis_of(hostile, settings, AS_OF), tmp_path, settings, formats=frozenset({Format.XLSX})
    )
    book = load_workbook(tmp_path / "report.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len([cell for cell in cells if str(cell.value).strip().startswith(prefix.strip())]) > 20
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert not [cell for cell in cells if "\x00" in str(cell.value) or "\x1b" in str(cell.value)]


def test_a_row_that_the_sheet_cannot_hold_is_told(
    make_clinic: Any, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "ROWS", 10)
    write_reports(
        basis_of(make_clinic(), settings, AS_OF),
        tmp_path,
        settings,
        formats=frozenset({Format.XLSX}),
    )
    evidence = load_workbook(tmp_path / "report.xlsx")["Evidence"]
    assert evidence.max_row == 10
    assert "Left out, because a sheet holds no more rows" in evidence.cell(10, 1).value


def test_the_worklist_is_there_where_the_report_has_one(book: Workbook) -> None:
    assert set(worklist_guide().columns) - {"listed"} <= set(COLUMNS)
    listed = rows(book, "Worklist")
    assert [row["Urgency"] for row in listed] == [str(Urgency.PROMISE)]
    assert listed[0]["Patient id"] == "P1"
    assert listed[0]["Last contact"] == datetime(2026, 3, 4, 9, 30)
    assert listed[0]["Status"] == "open"


def test_the_same_figures_give_the_same_bytes(
    every_format: Path, write_every_format: Any, tmp_path: Path
) -> None:
    write_every_format(tmp_path)
    assert (tmp_path / "report.xlsx").read_bytes() == (every_format / "report.xlsx").read_bytes()
    assert not list(tmp_path.glob("tmp*"))


def test_libreoffice_reads_the_same_totals(
    every_format: Path, index: dict[str, Any], tmp_path: Path
) -> None:
    program = shutil.which("soffice")
    needed("LibreOffice", program is not None)
    subprocess.run(
        [
            str(program), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
            "--convert-to", CSV,
            "--outdir", str(tmp_path), str(every_format / "report.xlsx"),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    sheets = {path.stem.partition("-")[2]: path for path in tmp_path.glob("report-*.csv")}
    assert set(SHEETS) <= set(sheets)
    read = {name: cells(path) for name, path in sheets.items()}
    figures = {row["Figure"]: row["Number"] for row in read["Summary"]}
    assert int(figures["Notes"]) == index["overview"]["notes"]
    told = index["word_of_mouth"]["clinic"]["people_told"]
    assert float(figures["People who may hear of them"]) == pytest.approx(told["expected"])
    whole = [row for row in read["Steps"] if not row["Month"]]
    for row, step in zip(whole, index["steps"], strict=True):
        assert int(row["Documented"]) == step["done"]
        assert int(row["Missed"]) == step["missed"]
        assert float(row["Share documented"].strip("%")) == pytest.approx(100 * step["rate"])
    estimates = read["Word of mouth"]
    assert float(estimates[0]["People told, high 95%"]) == told["high_95"]
    places = [int(row["Cases"]) for row in estimates if row["By"] == "Location"]
    groups = index["word_of_mouth"]["by_location"]
    assert places == [group["estimate"]["cases"] for group in groups]


def cells(path: Path) -> list[dict[str, str]]:
    """The rows of a sheet's table that LibreOffice wrote; the header is the first full row."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    header = next(at for at, row in enumerate(lines) if all(row))
    end = next((at for at, row in enumerate(lines) if at > header and not any(row)), len(lines))
    return [dict(zip(lines[header], row, strict=True)) for row in lines[header + 1 : end]]
