"""CSV: no field is a formula, whatever separates cells where it is opened; what is given back reads
as it was."""

import csv
import json
import re
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from attacks.attacking import AS_OF, STORE, heard
from attacks.hostile import ATTACKS, FORMULAS
from needed import needed
from openpyxl import load_workbook

from analyzer.privacy.spreadsheets import text_of_cell

TABLES = ["out/rejects.csv", "analyses/records.csv", "redacted/notes.csv", "worklist.csv"]
SIGNS = tuple("=+-@＝＋－＠")
NUMBER = re.compile(r"-?[0-9.]+(e-?[0-9]+)?")
"""Of a column of numbers, which is a number however it is opened."""


@pytest.fixture(params=TABLES)
def table(request: pytest.FixtureRequest, attacked: Path) -> Path:
    return attacked / request.param


def text_of(table: Path) -> str:
    with table.open(encoding="utf-8-sig", newline="") as file:
        return file.read()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_NONE])
def test_no_field_is_a_formula(table: Path, separator: str, quoting: int) -> None:
    if separator == "," and quoting == csv.QUOTE_NONE:
        return  # every program that separates at commas knows quotation marks
    text = text_of(table)
    assert [formula for formula in FORMULAS if formula.strip() in text.replace("'", "")]
    csv.field_size_limit(10**9)
    for row in csv.reader(StringIO(text, newline=""), delimiter=separator, quoting=quoting):
        for field in row:
            for line in re.split("[\r\n]", field):
                assert not line.lstrip(" ").startswith(SIGNS) or NUMBER.fullmatch(line), line
            assert NUMBER.fullmatch(field) or not field.startswith((*SIGNS, "\t")), field


@pytest.mark.parametrize("separators", ["44", "59", "44/59/9"])
def test_a_spreadsheet_finds_no_formula(table: Path, separators: str, tmp_path: Path) -> None:
    program = shutil.which("soffice")
    needed("LibreOffice", program is not None)
    copy = shutil.copy(table, tmp_path / "table.csv")
    subprocess.run(
        [
            str(program), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
            f"--infilter=CSV:{separators},34,76,1,,0,false,true",
            "--convert-to", "xlsx", "--outdir", str(tmp_path), str(copy),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    cells = [
        cell for row in load_workbook(tmp_path / "table.xlsx").active.iter_rows() for cell in row
    ]
    assert len(cells) > 100
    assert [cell.value for cell in cells if cell.data_type == "f"] == []


def test_lists_in_a_table_are_still_json(attacked: Path) -> None:
    rows = list(csv.DictReader(StringIO(text_of(attacked / "analyses/records.csv"), newline="")))
    quotes = [one["quote"] for row in rows for one in json.loads(row["findings"])]
    assert [quote for quote in quotes if "x;=1+1;y" in quote]


def test_rejected_rows_read_as_they_were(attacked: Path) -> None:
    text = text_of(attacked / "out/rejects.csv")
    rows = [json.loads(row["raw"]) for row in csv.DictReader(StringIO(text, newline=""))]
    held = {row["staff_id"] for row in rows}
    assert held == {attack.replace("\r\n", "\n") for attack in ATTACKS}


def test_mended_rejects_are_read_as_the_original(attacked: Path, tmp_path: Path) -> None:
    rows = list(csv.DictReader(StringIO(text_of(attacked / "out/rejects.csv"), newline="")))
    for row in rows:
        row["raw"] = json.dumps(json.loads(row["raw"]) | {"text": "She was upset."})
    with (tmp_path / "mended.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    done = heard("analyze", "mended.csv", "-o", "again.jsonl", cwd=tmp_path)
    assert "rejected 0" in done.stderr
    again = [json.loads(line) for line in (tmp_path / "again.jsonl").read_text().splitlines()]
    records = csv.DictReader(StringIO(text_of(attacked / "analyses/records.csv"), newline=""))
    known = {text_of_cell(record["staff_id"]) for record in records}
    assert {row["staff_id"] for row in again} == known


@pytest.mark.parametrize("name", ["worklist.csv", "worklist.xlsx"])
def test_a_worklist_is_taken_back_whatever_its_cases_are_called(
    attacked: Path, tmp_path: Path, name: str
) -> None:
    for file in ("history.sqlite", "analyzer.toml", "protocol.toml"):
        shutil.copy(attacked / file, tmp_path / file)
    owners = filled(attacked / name, tmp_path / name)
    done = heard("worklist", "import", name, "--store", STORE, cwd=tmp_path)
    assert done.stderr == f"taken {owners}, unchanged 0\n"
    assert done.returncode == 0
    heard("worklist", "--store", STORE, "--as-of", AS_OF, "-o", "again.csv", cwd=tmp_path)
    rows = csv.DictReader(StringIO(text_of(tmp_path / "again.csv"), newline=""))
    assert {row["Owner"] for row in rows} == {"'=1+1"}


def filled(table: Path, copy: Path) -> int:
    """Write a formula into each field Owner of a worklist, as its program would, and count them."""
    if table.suffix == ".xlsx":
        book = load_workbook(table)
        header, *rows = book["Worklist"].iter_rows()
        place = [cell.value for cell in header].index("Owner")
        for cell in (cell for row in rows for cell in row):
            if isinstance(cell.value, str):  # which openpyxl would not escape again
                cell.value = cell.value.replace("_x003D_", "_x005F_x003D_")
                cell.data_type = "s"
        for row in rows:
            row[place].value = "=1+1"
            row[place].data_type = "s"
        book.save(copy)
        return len(rows)
    read = list(csv.DictReader(StringIO(text_of(table), newline="")))
    with copy.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, read[0])
        writer.writeheader()
        writer.writerows(row | {"Owner": "'=1+1"} for row in read)
    return len(read)
