import json

import pytest

from analyzer.intake import IntakeError
from analyzer.intake.delimited import Delimited, find_delimiter
from analyzer.intake.records import UNPLACED
from analyzer.settings import Columns

QUOTE = "put quotation marks around a text that holds a line break or the sign between the fields"
UNPAIRED = (
    'a quotation mark (") is opened and not closed, or one inside a text is not doubled; '
    "close or double it"
)
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
        f"too few fields: the header has 3; {QUOTE}": 1,
        f"too many fields: the header has 3; {QUOTE}": 1,
    }


def test_a_row_that_cannot_be_taken_apart_stands_under_the_columns(export):
    path = export('id,note,agent\n1,a\n3,c,S3,more,and more\n5,"x"y,S5\n6,f,S6\n')
    few, many, line, whole = Delimited(path, "visits.csv").records()
    assert few.raw == {"id": "1", "note": "a", "agent": None, UNPLACED: []}
    assert many.raw == {"id": "3", "note": "c", "agent": "S3", UNPLACED: ["more", "and more"]}
    assert line.raw == {"id": None, "note": None, "agent": None, UNPLACED: '5,"x"y,S5\n'}
    assert [record.values for record in (few, many, line)] == [{}, {}, {}]
    assert whole.raw is whole.values
    assert whole.values == {"id": "6", "note": "f", "agent": "S6"}


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
    assert list(reading.reasons) == [UNPAIRED]
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
        "the text in column 'note' is longer than 100,000 characters; raise [intake] "
        "characters_per_note in analyzer.toml if it is one note": 2
    }


def test_header_that_does_not_parse(read, export):
    path = export('"id,note\n1,a\n')
    with pytest.raises(IntakeError) as error:
        read(path)
    assert str(error.value) == f"{path} has a first line that is no header: {UNPAIRED}."


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("padded", [False, True])
def test_titles_above_the_header(read, export, delimiter, padded):
    def line(*fields):
        return delimiter.join([*fields, *[""] * (5 - len(fields)) * padded]) + "\r\n"

    titles = [line("Contacts of March 2026"), line(), line("Exported by", '"Dana, front desk"')]
    header = line("Note ID", "Agent", "MRN", "Channel", "Note")
    rows = [line(str(n), "S7", "4711", "phone", quoted(WAITED)) for n in range(3)]
    reading = read(export("".join([*titles, header, *rows])))
    assert reading.column("text") == [WAITED] * 3
    assert reading.column("staff_id") == ["S7"] * 3
    assert reading.column("row") == [1, 2, 3]
    assert reading.accounting.rejected == 0


def test_a_header_of_two_rows(read, export):
    lines = ["Note ID;Patient;;Staff;;Note", ";ID;Name;ID;Name;", "1;4711;Ana Ruiz;S7;Dana;Called"]
    [note] = read(export("\n".join(lines))).notes
    assert (note["patient_id"], note["patient_name"]) == ("4711", "Ana Ruiz")
    assert (note["staff_id"], note["staff_name"]) == ("S7", "Dana")
    assert (note["note_id"], note["row"]) == ("1", 1)


def test_titles_above_a_header_that_only_the_settings_know(tmp_path):
    path = tmp_path / "kontakte.csv"
    path.write_text("Kontakte im März\n\nNr;Wer;Was\n1;S7;rief an, wartet\n2;S8;kam\n", "utf-8")
    table = Delimited(path, "kontakte.csv", Columns(text="Was"))
    assert table.columns == ["Nr", "Wer", "Was"]
    assert [(record.row, record.values["Was"]) for record in table.records()] == [
        (1, "rief an, wartet"),
        (2, "kam"),
    ]


def test_a_title_whose_quotation_marks_do_not_pair(read, export):
    reading = read(export('"Contacts" of March\nid,note\n1,a\n2,"b\n'))
    assert reading.column("note_id") == ["1"]
    assert reading.accounting.rejected == 1
