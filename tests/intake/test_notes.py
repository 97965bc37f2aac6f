import json
from datetime import datetime

import pytest
from fake_reader import FakeReader

from analyzer.engines.batch import analyze_batch
from analyzer.intake import IntakeError, Rejects, export_row, read_notes
from analyzer.intake.characters import clean
from analyzer.intake.records import REPLACED, UNPLACED
from analyzer.settings import Settings

HEADER = (
    "Note ID,Contact Date,Agent,Agent Name,Job Title,Channel,Clinic,MRN,Patient Name,Ticket,Note,"
    "Minutes"
)
CSV = f"""{HEADER}
 1 ,3/14/2026 9:40,S7,Bo Lund,nurse,Telephone,North,P1,Ada Fox,C9,  Called twice.  ,12
2,,NULL,,,,,,,,Came in.,
"""


def test_every_field(read, export):
    path = export(CSV)
    first, second = read(path, source={"name": "epic"}).notes
    assert first == {
        "source": "epic",
        "note_id": "1",
        "text": "  Called twice.  ",
        "timestamp": datetime(2026, 3, 14, 9, 40),
        "utc_offset_minutes": None,
        "staff_id": "S7",
        "staff_name": "Bo Lund",
        "role": "nurse",
        "channel": "phone",
        "location": "North",
        "patient_id": "P1",
        "patient_name": "Ada Fox",
        "case_id": "C9",
        "extra": json.dumps({"Minutes": "12"}),
        "file": str(path),
        "row": 1,
        "patient_names": ["Ada Fox"],
        "staff_names": ["Bo Lund"],
    }
    filled = {name for name, value in second.items() if value is not None}
    assert filled == {"source", "note_id", "text", "file", "row"}


def test_offset_is_kept_beside_the_wall_clock(read, export):
    (note,) = read(export("note,timestamp\na,2026-03-14T09:40:00-05:00\n")).notes
    assert note["timestamp"] == datetime(2026, 3, 14, 9, 40)
    assert note["utc_offset_minutes"] == -300


def test_an_unreadable_date_rejects_its_row(read, export):
    reading = read(export("note,Visit Date\na,soon\nb,\nc,2026-03-14\n"))
    assert reading.column("text") == ["b", "c"]
    assert reading.reasons == {
        "column 'Visit Date' holds no date that can be read; write it as 2026-03-14 09:40": 1
    }


def test_a_time_of_day_is_joined_with_its_date(read, export):
    rows = "14/03/2026,9:40 PM,a\n14/03/2026,,b\n2026-03-14 00:00:00,0940,c\n,9:40,d\n"
    reading = read(export(f"Date,Time,Note\n{rows}14/03/2026,soon,e\nsoon,9:40,f\n"))
    assert reading.column("timestamp") == [
        datetime(2026, 3, 14, 21, 40),
        datetime(2026, 3, 14),
        datetime(2026, 3, 14, 9, 40),
        None,
    ]
    assert reading.column("extra") == [None] * 4
    assert reading.reasons == {
        "columns 'Date' and 'Time' hold no date that can be read; write it as 2026-03-14 09:40": 2
    }


def test_the_time_of_day_can_be_chosen(read, export):
    path = export("Tag,Uhrzeit,Time,Note\n14.03.2026,9:40,later,a\n")
    (note,) = read(path, columns={"timestamp": "Tag", "time": "Uhrzeit"}).notes
    assert note["timestamp"] == datetime(2026, 3, 14, 9, 40)
    assert json.loads(note["extra"]) == {"Time": "later"}


def test_seconds_and_milliseconds_since_1970_are_dates(read, export):
    reading = read(export("note,created\na,1773481200\nb,1773481200250\nc,17734812\n"))
    assert reading.column("timestamp") == [datetime(2026, 3, 14, 9, 40)] * 2
    assert reading.column("utc_offset_minutes") == [0, 0]
    assert reading.accounting.rejected == 1


def test_a_set_date_order_is_kept(read, export):
    path = export("note,date\na,03/04/2026\nb,14/03/2026\n")
    assert str(read(path).notes[0]["timestamp"].date()) == "2026-04-03"
    reading = read(path, intake={"date_order": "month_first"})
    assert str(reading.notes[0]["timestamp"].date()) == "2026-03-04"
    assert reading.accounting.rejected == 1


def test_dates_that_could_be_either_stop_the_file(read, export):
    path = export("note,date\na,03/04/2026\n")
    with pytest.raises(IntakeError, match=r"set date_order to \"day_first\" or \"month_first\""):
        read(path)
    assert read(path, intake={"date_order": "day_first"}).accounting.rejected == 0


def test_an_empty_text_rejects_its_row(read, export):
    reading = read(export("id,note\n1,\n2,  \n3,x\n"))
    assert reading.column("note_id") == ["3"]
    assert reading.reasons == {"column 'note' is empty; put the note's text there": 2}


def test_the_length_limit_is_inclusive(read, export):
    reading = read(export("id,note\n1,12345\n2,123456\n"), intake={"characters_per_note": 5})
    assert reading.column("note_id") == ["1"]
    assert reading.reasons == {
        "the text in column 'note' is longer than 5 characters; raise [intake] "
        "characters_per_note in analyzer.toml if it is one note": 1
    }


def test_the_length_is_that_of_the_text_without_its_mark_up(read, export):
    within = {"characters_per_note": 5}
    rows = "1,<p>1234&amp;</p>\n2,<p>12345</p><p>6</p>\n3,<p>" + "<br>" * 100 + "</p>\n"
    reading = read(export(f"id,note\n{rows}"), intake=within)
    assert reading.column("text") == ["1234&"]
    assert reading.accounting.rejected == 2


@pytest.mark.parametrize("damage", ["\0", "\x01", "\ufffe", "\u200b", "\r\n", "<br>", "\udce9"])
def test_the_places_of_findings_are_those_in_the_clean_text(read, export, damage):
    content = f'id,note\n1,"{damage}Was {damage}angry, nam{damage}ed a lawyer.{damage}"\n'
    path = export((content + "2,café naïve\n" * 9).encode("utf-8", "surrogateescape"))
    with Rejects() as rejects:
        [batch] = read_notes([path], Settings(), rejects, 7)
    [note, *_] = batch.to_pylist()
    [analysis, *_] = analyze_batch(batch, reader=FakeReader(Settings())).to_pylist()
    assert [finding["label"] for finding in analysis["findings"]] == ["frustration", "legal"]
    for finding in analysis["findings"]:
        assert note["text"][finding["start"] : finding["end"]] == finding["quote"]
    assert clean(note["text"]) == note["text"]


@pytest.mark.parametrize("value", [UNPLACED, REPLACED])
def test_a_row_with_a_value_to_be_put_right_is_no_note(read, export, value):
    rows = [{"note": "a", value: []}, {"note": "b"}]
    reading = read(export("\n".join(map(json.dumps, rows)), "a.jsonl"))
    assert reading.column("text") == ["b"]
    assert list(reading.reasons) == [TO_BE_PUT_RIGHT[value]]


TO_BE_PUT_RIGHT = {
    UNPLACED: "the row still has a value under 'no column'; put it under the column where it "
    "belongs, and take 'no column' out",
    REPLACED: "another version stands in the place of this row; if it is another note, give it a "
    "number of its own and take 'another version' out",
}


def test_a_note_as_its_export_had_it():
    columns = {"text": "Comments", "staff_id": "Agent", "staff_name": "Agent", "role": "Job"}
    note = {
        "source": "export",
        "note_id": "7",
        "text": "Called.",
        "timestamp": datetime(2026, 3, 14, 9, 40),
        "utc_offset_minutes": -300,
        "staff_id": "Kim Poe",
        "staff_name": "Kim Poe",
        "role": None,
        "extra": '{"Bed": 4, "text": "kept aside"}',
        "file": "a.csv",
        "row": 3,
    }
    assert export_row(note, columns) == {
        "Comments": "Called.",
        "Agent": "Kim Poe",
        "Job": None,
        "note_id": "7",
        "timestamp": "2026-03-14T09:40:00-05:00",
        "Bed": 4,
        "text": "kept aside",
    }


def test_numbers_are_made_from_the_content_and_stay(read, export):
    both = read(export("agent,note\nS1,a\nS2,a\nS1,a\nS1,b\n", "one.csv")).column("note_id")
    assert len(set(both)) == 4
    assert both[0].removesuffix("-1") == both[2].removesuffix("-2")
    later = read(export("note,agent,exported\nb,S1,x\na,S1,y\n", "two.csv")).column("note_id")
    assert later == [both[3], both[0]]


def test_a_made_number_depends_on_the_time_of_day(read, export):
    rows = ["2026-03-14,9:40,no answer\n", "2026-03-14,14:20,no answer\n"]
    first = read(export("date,time,note\n" + "".join(rows))).column("note_id")
    later = read(export("date,time,note\n" + "".join(reversed(rows)))).column("note_id")
    assert later == list(reversed(first))


def test_a_single_missing_number_is_made_too(read, export):
    reading = read(export("id,note\n1,a\n,b\nN/A,c\n"))
    assert reading.column("note_id")[0] == "1"
    assert len(set(reading.column("note_id"))) == 3
    assert all(reading.column("note_id"))


def test_columns_can_be_chosen(read, export):
    path = export("Comments,Notes\na,b\n")
    (note,) = read(path, columns={"text": "notes"}).notes
    assert note["text"] == "b"
    assert json.loads(note["extra"]) == {"Comments": "a"}
