import json

import pytest

from analyzer.intake import IntakeError
from analyzer.intake.delimited import find_delimiter

WAITED = 'She waited, then left; "never again" she said.\nHer son | agreed.'


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_every_delimiter_and_line_end(read, export, delimiter, line_end):
    rows = [["Note ID", "Agent", "Note"], ["1", "S7", quoted(WAITED)], ["2", "S8", "called"]]
    content = line_end.join(delimiter.join(row) for row in rows) + line_end
    reading = read(export(content))
    assert reading.column("text") == [WAITED, "called"]
    assert reading.column("staff_id") == ["S7", "S8"]
    assert reading.column("row") == [1, 2]


def test_delimiter_is_judged_by_steady_rows_not_by_free_text():
    commas = "".join(f"{n};S{n};{'so, ' * n}end\n" for n in range(1, 9))
    assert find_delimiter("id;agent;note\n" + commas) == ";"
    assert find_delimiter("id,agent,note;text\n1,S1,a;b;c\n2,S2,none\n") == ","
    assert find_delimiter("note\nwaited, left, angry\n") != ","


def test_excel_hint_line(read, export):
    reading = read(export("sep=;\r\nid;note\r\n1;a, b\r\n"))
    assert reading.column("text") == ["a, b"]
    assert reading.column("row") == [1]


def test_line_breaks_in_a_note_become_line_feeds(read, export):
    assert read(export('note\r\n"a\r\nb\rc\nd"\r\n')).column("text") == ["a\nb\nc\nd"]


def test_blank_lines_and_empty_rows_are_no_rows(read, export):
    reading = read(export("\nid,note\n\n1,a\n,\n  ,\n2,b\n\n"))
    assert reading.column("text") == ["a", "b"]
    assert reading.accounting.read == 2


def test_wrong_number_of_fields(read, export):
    reading = read(export("id,note,agent\n1,a\n2,b,S2\n3,c,S3,more\n4,d,S4,,\n"))
    assert reading.column("note_id") == ["2", "4"]
    assert reading.reasons == {
        "too few fields: the header has 3": 1,
        "too many fields: the header has 3": 1,
    }


def test_nameless_columns(read, export):
    reading = read(export(",note,\n0,a,x\n1,b\n"))
    assert [json.loads(extra) for extra in reading.column("extra")] == [
        {"column 1": "0", "column 3": "x"},
        {"column 1": "1"},
    ]


def test_repeated_columns_are_all_kept(read, export):
    reading = read(export("note,Flag,Flag\na,x,y\n"))
    assert json.loads(reading.column("extra")[0]) == {"Flag": "x", "Flag (2)": "y"}


def test_a_quotation_mark_never_closed_costs_its_own_line(read, export):
    rows = "".join(f"{n},note {n}\n" for n in range(2, 5000))
    reading = read(export('id,note\n1,"she said\n' + rows))
    assert len(reading.notes) == 4998
    assert list(reading.reasons) == [
        'a quotation mark (") is opened and not closed, or one inside the text is not doubled'
    ]
    assert reading.accounting.rejected == 1


def test_an_inner_quotation_mark_that_is_not_doubled(read, export):
    reading = read(export('id,note\n1,"she said "no" twice"\n2,fine\n'))
    assert reading.column("note_id") == ["2"]
    assert reading.accounting.rejected == 1


def test_marks_that_never_pair_are_read_in_a_straight_line(read, export):
    lines = 'b",c,"d\n' * 30_000
    reading = read(export('note,x,y\n1,2,"a\n' + lines))
    assert reading.accounting.read == len(reading.notes) + reading.accounting.rejected
    assert reading.accounting.rejected > 0


def test_a_row_of_three_million_characters_is_rejected(read, export):
    long = "long note " * 300_000
    reading = read(export(f'id,note\n1,a\n2,"{long}"\n3,{long}\n4,d\n'))
    assert reading.column("note_id") == ["1", "4"]
    assert reading.reasons == {
        "the text is longer than 30,000 characters ([intake] characters_per_note)": 2
    }


def test_header_that_does_not_parse(read, export):
    with pytest.raises(IntakeError, match=r"visits\.csv has a first line that is no header"):
        read(export('"id,note\n1,a\n'))
