"""The worklist's files: what a spreadsheet makes of them, and what stands in them."""

import csv
import io
import json
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from analyzer.codebook import CaseResult, CaseStatus, words
from analyzer.insights.worklist import COLUMNS
from analyzer.insights.worklist.guide import worklist_guide
from analyzer.insights.worklist.reasons import Urgency
from analyzer.intake.worklist.rows import EDITABLE, heading
from analyzer.intake.worklist.stamp import Filled, read_stamp
from analyzer.reports.worklist_files import (
    Worklist,
    left_out_sentence,
    write_csv,
    write_json,
    write_xlsx,
)

KNOWN_UNTIL = datetime(2026, 3, 20, 17, 5)
ROW = {
    "urgency": "promise",
    "why": "A call back was promised.",
    "source": "export",
    "case": "patient P1",
    "case_id": None,
    "patient_id": "P1",
    "location": "North",
    "first_contact": datetime(2026, 3, 2, 9),
    "last_contact": datetime(2026, 3, 4, 9, 30),
    "contacts": 2,
    "wanted": "wait",
    "promised": "will call",
    "promised_by": datetime(2026, 3, 3, 15),
    "promise_state": "no_note",
    "interpreter": None,
    "route_to": None,
    "next_step": "Call now.",
    "owner": None,
    "status": "open",
    "attempts": 0,
    "result": None,
    "closed": None,
    "version": 0,
    "note_id": "N1",
}
TEXTS = ("why", "location", "wanted", "promised", "owner", "note_id", "case_id")


def listed(*rows, left_out=None):
    table = pd.DataFrame([{"rank": at} | ROW | row for at, row in enumerate(rows, 1)])
    table = table.reindex(columns=COLUMNS)
    return Worklist(table, KNOWN_UNTIL, left_out or {})


def written(write, worklist):
    file = io.BytesIO()
    write(worklist, file)
    return file.getvalue()


def book_of(worklist):
    return load_workbook(io.BytesIO(written(write_xlsx, worklist)))


def cells(sheet, row):
    return {header.value: cell for header, cell in zip(sheet[1], sheet[row], strict=True)}


def csv_rows(worklist):
    text = written(write_csv, worklist).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_workbook_holds_texts_times_and_numbers_as_what_they_are():
    closed = {"status": "in_progress", "result": "not_reached", "owner": "Ana", "attempts": 2}
    row = cells(book_of(listed(ROW, closed))["Worklist"], 3)
    assert {name: row[name].value for name in ("Rank", "Status", "Result", "Attempts")} == {
        "Rank": 2,
        "Status": "in progress",
        "Result": "not reached",
        "Attempts": 2,
    }
    assert row["Promised by"].value == datetime(2026, 3, 3, 15)
    assert row["Promised by"].is_date
    assert row["Promise state"].value == "no note"
    assert row["Case id"].value is None
    assert row["Case"].number_format == "@"


def test_the_workbook_is_made_to_be_filled_in():
    sheet = book_of(listed({}, {"closed": date(2026, 3, 9)}))["Worklist"]
    assert sheet.freeze_panes == "E2"
    header = [cell.value for cell in sheet[1]]
    assert header == [heading(name) for name in worklist_guide().columns]
    assert sheet.auto_filter.ref.startswith("A1:")
    choices = {
        header[next(iter(rule.cells.ranges)).min_col - 1]: rule.formula1
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    assert choices == {
        "Status": f'"{",".join(words(status) for status in CaseStatus)}"',
        "Result": f'"{",".join(words(result) for result in CaseResult)}"',
    }
    row = cells(sheet, 2)
    marked = {name for name, cell in row.items() if cell.fill.fill_type == "solid"}
    assert marked == {heading(name) for name in EDITABLE}
    assert cells(sheet, 3)["Closed"].value == datetime(2026, 3, 9)
    assert cells(sheet, 3)["Closed"].number_format == "yyyy-mm-dd"


def test_the_second_sheet_explains_columns_order_and_limits():
    sheet = book_of(listed({}, left_out={Urgency.PROMISE: 1200}))["Read me"]
    said = {cell.value for row in sheet.iter_rows() for cell in row}
    guide = worklist_guide()
    assert {*guide.order, *guide.caveats, *guide.columns.values()} <= said
    assert "Older cases left out: promise 1,200." in said
    assert "Made from notes up to 2026-03-20 17:05." in said


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_text_becomes_a_formula(name, start):
    harm = f'{start}HYPERLINK("http://x","y")'
    worklist = listed({name: harm})
    cell = cells(book_of(worklist)["Worklist"], 2)[heading(name)]
    assert (cell.value, cell.data_type) == (harm, "s")
    assert cell.hyperlink is None
    assert csv_rows(worklist)[0][heading(name)] == f"'{harm}"


def test_the_csv_is_for_excel_too():
    content = written(write_csv, listed({"location": "Zürich, Süd"}))
    assert content.startswith(b"\xef\xbb\xbfRank,Urgency,")
    [row] = csv_rows(listed({"location": "Zürich, Süd", "closed": date(2026, 3, 9)}))
    assert row["Location"] == "Zürich, Süd"
    assert row["Last contact"] == "2026-03-04 09:30"
    assert row["Closed"] == "2026-03-09"
    assert row["Owner"] == ""


def test_every_row_has_a_stamp_of_what_it_was():
    filled = Filled("Ana", CaseStatus.IN_PROGRESS, 1, CaseResult.REACHED)
    row = {"owner": "Ana", "status": "in_progress", "attempts": 1, "result": "reached"}
    worklist = listed(row | {"version": 7})
    stamps = [
        csv_rows(worklist)[0]["Listed"],
        cells(book_of(worklist)["Worklist"], 2)["Listed"].value,
    ]
    for one in stamps:
        read = read_stamp(one, "export", "patient P1", filled)
        assert read == (7, datetime(2026, 3, 4, 9, 30), True, True)


def test_json_holds_the_list_by_its_own_names():
    held = json.loads(written(write_json, listed({}, left_out={Urgency.REPEAT: 2})))
    assert held["as_of"] == "2026-03-20T17:05:00"
    assert held["left_out"] == {"repeat": 2}
    [case] = held["cases"]
    assert tuple(case) == COLUMNS
    assert case["promised_by"] == "2026-03-03T15:00:00"
    assert case["owner"] is None
    assert case["rank"] == 1


def test_an_empty_list_is_a_file_all_the_same():
    empty = Worklist(pd.DataFrame(columns=list(COLUMNS)), None, {})
    assert book_of(empty)["Worklist"].max_row == 1
    assert csv_rows(empty) == []
    assert json.loads(written(write_json, empty))["as_of"] is None


def test_what_is_left_out_is_said():
    assert left_out_sentence(listed({}), 30) is None
    sentence = left_out_sentence(listed({}, left_out={Urgency.REPEAT: 1}), 30)
    assert sentence is not None
    assert (
        "1 case with no contact, and no call back due, in the last 30 days (repeat 1)" in sentence
    )


@hypothesis_settings(max_examples=25, deadline=None)
@given(texts=st.fixed_dictionaries({name: st.text() for name in TEXTS}))
def test_any_text_can_be_written_and_the_same_list_is_the_same_file(texts):
    worklist = listed(texts)
    assert written(write_xlsx, worklist) == written(write_xlsx, worklist)
    [row] = csv_rows(worklist)
    for name in TEXTS:
        shown = row[heading(name)]
        assert not shown.startswith(("=", "+", "-", "@", "\t", "\r"))
