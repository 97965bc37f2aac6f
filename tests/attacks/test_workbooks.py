"""XLSX: no formula, no link and nothing that reaches outside, whatever a text begins with."""

import re
import zipfile
from pathlib import Path

import pytest
from attacks.hostile import FORMULAS
from lxml import etree
from openpyxl import load_workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BOOKS = ["out/reports/report.xlsx", "worklist.xlsx"]
OUTWARD = re.compile("externalLink|hyperlink|ddeLink|oleLink|vbaProject|connections|customXml")


@pytest.fixture(params=BOOKS)
def book(request: pytest.FixtureRequest, attacked: Path) -> Path:
    return attacked / request.param


def test_no_part_of_a_workbook_holds_a_formula_or_a_link(book: Path) -> None:
    with zipfile.ZipFile(book) as parts:
        for name in parts.namelist():
            assert not OUTWARD.search(name), name
            for element in etree.fromstring(parts.read(name)).iter():
                assert element.tag != f"{MAIN}f", name
                assert element.tag != f"{MAIN}hyperlink", name
                assert element.get("TargetMode") != "External", name


def test_every_text_is_a_text(book: Path) -> None:
    cells = [cell for sheet in load_workbook(book) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    texts = [cell.value for cell in cells if cell.data_type == "s"]
    for formula in FORMULAS:
        assert [text for text in texts if formula.strip() in text], formula
    for text in texts:
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text), text


def test_what_is_chosen_from_is_ours(attacked: Path) -> None:
    sheet = load_workbook(attacked / "worklist.xlsx")["Worklist"]
    chosen = {one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"}
    assert all(re.fullmatch(r'"[a-z ,]+"', each) for each in chosen)
    assert len(chosen) == 2
