import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.intake.data import load
from analyzer.intake.header import find_header, first_rows
from analyzer.settings import Columns

DATA = [["1", "S7", "4711", "phone", "Waited, then left."]] * 3
HEADER = ["Note ID", "Agent", "MRN", "Channel", "Note"]


def found(*rows, **chosen):
    header = find_header([list(row) for row in rows], Columns(**chosen))
    return header.columns, header.rows


def test_the_first_row_is_the_header():
    assert found(HEADER, *DATA) == (HEADER, 1)


def test_a_header_of_unknown_names_is_the_first_row():
    assert found(["Ref", "Wer", "Was"], ["1", "S7", "Kam wieder."]) == (["Ref", "Wer", "Was"], 1)


@pytest.mark.parametrize(
    "titles",
    [
        [["Patient contacts March 2026"]],
        [["Patient contacts March 2026", "", "", "", ""], ["", "", "Notes"]],
        [["Contact notes"], ["Exported by", "Dana"], ["Clinic:", "North", "Site 2"]],
        [["Location", "Clinic"]],
        [["Exported 2026-03-31 09:40", "", ""], ["", "Page", "1"]],
        [["2026"], ["note", "1", "2"]],
    ],
)
def test_titles_stand_above_the_header(titles):
    assert found(*titles, HEADER, *DATA) == (HEADER, len(titles) + 1)


def test_one_known_name_is_enough_under_titles_that_stand_alone():
    header = ["Ref", "Who", "Note"]
    assert found(["Contact notes"], ["of March"], header, *DATA) == (header, 3)
    assert found(["Report", "of March"], header, *DATA)[1] == 1


def test_a_name_from_the_settings_is_known():
    header = ["Nr", "Wer", "Was"]
    assert found(["Kontakte"], header, *DATA) == (["Kontakte"], 1)
    assert found(["Kontakte"], header, *DATA, text="was") == (header, 2)


@pytest.mark.parametrize(
    "row",
    [
        ["nurse", "clinic", "message", "patient", "note"],
        ["nurse", "clinic", "message", "patient", ""],
        ["nurse", "12", "message", "patient", "note", "caller"],
        ["nurse", "14/3/2026", "message", "patient", "note", "caller"],
        ["nurse", "Mon 9:40", "message", "patient", "note", "caller"],
        ["nurse", "gave", "a", "note", "to", "Dana"],
    ],
)
def test_a_row_of_data_is_no_header(row):
    header = ["Role", "Location", "Von", "Wer", "Note"]
    assert found(header, ["S7", "a", "b", "c", "d"], row, *DATA) == (header, 1)


def test_one_column_of_notes_is_not_skipped():
    rows = [["Bemerkung"], ["waited"], ["note", "call back"], ["left"], ["came again"]]
    assert found(*rows) == (["Bemerkung"], 1)


def test_names_under_merged_groups():
    assert found(
        ["Contacts of March"],
        ["", "", "Patient", "", "Staff", "", ""],
        ["Note ID", "Date", "ID", "Name", "ID", "Name", "Note"],
        ["1", "2026-03-01", "4711", "Ana Ruiz", "S7", "Dana", "Called."],
    ) == (["Note ID", "Date", "Patient ID", "Patient Name", "Staff ID", "Staff Name", "Note"], 3)


def test_cells_merged_over_both_rows():
    assert found(
        ["Note ID", "Date", "Patient", "", "Staff", "", "Note"],
        ["", "", "ID", "Name", "ID", "Grade"],
        ["1", "2026-03-01", "4711", "Ana Ruiz", "S7", "B", "Called."],
    ) == (["Note ID", "Date", "Patient ID", "Patient Name", "Staff ID", "Staff Grade", "Note"], 2)


def test_a_name_that_is_known_alone_stays_alone():
    upper = ["Contact", "", "", "Patient", "", ""]
    lower = ["Agent", "Method", "Note", "MRN", "Name", "Flag"]
    names = ["Agent", "Contact Method", "Note", "MRN", "Patient Name"]
    assert found(upper, lower, *DATA) == ([*names, "Patient Flag"], 2)
    assert found(upper, lower, *DATA, case_id="Flag") == ([*names, "Flag"], 2)


@pytest.mark.parametrize(
    "row",
    [
        ["Called her", "ID", "Name"],
        ["", "", "ID"],
        ["ID", "", "7"],
        ["", "Name", "2026-03-01"],
    ],
)
def test_data_under_columns_without_a_name_is_no_second_header(row):
    assert found(["Note", "Agent", ""], row, *DATA)[1] == 1


def test_words_above_a_header_are_no_groups():
    header = ["Name", "ID", "Date", "Note"]
    assert found(["Patient", "Smith"], header, *DATA) == (header, 2)
    assert found(["Exported by", "Dana", "", ""], header, *DATA) == (header, 2)


def test_so_many_rows_are_looked_at_as_the_memory_holds():
    assert first_rows(iter(range(100)), lambda _: 5) == list(range(30))
    assert first_rows(iter(range(100)), lambda _: 70_000) == [0, 1, 2]
    assert first_rows(iter(["a" * 1_000_000, "b"]), len) == ["a" * 1_000_000]


def test_a_long_cell_takes_no_time():
    cells = ["7" * 1_000_000 + "a", "-/" * 1_000_000]
    assert found(HEADER, cells, cells) == (HEADER, 1)


known = st.sampled_from([name for names in load("columns.toml").values() for name in names])
word = st.one_of(known, st.sampled_from(["", " ", "7", "Dana", "2026-03-01", "Upset; left."]))


@settings(max_examples=300)
@given(st.lists(st.lists(word, min_size=1, max_size=6), min_size=1, max_size=8))
def test_any_rows_have_a_header(rows):
    header = find_header(rows, Columns())
    assert 1 <= header.rows <= len(rows)
    names = header.columns
    assert len(set(names)) == len(names) >= max(1, len(rows[header.rows - 1]))


@settings(max_examples=300)
@given(
    st.lists(known, min_size=2, max_size=6, unique=True),
    st.lists(st.lists(word, min_size=6, max_size=6), max_size=6),
)
def test_rows_no_wider_than_a_header_leave_it_where_it_is(header, rows):
    rows = [row[: len(header)] for row in rows]
    assert find_header([header, *rows], Columns()).rows == 1
