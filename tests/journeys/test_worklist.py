"""A morning with the worklist: list, fill in, take back, and the list of the next morning."""

import json
import shlex
from pathlib import Path
from shutil import copytree

import pytest
from journeys.calling import Night, call
from openpyxl import load_workbook

from analyzer.cli.worklist import close, import_
from analyzer.cli.worklist import worklist as group

STORE = ("--store", "sqlite:///demo.sqlite")


@pytest.fixture
def morning(first_night: Night, tmp_path: Path) -> Path:
    """A copy of the samples' first night."""
    return copytree(first_night.folder, tmp_path / "morning")


def listed(folder: Path) -> list[dict[str, object]]:
    done = call("analyzer", "worklist", "--json", *STORE, cwd=folder)
    assert done.returncode == 0, done.stderr
    cases: list[dict[str, object]] = json.loads(done.stdout)["cases"]
    return cases


def test_a_morning_of_two_people(morning: Path) -> None:
    before = listed(morning)
    assert len(before) > 10
    assert [case["rank"] for case in before] == list(range(1, len(before) + 1))
    places = ["safety", "desk", "promise", "unhappy", "repeat"]
    assert [place for place in places if place in {case["urgency"] for case in before}] == list(
        dict.fromkeys(case["urgency"] for case in before)
    )
    written = call("analyzer", "worklist", "-o", "worklist.xlsx", *STORE, cwd=morning)
    assert written.stdout == "worklist.xlsx\n"
    closed, begun = str(before[0]["case"]), str(before[1]["case"])
    book = load_workbook(morning / "worklist.xlsx")
    sheet = book["Worklist"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        case = sheet.cell(row, at["Case"]).value
        if case == closed:
            sheet.cell(row, at["Status"]).value = "closed"
            sheet.cell(row, at["Result"]).value = "settled"
        elif case == begun:
            sheet.cell(row, at["Status"]).value = "in progress"
            sheet.cell(row, at["Owner"]).value = "Ana"
    book.save(morning / "worklist.xlsx")
    taken = call("analyzer", "worklist", "import", "worklist.xlsx", *STORE, cwd=morning)
    assert taken.returncode == 0, taken.stderr
    assert taken.stderr == f"taken 2, unchanged {len(before) - 2}\n"
    after = listed(morning)
    assert [case["case"] for case in after] == [case["case"] for case in before[1:]]
    assert (after[0]["owner"], after[0]["status"]) == ("Ana", "in_progress")


def test_the_same_list_is_the_same_file(morning: Path) -> None:
    for name in ("one.xlsx", "two.xlsx", "one.csv", "two.csv"):
        call("analyzer", "worklist", "-o", name, *STORE, cwd=morning)
    assert (morning / "one.xlsx").read_bytes() == (morning / "two.xlsx").read_bytes()
    assert (morning / "one.csv").read_bytes() == (morning / "two.csv").read_bytes()


def test_every_row_of_a_legal_or_safety_matter_keeps_people_from_calling(morning: Path) -> None:
    rows = [case for case in listed(morning) if case["urgency"] in ("safety", "desk")]
    assert rows
    for row in rows:
        step = str(row["next_step"])
        assert "Call back" not in step
        if row["urgency"] == "safety":
            assert "not a safety alarm" in step
        if "awyer" in str(row["why"]) and row["urgency"] == "desk":
            assert "do not speak about the matter" in step


def examples() -> list[str]:
    helps = [command.help or "" for command in (group, import_, close)]
    shown = [line.strip() for text in helps for line in text.partition("Example")[2].splitlines()]
    return [line for line in dict.fromkeys(shown) if line.startswith("analyzer")]


def test_the_examples_of_the_help_do_what_they_say(morning: Path) -> None:
    (morning / "analyzer.toml").write_text('[store]\nurl = "sqlite:///demo.sqlite"\n')
    assert len(examples()) == 7
    numbers = {"C1042": "case_id", "P0031": "patient_id"}
    cases = listed(morning)
    for number, column in numbers.items():
        numbers[number] = next(str(case[column]) for case in cases if case[column])
    for name in ("worklist.xlsx", "worklist.csv"):
        assert call("analyzer", "worklist", "-o", name, cwd=morning).returncode == 0
    for example in examples():
        parts = [numbers.get(part, part) for part in shlex.split(example)]
        done = call(*parts, cwd=morning)
        assert done.returncode == 0, (example, done.stderr)
