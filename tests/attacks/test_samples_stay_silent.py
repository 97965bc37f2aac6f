"""A whole night over the samples, with all that can be logged listened to: no identifier of theirs
is in a log, a message or the name of a file."""

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from attacks.attacking import STORE, heard
from journeys.calling import ROOT, Completed

EXPORTS = ("clinic_export.csv", "portal_messages.jsonl")
SOME_WORDS = 25
"""So many letters of a text are from it."""

PHONE = re.compile(r"\b(?:\d{3}[-. ])?555[-. ]01\d\d\b|\b07700 ?900\d{3}\b")
DATE_OF_BIRTH = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d\b")
COMMANDS = {
    "run": ("run", "notes", "--out", "reports", "--store", STORE, "--workers", "2", "--log-json"),
    "again": ("run", "notes", "--out", "reports", "--store", STORE, "--reanalyse"),
    "report": ("report", "--store", STORE, "--out", "again", "--format", "html,xlsx,pdf,md,json"),
    "records": ("analyze", "notes", "more", "-o", "records.parquet", "--workers", "2"),
    "redacted": ("redact", "notes", "-o", "redacted.jsonl"),
    "worklist": ("worklist", "--store", STORE, "-o", "worklist.xlsx"),
    "purge": ("purge", "--before", "2026-09-10", "--store", STORE),
}


def rows(folder: Path) -> Iterator[dict[str, str]]:
    with (folder / EXPORTS[0]).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
    for line in (folder / EXPORTS[1]).read_text("utf-8").splitlines():
        yield json.loads(line)


def identifiers(folder: Path) -> set[str]:
    """Everything of the samples that tells whom a note is about, who wrote it or what it says."""
    found: set[str] = set()
    for row in rows(folder):
        for column, value in row.items():
            if not isinstance(value, str) or not value:
                continue
            if re.search("name|patient|mrn|case|employee|staff|author", column, re.IGNORECASE):
                found |= {value} | {part for part in value.split() if len(part) > 4}
            if len(value) > 60:
                found |= {value[:SOME_WORDS], *PHONE.findall(value), *DATE_OF_BIRTH.findall(value)}
    assert len(found) > 500
    return {each for each in found if len(each) > 3}


def write_more(folder: Path) -> None:
    """Write the samples once more, by other numbers: so many notes that workers share them."""
    folder.mkdir()
    for number, row in enumerate(rows(ROOT / "sample_notes")):
        first = next(iter(row))
        with (folder / f"{first}.jsonl").open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(row | {first: f'M{number}'})}\n")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Completed]]:
    folder = tmp_path_factory.mktemp("night")
    (folder / "notes").mkdir()
    write_more(folder / "more")
    for name in EXPORTS:
        shutil.copy(ROOT / "sample_notes" / name, folder / "notes")
    with (folder / "notes" / EXPORTS[0]).open("a", encoding="utf-8") as file:
        file.write("A101-999,soon,A101,Dana Whitlock,,,,P1001,Beatrice Langford,,\n")
    return folder, {name: heard(*command, cwd=folder) for name, command in COMMANDS.items()}


def test_no_message_names_anybody(night: tuple[Path, dict[str, Completed]]) -> None:
    folder, done = night
    told = "".join(each.stderr for each in done.values())
    told += "".join(each.stdout for each in done.values())
    assert {each.returncode for each in done.values()} == {0}, told
    assert '"event": "rows"' in told
    assert [each for each in identifiers(folder / "notes") if each in told] == []


def test_no_log_of_a_library_is_written(night: tuple[Path, dict[str, Completed]]) -> None:
    """Every process listens at level DEBUG, those of the workers too."""
    folder, done = night
    assert "analysed 576" in done["records"].stderr
    assert (folder / "log.txt").read_text("utf-8") == ""


def test_no_file_is_named_after_anybody(night: tuple[Path, dict[str, Completed]]) -> None:
    folder, _ = night
    names = "\n".join(str(path.relative_to(folder)) for path in folder.rglob("*"))
    names += "\n".join(
        json.loads(line)["path"] for line in (folder / "moves.jsonl").read_text().splitlines()
    )
    assert names.count("\n") > 30
    assert [each for each in identifiers(folder / "notes") if each in names] == []
