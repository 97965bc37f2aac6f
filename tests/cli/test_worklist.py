"""The worklist: shown, written, filled in by people, taken back, and closed in a word."""

import csv
import io
import json
import stat
from datetime import date
from pathlib import Path

import fake_reader
import pytest
from openpyxl import load_workbook

from analyzer.codebook import Actor, Status, Technique
from analyzer.insights.worklist.guide import worklist_guide
from analyzer.store import open_store

STORE = ("--store", "sqlite:///history.sqlite")
NOTES = """\
note_id,timestamp,staff_id,patient_id,case_id,location,note
n1,2026-03-14 09:40,S1,P1,C1,North,Was angry and named a lawyer.
n2,2026-03-15 09:00,S1,P2,,=South,Named a lawyer.
n3,2026-03-16 10:00,S2,P3,,North,Came by and was booked.
n4,2026-03-16 11:00,S2,P1,C4,North,Named a lawyer again.
n5,2026-01-20 11:00,S2,P5,,North,I will call back tomorrow.
"""
LATER = "n6,2026-03-20 11:00,S2,P2,,North,Was angry and named a lawyer.\n"


@pytest.fixture
def history(invoke, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store in which three cases belong on the legal desk, and an old one waits for a call."""
    offer = (Technique.OFFER_CALLBACK, Status.DONE, Actor.AUTHOR)
    monkeypatch.setitem(fake_reader.WORDS, "will call back tomorrow", offer)
    (folder / "export.csv").write_text(NOTES)
    assert invoke("run", "export.csv", "--out", "reports", *STORE).exit_code == 0
    return folder


def listed(invoke, *arguments):
    """The cases of the list, by key."""
    told = json.loads(invoke("worklist", "--json", *STORE, *arguments).stdout)
    return {case["case"]: case for case in told["cases"]}


def fill_in(path: Path, changes: dict[str, dict[str, object]]) -> Path:
    """Write into the rows of some cases of a workbook, by heading."""
    book = load_workbook(path)
    sheet = book["Worklist"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        case = sheet.cell(row, columns["Case"]).value
        for heading, value in changes.get(case, {}).items():
            sheet.cell(row, columns[heading]).value = value
    book.save(path)
    return path


@pytest.fixture
def sheet(invoke, history: Path) -> Path:
    assert invoke("worklist", "-o", "worklist.xlsx", *STORE).stdout == "worklist.xlsx\n"
    return history / "worklist.xlsx"


def edits(folder: Path):
    with open_store("sqlite:///history.sqlite", create=False) as store:
        return store.case_edits().set_index("case")


def test_the_table_tells_who_why_and_what_next(invoke, history: Path) -> None:
    result = invoke("worklist", *STORE)
    assert result.exit_code == 0
    shown = " ".join(result.stdout.split())
    assert "Recovery worklist, as of 16 March 2026, 11:00: 3 cases" in shown
    assert "desk 3." in shown
    assert worklist_guide().caveats[0] in shown
    assert "patient P1" in shown
    assert (
        "Left out: 1 case with no contact, and no call back due, in the last 30 days (promise 1)"
        in shown
    )
    assert max(map(len, result.stdout.splitlines())) <= 100
    assert "booked" not in shown


def test_the_list_of_a_day(invoke, history: Path) -> None:
    assert set(listed(invoke)) == {"case C1", "case C4", "patient P2"}
    assert set(listed(invoke, "--as-of", "2026-03-14")) == {"case C1"}


def test_a_long_list_says_how_to_see_all(invoke, folder: Path) -> None:
    rows = [f"m{at},2026-03-14 09:40,S1,Q{at},,North,Named a lawyer." for at in range(12)]
    (folder / "export.csv").write_text(NOTES + "\n".join(rows) + "\n")
    invoke("run", "export.csv", "--out", "reports", *STORE)
    shown = " ".join(invoke("worklist", *STORE).stdout.split())
    assert "5 more: analyzer worklist -o worklist.xlsx writes all of them." in shown


def test_a_history_with_nobody_to_call(invoke, folder: Path) -> None:
    (folder / "export.csv").write_text(NOTES.replace("lawyer", "person"))
    invoke("run", "export.csv", "--out", "reports", *STORE)
    result = invoke("worklist", *STORE)
    assert result.exit_code == 0
    assert ": 0 cases" in result.stdout


def test_a_written_list_is_its_owners_alone(sheet: Path) -> None:
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    assert load_workbook(sheet).sheetnames == ["Worklist", "Read me"]


def test_csv_on_standard_output_is_what_o_writes(invoke, history: Path) -> None:
    shown = invoke("worklist", "--csv", *STORE).stdout_bytes
    invoke("worklist", "-o", "list.csv", *STORE)
    assert (history / "list.csv").read_bytes() == shown
    rows = list(csv.DictReader(io.StringIO(shown.decode("utf-8-sig"), newline="")))
    assert {row["Location"] for row in rows} == {"North", "'=South"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("-o", "list.pdf"), "the file must end in .xlsx or .csv"),
        (("-o", "none/list.csv"), "the folder none is not there"),
        (("--json", "--csv"), "Give one of --json, --csv and -o."),
        (("--json", "import", "x.csv"), "Write the options after the command"),
        (("--as-of", "soon"), "soon"),
        (("close", "C1"), "--result"),
        (("close", "C1", "--result", "fine"), "fine"),
    ],
)
def test_wrong_usage(invoke, history: Path, arguments, sentence: str) -> None:
    result = invoke("worklist", *arguments)
    assert result.exit_code == 2
    assert sentence in " ".join(result.stderr.split())


def test_without_a_history(invoke, folder: Path) -> None:
    result = invoke("worklist", *STORE)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert not (folder / "history.sqlite").exists()


def test_what_people_wrote_comes_back(invoke, sheet: Path) -> None:
    closed = {"Status": "closed", "Result": "passed on", "Attempts": 2}
    fill_in(sheet, {"case C1": closed, "patient P2": {"Owner": "Ana", "Status": "in progress"}})
    result = invoke("worklist", "import", str(sheet), "--by", "Bo", *STORE)
    assert (result.exit_code, result.stderr) == (0, "taken 2, unchanged 1\n")
    rows = listed(invoke)
    assert set(rows) == {"patient P2", "case C4"}
    assert (rows["patient P2"]["owner"], rows["patient P2"]["status"]) == ("Ana", "in_progress")
    kept = edits(sheet.parent).loc["case C1"]
    assert (kept["result"], kept["attempts"], kept["edited_by"]) == ("passed_on", 2, "Bo")
    assert kept["closed"] == date.today()
    assert str(kept["seen_until"]) == "2026-03-14 09:40:00"
    again = invoke("worklist", "import", str(sheet), *STORE)
    assert (again.exit_code, again.stderr) == (0, "taken 0, unchanged 3\n")


def test_nothing_is_taken_where_a_value_is_wrong(invoke, sheet: Path) -> None:
    fill_in(sheet, {"case C1": {"Owner": "Ana"}, "patient P2": {"Attempts": "often"}})
    result = invoke("worklist", "import", str(sheet), *STORE)
    assert result.exit_code == 1
    assert "Nothing of" in result.stderr
    assert "column Attempts is no whole number from 0 to 999." in result.stderr
    assert "P2" not in result.stderr
    assert edits(sheet.parent).empty


def test_many_slips_are_counted(invoke, history: Path) -> None:
    lines = invoke("worklist", "--csv", *STORE).stdout.splitlines()
    rows = [line.replace(",open,", ",done,") for line in lines[1:]] * 10
    (history / "list.csv").write_text("\n".join([lines[0], *rows]) + "\n", encoding="utf-8")
    result = invoke("worklist", "import", "list.csv", *STORE)
    assert result.stderr.count("column Status") == 20
    assert "10 more rows or cells need mending too." in result.stderr


def test_a_list_of_another_store_is_refused(invoke, sheet: Path, folder: Path) -> None:
    other = ("--store", "sqlite:///other.sqlite")
    (folder / "few.csv").write_text("\n".join(NOTES.splitlines()[:2]) + "\n")
    invoke("run", "few.csv", "--out", "others", *other)
    fill_in(sheet, {"case C1": {"Owner": "Ana"}, "patient P2": {"Owner": "Ana"}})
    result = invoke("worklist", "import", str(sheet), *other)
    assert result.exit_code == 1
    assert result.stderr.count("the store has no note of this case") == 1


def test_a_case_that_another_person_changed_is_shown_and_the_rest_taken(
    invoke, sheet: Path
) -> None:
    invoke("worklist", "close", "C1", "--result", "settled", "--by", "Bo", *STORE)
    fill_in(sheet, {"case C1": {"Owner": "Ana", "Attempts": 1}, "patient P2": {"Owner": "Ana"}})
    result = invoke("worklist", "import", str(sheet), *STORE)
    assert result.exit_code == 1
    assert "taken 1, unchanged 1, not taken 1" in result.stderr
    assert "Case C1 was changed meanwhile by Bo" in result.stderr
    today = date.today().isoformat()
    assert (
        "  in the store: owner nobody, status closed, attempts 0, result settled, "
        f"closed {today}\n"
        "  in the file:  owner Ana, status open, attempts 1, result none\n" in result.stderr
    )
    assert edits(sheet.parent).loc["case C1", "status"] == "closed"
    assert edits(sheet.parent).loc["patient P2", "owner"] == "Ana"


def test_a_row_that_nobody_changed_never_undoes_what_another_did(invoke, sheet: Path) -> None:
    invoke("worklist", "close", "C1", "--result", "settled", *STORE)
    result = invoke("worklist", "import", str(sheet), *STORE)
    assert (result.exit_code, result.stderr) == (0, "taken 0, unchanged 3\n")
    assert edits(sheet.parent).loc["case C1", "status"] == "closed"


def test_a_closed_case_comes_back_and_an_untouched_row_leaves_it_so(invoke, sheet: Path) -> None:
    fill_in(sheet, {"patient P2": {"Status": "closed", "Result": "settled", "Owner": "Ana"}})
    invoke("worklist", "import", str(sheet), *STORE)
    assert "patient P2" not in listed(invoke)
    (sheet.parent / "export.csv").write_text(NOTES + LATER)
    invoke("run", "export.csv", "--out", "reports", *STORE)
    row = listed(invoke)["patient P2"]
    assert (row["status"], row["owner"], row["closed"]) == ("open", "Ana", None)
    assert "a new contact since" in row["why"]
    invoke("worklist", "-o", "again.xlsx", *STORE)
    result = invoke("worklist", "import", "again.xlsx", *STORE)
    assert result.stderr == "taken 0, unchanged 3\n"
    assert "patient P2" in listed(invoke)


def test_a_contact_that_came_after_the_list_is_not_closed_with_it(invoke, sheet: Path) -> None:
    (sheet.parent / "export.csv").write_text(NOTES + LATER)
    invoke("run", "export.csv", "--out", "reports", *STORE)
    fill_in(sheet, {"patient P2": {"Status": "closed", "Result": "settled"}})
    invoke("worklist", "import", str(sheet), *STORE)
    assert "a new contact since" in listed(invoke)["patient P2"]["why"]


def test_a_case_is_closed_in_a_word(invoke, history: Path) -> None:
    result = invoke("worklist", "close", "P2", "--result", "misread", "--owner", "Ana", *STORE)
    assert (result.exit_code, result.stderr) == (0, "taken 1, unchanged 0\n")
    kept = edits(history).loc["patient P2"]
    assert (kept["owner"], kept["status"], kept["result"]) == ("Ana", "closed", "misread")
    assert str(kept["seen_until"]) == "2026-03-15 09:00:00"
    invoke("worklist", "close", "P2", "--result", "settled", *STORE)
    kept = edits(history).loc["patient P2"]
    assert (kept["owner"], kept["result"]) == ("Ana", "settled")


@pytest.mark.parametrize("name", ["C1", "case C1"])
def test_a_case_goes_by_its_number_and_by_its_whole_name(invoke, history: Path, name: str) -> None:
    assert invoke("worklist", "close", name, "--result", "settled", *STORE).exit_code == 0
    assert edits(history).index.tolist() == ["case C1"]


def test_a_patient_with_several_cases_is_asked_about(invoke, history: Path) -> None:
    result = invoke("worklist", "close", "P1", "--result", "settled", *STORE)
    assert result.exit_code == 1
    assert (
        'P1 may be one of 2 cases; give one of these instead: "case C1", "case C4".'
        in result.stderr
    )


def test_a_number_in_two_systems_needs_its_source(invoke, history: Path) -> None:
    (history / "portal.toml").write_text('[source]\nname = "portal"\n')
    (history / "portal.csv").write_text(NOTES)
    run = ("run", "portal.csv", "--out", "reports", "--config", "portal.toml")
    invoke(*run, *STORE)
    close = ("worklist", "close", "C1", "--result", "settled", *STORE)
    result = invoke(*close)
    assert result.exit_code == 1
    assert '"case C1" --source "export", "case C1" --source "portal".' in result.stderr
    assert invoke(*close, "--source", "portal").exit_code == 0
    assert edits(history)["source"].tolist() == ["portal"]


def test_a_case_that_is_not_there(invoke, history: Path) -> None:
    result = invoke("worklist", "close", "P99", "--result", "settled", *STORE)
    assert result.exit_code == 1
    assert "No case P99 is in the store" in result.stderr
