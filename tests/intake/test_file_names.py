import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake import IntakeError
from analyzer.intake.errors import BadRow
from analyzer.intake.file_names import FileNames
from analyzer.intake.timestamps import read_timestamp
from analyzer.schema import NOTE
from analyzer.settings import Columns

KNOWN = (
    "write one of {note_id}, {timestamp}, {time}, {staff_id}, {staff_name}, {role}, {channel}, "
    "{location}, {patient_id}, {patient_name}, {case_id}, {anything}"
)
SETTING = "[intake] file_name_pattern in analyzer.toml"


def test_without_a_pattern_the_name_is_the_number():
    assert FileNames("")("k.jones_2026-03-14 (2)") == {"note_id": "k.jones_2026-03-14 (2)"}


@pytest.mark.parametrize(
    ("pattern", "name", "fields"),
    [
        (
            "{staff_id}_{timestamp}_{note_id}",
            "k.jones_20260314_77",
            {"staff_id": "k.jones", "timestamp": "2026-03-14", "note_id": "77"},
        ),
        (
            "{staff_id}_{timestamp}_{note_id}",
            "k_jones_2026-03-14_A_77",
            {"staff_id": "k_jones", "timestamp": "2026-03-14", "note_id": "A_77"},
        ),
        (
            "{timestamp}_{note_id}",
            "2026-03-14_0940_77",
            {"timestamp": "2026-03-14T09:40", "note_id": "77"},
        ),
        (
            "{timestamp}_{note_id}",
            "2026-03-14_9940_77",
            {"timestamp": "2026-03-14", "note_id": "9940_77"},
        ),
        ("{timestamp}_{note_id}", "20260314_0940", {"timestamp": "2026-03-14", "note_id": "0940"}),
        ("{timestamp}_{time}", "20260314_0940", {"timestamp": "2026-03-14", "time": "09:40"}),
        ("Note {note_id} ({channel})", "Note 7 (phone)", {"note_id": "7", "channel": "phone"}),
        ("{note_id}.txt", "77", {"note_id": "77"}),
        ("{Note ID}", "77", {"note_id": "77"}),
        ("{{{note_id}}}", "{77}", {"note_id": "77"}),
        ("{patient_id}-{}", "17-call about the bill-2", {"patient_id": "17"}),
        ("{anything}-{patient_id}", "call-17", {"patient_id": "17"}),
        ("{anything}_{staff_id}_{anything}", "call_k.jones_1_2", {"staff_id": "k.jones"}),
        ("{anything}", "call", {}),
        ("{note_id}+[{staff_id}]", "7+[a.b]", {"note_id": "7", "staff_id": "a.b"}),
    ],
)
def test_patterns(pattern, name, fields):
    assert FileNames(pattern)(name) == fields


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-14", "2026-03-14T00:00:00"),
        ("20260314", "2026-03-14T00:00:00"),
        ("2026-03-14T0940", "2026-03-14T09:40:00"),
        ("2026-03-14_0940", "2026-03-14T09:40:00"),
        ("2026-03-14 09.40", "2026-03-14T09:40:00"),
        ("2026-03-14-09-40-05", "2026-03-14T09:40:05"),
        ("20260314T094005", "2026-03-14T09:40:05"),
        ("202603142359", "2026-03-14T23:59:00"),
    ],
)
def test_dates_are_read_on(written, moment):
    fields = FileNames("{staff_id}_{timestamp}_{note_id}")(f"kj_{written}_7")
    assert fields.keys() == {"staff_id", "timestamp", "note_id"}
    assert read_timestamp(fields["timestamp"], "month_first")[0].isoformat() == moment


def test_every_field_of_a_note_can_be_named():
    fields = [field for field in Columns.model_fields if field != "text"]
    assert set(fields) - {"time"} <= set(NOTE.names)
    pattern = "+".join(f"{{{field}}}" for field in fields)
    values = {"timestamp": "2026-03-14", "time": "09:40"}
    name = "+".join(values.get(field, "x") for field in fields)
    assert FileNames(pattern)(name) == {field: values.get(field, "x") for field in fields}


@pytest.mark.parametrize(
    "name", ["kj_77", "kj_14-03-2026_77", "kj_2026-03-14_", "_20260314_7", "", "kj_2026031_7"]
)
def test_names_that_do_not_fit(name):
    with pytest.raises(BadRow) as error:
        FileNames("{staff_id}_{timestamp}_{note_id}")(name)
    assert str(error.value) == (
        f"the file's name does not fit {SETTING}; rename the file or mend the pattern (dates are "
        "written 2026-03-14 or 20260314, with or without a time such as 0940)"
    )


def test_names_that_fit_in_more_than_one_way():
    with pytest.raises(BadRow) as error:
        FileNames("{staff_id}_{note_id}")("k_jones_77")
    assert str(error.value) == (
        f"the file's name fits {SETTING} in more than one way; rename the file, or put "
        "{anything} for the last part that may hold the sign between the parts"
    )
    assert FileNames("{staff_id}_{anything}")("k_jones_77") == {"staff_id": "k"}


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("{staff}_{note_id}", f"{SETTING} names 'staff', which is no field of a note; {KNOWN}."),
        ("{text}", f"{SETTING} names 'text', which is no field of a note; {KNOWN}."),
        ("{0}", f"{SETTING} names '0', which is no field of a note; {KNOWN}."),
        ("{note_id:>4}", f"{SETTING} names 'note_id:>4', which is no field of a note; {KNOWN}."),
        (
            "{staff_id}{note_id}",
            f"{SETTING} has {{staff_id}} and {{note_id}} side by side; put the sign between them "
            "that the names of the files have there.",
        ),
        (
            "{}{note_id}",
            f"{SETTING} has {{anything}} and {{note_id}} side by side; put the sign between them "
            "that the names of the files have there.",
        ),
        ("{note_id}_{Note ID}", f"{SETTING} names {{note_id}} twice; name each field once."),
        ("{note_id", f"{SETTING} has a brace that is not paired; write fields as {{note_id}}."),
        ("note}_id", f"{SETTING} has a brace that is not paired; write fields as {{note_id}}."),
        ("notes", f"{SETTING} names no field; {KNOWN}."),
        (".txt", f"{SETTING} names no field; {KNOWN}."),
    ],
)
def test_patterns_that_cannot_be_understood(pattern, message):
    with pytest.raises(IntakeError) as error:
        FileNames(pattern)
    assert str(error.value) == message


@pytest.mark.parametrize("name", ["_" * 255, "a_" * 8 + "b", "_" * 16, "2026-03-14_" * 16])
def test_a_hostile_name_takes_no_time(name):
    fields = ["staff_id", "staff_name", "role", "channel", "location", "patient_id"]
    pattern = "_".join(f"{{{field}}}" for field in fields) + "_!"
    started = time.monotonic()
    with pytest.raises(BadRow):
        FileNames(pattern)(name)
    assert time.monotonic() - started < 0.5


@given(st.text(max_size=30))
def test_any_pattern_is_understood_or_refused(pattern):
    try:
        names = FileNames(pattern)
    except IntakeError:
        return
    try:
        fields = names(pattern)
    except BadRow:
        return
    assert fields.keys() <= set(Columns.model_fields)


WORDS = st.text(st.characters(exclude_characters="_", codec="utf-8"), min_size=1, max_size=20)


@given(WORDS, st.dates(), st.one_of(st.none(), st.times()), WORDS)
def test_what_is_put_into_a_name_comes_out(staff, day, clock, number):
    moment = day.strftime("%Y-%m-%d").rjust(10, "0") + (f"_{clock:%H%M}" if clock else "")
    fields = FileNames("{staff_id}_{timestamp}_{note_id}")(f"{staff}_{moment}_{number}")
    assert fields == {
        "staff_id": staff,
        "timestamp": moment[:10] + (f"T{clock:%H:%M}" if clock else ""),
        "note_id": number,
    }
