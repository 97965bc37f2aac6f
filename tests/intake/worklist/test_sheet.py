"""What comes back from people's spreadsheets: edits told from what stood there, slips from both."""

import csv
import io
from datetime import date, datetime
from pathlib import Path

import pytest
from excel_files import save
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from analyzer.codebook import CaseResult, CaseStatus, words
from analyzer.intake.errors import IntakeError
from analyzer.intake.worklist.rows import EDITABLE, NEEDED, heading
from analyzer.intake.worklist.sheet import read_worklist_sheet
from analyzer.intake.worklist.stamp import Filled, read_stamp, stamp
from analyzer.settings import Settings

SEEN = datetime(2026, 3, 14, 9, 40, 12)
HEADER = ["Rank", *map(heading, NEEDED), "Last contact"]


def row_of(case="patient P1", filled=None, source="export", version=0, last="2026-03-14 09:40"):
    """A row as the list writes it, by column."""
    filled = filled or Filled()
    return {
        "Rank": "1",
        "Source": source,
        "Case": case,
        "Listed": stamp(source, case, version, SEEN, filled),
        "Owner": filled.owner or "",
        "Status": words(filled.status),
        "Attempts": str(filled.attempts),
        "Result": words(filled.result) if filled.result else "",
        "Closed": filled.closed.isoformat() if filled.closed else "",
        "Last contact": last,
    }


def as_csv(path, rows, delimiter=",", encoding="utf-8-sig", header=HEADER):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@pytest.fixture
def read(tmp_path, settings):
    """The sheet of some rows of a CSV."""

    def sheet(*rows, settings=settings, **options):
        path = as_csv(tmp_path / "worklist.csv", rows, **options)
        return read_worklist_sheet(path, settings)

    return sheet


@pytest.fixture(scope="session")
def settings():
    return Settings()


def test_only_what_was_changed_counts(read):
    sheet = read(
        row_of(),
        row_of("patient P2", version=8) | {"Owner": " Ana  Ruiz ", "Attempts": "2"},
        row_of("case C3") | {"Status": "Closed", "Result": "NOT REACHED", "Closed": "2026-03-16"},
    )
    assert sheet.problems == ()
    assert sheet.unchanged == 1
    first, second = sheet.changed
    assert (first.row, first.case, first.version, first.seen_until) == (3, "patient P2", 8, SEEN)
    assert first.filled == Filled(owner="Ana Ruiz", attempts=2)
    assert second.filled == Filled(
        None, CaseStatus.CLOSED, 0, CaseResult.NOT_REACHED, date(2026, 3, 16)
    )


def test_what_somebody_took_back_is_an_edit(read):
    filled = Filled("Ana", CaseStatus.IN_PROGRESS, 2, CaseResult.NOT_REACHED)
    cleared = {"Owner": "", "Attempts": "", "Result": "", "Status": "open"}
    [changed] = read(row_of(filled=filled) | cleared).changed
    assert changed.filled == Filled()


def test_as_excel_saves_it_on_the_continent(read):
    closed = {"Status": "in_progress", "Owner": "Zoë Müller"}
    sheet = read(
        row_of(last="14/03/2026 09:40") | closed,
        row_of("case C2", last="02/03/2026 10:00")
        | {"Status": "closed", "Result": "settled", "Closed": "05/03/2026"},
        delimiter=";",
        encoding="cp1252",
    )
    assert [row.filled.owner for row in sheet.changed] == ["Zoë Müller", None]
    assert sheet.changed[1].filled.closed == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        ("3/5/2026", "month_first", date(2026, 3, 5)),
        ("3/5/2026", "day_first", date(2026, 5, 3)),
        ("05.03.26", "day_first", date(2026, 3, 5)),
        ("5 March 2026", "month_first", date(2026, 3, 5)),
        ("46086", "month_first", date(2026, 3, 5)),
    ],
)
def test_dates_in_the_way_of_the_place(read, written, order, day):
    row = row_of() | {"Status": "closed", "Result": "settled", "Closed": written}
    settings = Settings(intake={"date_order": order})
    assert read(row, settings=settings).changed[0].filled.closed == day


def test_dates_whose_order_nothing_shows_are_asked_for(read):
    row = row_of(last="03/04/2026") | {"Closed": "03/05/2026"}
    with pytest.raises(IntakeError, match="date_order"):
        read(row)


def test_columns_may_be_moved_and_rows_deleted(read):
    rows = [row_of(f"case C{at}") | {"Owner": f"Ana {at}"} for at in range(5)]
    header = [*map(heading, reversed(NEEDED))]
    sheet = read(rows[4], rows[1], header=header)
    assert [(row.case, row.filled.owner) for row in sheet.changed] == [
        ("case C4", "Ana 4"),
        ("case C1", "Ana 1"),
    ]


def test_a_workbook_with_typed_cells(tmp_path, settings):
    row = row_of()
    values = [row[name] for name in HEADER]
    moment = datetime(2026, 3, 16)
    changes = {"Status": "closed", "Result": "misread", "Attempts": 3, "Closed": moment}
    changed = [changes.get(name, row[name]) for name in HEADER]
    path = save(
        tmp_path / "worklist.xlsx",
        {
            "Read me": [["About this list"]],
            "Worklist": [["My copy"], [], HEADER, [], values, changed],
        },
    )
    sheet = read_worklist_sheet(path, settings)
    assert sheet.unchanged == 1
    [case] = sheet.changed
    assert case.row == 6
    assert case.filled == Filled(None, CaseStatus.CLOSED, 3, CaseResult.MISREAD, date(2026, 3, 16))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"Status": "done"}, "column Status must be one of these: open, in progress, closed."),
        ({"Status": ""}, "column Status must be one of these: open, in progress, closed."),
        ({"Result": "ok"}, "column Result must be empty or one of these: settled, reached"),
        ({"Attempts": "two"}, "column Attempts is no whole number from 0 to 999."),
        ({"Attempts": "-1"}, "column Attempts is no whole number from 0 to 999."),
        ({"Attempts": "1000"}, "column Attempts is no whole number from 0 to 999."),
        ({"Attempts": "2.5"}, "column Attempts is no whole number from 0 to 999."),
        ({"Closed": "soon"}, "column Closed is no date that can be read; write one such as"),
        ({"Closed": "2026-02-30"}, "column Closed is no date that can be read; write one such as"),
        ({"Status": "closed"}, "column Result is empty; a closed case needs one: settled"),
        ({"Closed": "2026-03-16"}, "column Closed holds a date and the status is not closed"),
        ({"Owner": "x" * 101}, "column Owner has more than 100 characters; write a name."),
        ({"Case": ""}, "column Case is empty; take the row from the list again."),
        ({"Source": ""}, "column Source is empty; take the row from the list again."),
        ({"Listed": ""}, "column Listed does not belong to the case of this row"),
        ({"Listed": "v0"}, "column Listed does not belong to the case of this row"),
        ({"Case": "patient P2"}, "column Listed does not belong to the case of this row"),
    ],
)
def test_what_cannot_be_used_is_told_by_row_and_column(read, change, sentence):
    sheet = read(row_of("patient P3"), row_of() | change)
    [problem] = sheet.problems
    assert problem.startswith(f"Row 3, {sentence}")
    assert "P1" not in problem


def test_everything_that_is_wrong_is_told_at_once(read):
    sheet = read(row_of() | {"Status": "x", "Attempts": "x"}, row_of("case C2") | {"Closed": "x"})
    assert [problem.partition(" ")[2][:18] for problem in sheet.problems] == [
        "2, column Status m",
        "2, column Attempts",
        "3, column Closed i",
    ]


def test_a_formula_in_a_workbook_is_told(tmp_path, settings):
    row = row_of() | {"Owner": "=A1"}
    path = save(tmp_path / "a.xlsx", {"Worklist": [HEADER, [row[name] for name in HEADER]]})
    [problem] = read_worklist_sheet(path, settings).problems
    assert problem == "Row 2, column Owner holds a formula; write the value itself."


def test_the_same_case_twice(read):
    row = row_of() | {"Owner": "Ana"}
    assert len(read(row, row).changed) == 1
    [problem] = read(row, row | {"Owner": "Bo"}).problems
    assert problem.startswith("Row 3: the same case stands in row 2")


def test_a_text_that_looks_like_a_formula_comes_back_as_it_was(read):
    filled = Filled(owner="=Ana")
    assert read(row_of(filled=filled) | {"Owner": "'=Ana"}).unchanged == 1


def test_empty_rows_do_not_count(read):
    sheet = read(dict.fromkeys(HEADER, ""), row_of(), {"Rank": "a remark"})
    assert (sheet.unchanged, sheet.changed, sheet.problems) == (1, (), ())


@pytest.mark.parametrize("missing", [heading(name) for name in NEEDED])
def test_a_file_without_a_needed_column_is_no_worklist(read, missing):
    with pytest.raises(IntakeError, match="is no worklist: it needs the columns"):
        read(row_of(), header=[name for name in HEADER if name != missing])


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.json", b'{"a": 1}'), ("a.csv", b"a,b\n1,2\n"), ("a.csv", b""), ("a.xlsx", b"PK\x03\x04")],
)
def test_another_file_is_told_in_a_sentence(tmp_path, settings, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(IntakeError, match=name):
        read_worklist_sheet(path, settings)


def test_a_workbook_without_the_list(tmp_path, settings):
    path = save(tmp_path / "a.xlsx", {"One": [["Note"], ["Called."]], "Two": [["x"]]})
    with pytest.raises(IntakeError, match="is no worklist"):
        read_worklist_sheet(path, settings)


FILLED = st.builds(
    Filled,
    owner=st.none() | st.text(st.characters(categories=["L", "P", "S"]), min_size=1, max_size=20),
    status=st.sampled_from(CaseStatus),
    attempts=st.integers(0, 999),
    result=st.none() | st.sampled_from(CaseResult),
    closed=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)


@given(
    source=st.text(),
    case=st.text(),
    version=st.integers(0, 10**9),
    seen=st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),
    filled=FILLED,
    now=FILLED,
)
def test_a_stamp_tells_what_it_was_made_of(source, case, version, seen, filled, now):
    text = stamp(source, case, version, seen, filled)
    assert read_stamp(text, source, case, filled) == (version, seen, True, True)
    read = read_stamp(text, source, case + "x", now)
    assert read is not None
    assert not read.is_of_case
    assert read.is_unchanged == (now == filled)


@hypothesis_settings(max_examples=60)
@given(text=st.text())
def test_no_text_breaks_a_stamp(text):
    assert read_stamp(text, "export", "case C1", Filled()) is None


@hypothesis_settings(max_examples=30, deadline=None)
@given(values=st.fixed_dictionaries({heading(name): st.text() for name in EDITABLE}))
def test_whatever_people_write_is_read_or_told(tmp_path_factory, settings, values):
    path: Path = tmp_path_factory.mktemp("sheet") / "worklist.xlsx"
    book_path = save(path, {"Worklist": [HEADER, [row_of()[name] for name in HEADER]]})
    book = load_workbook(book_path)
    sheet = book["Worklist"]
    for at, name in enumerate(HEADER, start=1):
        if name in values:
            cell = sheet.cell(2, at)
            cell.value = "".join(letter for letter in values[name] if letter.isprintable())
            cell.data_type = "s"
    book.save(book_path)
    read = read_worklist_sheet(book_path, settings)
    assert bool(read.problems) != bool(read.changed or read.unchanged)
