import pytest

from analyzer.intake import IntakeError
from analyzer.intake.columns import distinct, understand
from analyzer.schema import NOTE
from analyzer.settings import Columns


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Agent", "staff_id"),
        ("EMPLOYEE", "staff_id"),
        ("author", "staff_id"),
        ("Rep", "staff_id"),
        ("user", "staff_id"),
        ("MRN", "patient_id"),
        ("Patient Number", "patient_id"),
        ("patient_number", "patient_id"),
        ("Agent Name", "staff_name"),
        ("Job Title", "role"),
        ("Contact Method", "channel"),
        ("Dept.", "location"),
        ("Ticket #", "case_id"),
        ("Note ID", "note_id"),
        ("Created-At", "timestamp"),
        ("Patient Name", "patient_name"),
    ],
)
def test_usual_names(column, field):
    assert understand(["Text", column], Columns(), "a.csv")[field] == column


@pytest.mark.parametrize(
    "column",
    ["comment", "Comments", "Narrative", "BODY", "note_text", "Notes", "Description", "message"],
)
def test_usual_names_of_the_text(column):
    assert understand(["id", column], Columns(), "a.csv")["text"] == column


def test_every_field_of_a_note_is_known_by_its_own_name():
    fields = list(Columns.model_fields)
    assert set(fields) - {"time"} <= set(NOTE.names)
    assert understand(fields, Columns(), "a.csv") == {field: field for field in fields}


def test_first_listed_name_wins_whatever_the_order_of_the_columns():
    for columns in (["Note", "User", "Staff ID"], ["Note", "Staff ID", "User"]):
        assert understand(columns, Columns(), "a.csv")["staff_id"] == "Staff ID"


def test_author_name_serves_as_number_where_there_is_none():
    assert understand(["Note", "Agent Name"], Columns(), "a.csv") == {
        "text": "Note",
        "staff_id": "Agent Name",
        "staff_name": "Agent Name",
    }


def test_settings_go_before_the_usual_names():
    chosen = Columns(text="details", staff_id="Badge")
    found = understand(["Notes", "Details", "Agent", "Badge"], chosen, "a.csv")
    assert found == {"text": "Details", "staff_id": "Badge", "staff_name": "Agent"}


def test_two_texts():
    with pytest.raises(IntakeError) as error:
        understand(["Notes", "Agent", "Comments"], Columns(), "a.csv")
    assert str(error.value) == (
        "a.csv has more than one column that can be the note's text, 'Notes' and 'Comments'; "
        "say which under [columns] text in analyzer.toml."
    )


def test_the_same_name_twice_is_two_texts():
    with pytest.raises(IntakeError, match=r"'Note' and 'Note \(2\)'"):
        understand(distinct(["Note", "Note"]), Columns(), "a.csv")


def test_a_file_without_a_header_does_not_print_its_first_row():
    with pytest.raises(IntakeError) as error:
        understand(["Ana Ruiz", "555-0148", "Upset. Rebooked."], Columns(), "a.csv")
    assert str(error.value) == (
        "a.csv has no column that is known to hold the note's text (columns: 3, few with a usual "
        "name; is the first line a header?); name it under [columns] text in analyzer.toml."
    )


@pytest.mark.parametrize("column", ["Patient", "Agent", "Author", "Logged by"])
def test_a_column_that_may_hold_a_name_is_redacted_too(column):
    found = understand([column, "Note"], Columns(), "a.csv")
    number, person = (
        ("patient_id", "patient_name") if column == "Patient" else ("staff_id", "staff_name")
    )
    assert found[number] == found[person] == column


@pytest.mark.parametrize(
    ("number", "person", "fields"),
    [
        ("Agent ID", "Agent", ("staff_id", "staff_name")),
        ("Employee ID", "Entered by", ("staff_id", "staff_name")),
        ("MRN", "Patient", ("patient_id", "patient_name")),
    ],
)
def test_beside_a_number_a_column_that_may_hold_a_name_is_the_name(number, person, fields):
    for columns in ([number, person, "Note"], ["Note", person, number]):
        found = understand(columns, Columns(), "a.csv")
        assert found == {"text": "Note", fields[0]: number, fields[1]: person}


def test_a_column_of_names_goes_before_one_that_may_hold_them():
    found = understand(["Agent ID", "Agent", "Agent Name", "Note"], Columns(), "a.csv")
    assert (found["staff_id"], found["staff_name"]) == ("Agent ID", "Agent Name")


@pytest.mark.parametrize("column", ["Time", "Call time", "Start Time", "time_of_day"])
def test_the_time_of_day_counts_beside_a_date(column):
    for columns in (["Date", column, "Note"], ["Note", column, "Date"]):
        found = understand(columns, Columns(), "a.csv")
        assert (found["timestamp"], found["time"]) == ("Date", column)


@pytest.mark.parametrize("column", ["Time", "Call time", "Timestamp"])
def test_without_a_date_the_time_is_the_timestamp(column):
    assert understand([column, "Note"], Columns(), "a.csv") == {"text": "Note", "timestamp": column}


def test_the_settings_say_which_column_is_the_time():
    columns = ["Tag", "Uhrzeit", "Time", "Note"]
    found = understand(columns, Columns(timestamp="Tag", time="Uhrzeit"), "a.csv")
    assert found == {"text": "Note", "timestamp": "Tag", "time": "Uhrzeit"}
    assert understand(["Uhrzeit", "Note"], Columns(time="Uhrzeit"), "a.csv") == {"text": "Note"}


def test_a_phone_number_is_no_case():
    assert understand(["Contact number", "Note"], Columns(), "a.csv") == {"text": "Note"}


@pytest.mark.parametrize("column", ["Conversation ID", "Contact id", "Chat id"])
def test_a_conversation_is_no_number_of_a_note(column):
    assert understand([column, "Note"], Columns(), "a.csv") == {"text": "Note", "case_id": column}


def test_chosen_column_is_missing():
    with pytest.raises(IntakeError) as error:
        understand(["Note", "Agent"], Columns(patient_id="Chart"), "a.csv")
    assert str(error.value) == (
        "a.csv has no column 'Chart', which [columns] patient_id in analyzer.toml names "
        "(its columns: 'Note', 'Agent'); correct the name there."
    )
