import json
from datetime import datetime

import pytest

from analyzer.intake import IntakeError

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
    assert reading.reasons == {"column 'Visit Date' holds no date that can be read": 1}


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
    assert reading.reasons == {"the text is empty": 2}


def test_the_length_limit_is_inclusive(read, export):
    reading = read(export("id,note\n1,12345\n2,123456\n"), intake={"characters_per_note": 5})
    assert reading.column("note_id") == ["1"]
    assert reading.reasons == {
        "the text is longer than 5 characters ([intake] characters_per_note)": 1
    }


def test_numbers_are_made_from_the_content_and_stay(read, export):
    both = read(export("agent,note\nS1,a\nS2,a\nS1,a\nS1,b\n", "one.csv")).column("note_id")
    assert len(set(both)) == 4
    assert both[0].removesuffix("-1") == both[2].removesuffix("-2")
    later = read(export("note,agent,exported\nb,S1,x\na,S1,y\n", "two.csv")).column("note_id")
    assert later == [both[3], both[0]]


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
