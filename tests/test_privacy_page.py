"""What docs/privacy.md tells is there: the tests, the columns, the types and the way to erase."""

import ast
import re
import sqlite3
from functools import cache
from pathlib import Path

import pytest
from fake_reader import note_batch
from journeys.calling import ROOT, call
from store.nights import KEEP_TEXT, NIGHT, rows_in, run

from analyzer.privacy.identifiers import IdentifierType
from analyzer.privacy.redaction import find_in_notes
from analyzer.settings import Settings
from analyzer.store import CaseEdit, open_store
from analyzer.store.tables import analyses, case_edits, metadata

PAGE = (ROOT / "docs/privacy.md").read_text("utf-8")
SECURITY = (ROOT / "SECURITY.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^##+ (.*?)\n(.*?)(?=^##|\Z)", PAGE, re.S | re.M))
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows(section: str) -> list[list[str]]:
    """The rows of a section's table, without its header."""
    lines = [line for line in SECTIONS[section].splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


@cache
def names_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("reference", sorted(set(TEST.findall(PAGE))), ids="::".join)
def test_a_test_that_is_named_is_there(reference: tuple[str, str]) -> None:
    file, name = reference
    assert name.startswith("test_")
    assert name in names_in(file)


def test_every_threat_has_a_test_and_what_remains() -> None:
    threats = rows("Threat model")
    assert len(threats) > 10
    for *cells, shown_by in threats:
        assert len(cells) == 4
        assert all(cells), cells[0]
        assert TEST.findall(shown_by), cells[0]


def test_every_column_of_the_store_has_its_line() -> None:
    told = [
        (table.strip("`"), column)
        for table, columns, meaning in rows("The store, column by column")
        for column in columns.replace("`", "").split()
        if meaning
    ]
    there = [(table.name, column.name) for table in metadata.sorted_tables for column in table.c]
    assert sorted(told) == sorted(there)


def test_every_type_of_identifier_is_told_and_no_other() -> None:
    types = {str(type_) for type_ in IdentifierType}
    assert set(re.findall(r"`\[(\w+)\]`", SECTIONS["Redaction"])) == types
    assert set(re.findall(r"`\[(\w+)\]`", SECTIONS["HIPAA Safe Harbor"])) == types


def test_all_eighteen_identifiers_of_safe_harbor_are_told() -> None:
    letters = "".join(row[0][1] for row in rows("HIPAA Safe Harbor"))
    assert letters == "ABCDEFGHIJKLMNOPQR"
    assert all(row[1] for row in rows("HIPAA Safe Harbor"))


EXAMPLES = {
    "B": "Lives at 22 Corn Street, LS1 4AP.",
    "C": "Born 4/2/1931, now aged 94.",
    "D": "Call back on 602-555-0148.",
    "E": "Fax to 602-555-0149.",
    "F": "Mail is ana.ruiz@example.org.",
    "G": "SSN 000-12-3456.",
    "H": "MRN 4077142.",
    "I": "Policy no. 44182-203.",
    "J": "Acct 55120987.",
    "K": "Driver's license D1234567.",
    "L": "Licence plate 8XYZ204.",
    "M": "Device serial 48811203.",
    "N": "See www.example.org/ana-ruiz.",
    "O": "Logged in from IP 192.0.2.44.",
}


@pytest.mark.parametrize("letter", EXAMPLES)
def test_an_identifier_of_safe_harbor_is_replaced_as_the_page_says(letter: str) -> None:
    (cell,) = [row[1] for row in rows("HIPAA Safe Harbor") if row[0].startswith(f"({letter})")]
    ((*found,),) = find_in_notes([{"text": EXAMPLES[letter]}])
    assert {str(one.type) for one in found} == set(re.findall(r"`\[(\w+)\]`", cell))


def test_what_stays_by_the_page_stays() -> None:
    note = "Called on Monday at 3 pm, upset since last week; her red car was clamped on ward 7."
    assert find_in_notes([{"text": note}]) == [[]]


def test_settings_that_are_named_are_there() -> None:
    named = set(re.findall(r"`\[(\w+)\] (\w+)`", PAGE + SECURITY))
    assert ("store", "keep_text") in named
    for section, key in named:
        assert hasattr(getattr(Settings(), section), key)


def anchor(heading: str) -> str:
    """A heading as a link names it."""
    return re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-")


@pytest.mark.parametrize("page", ["docs/privacy.md", "SECURITY.md", "THIRD_PARTY.md"])
def test_pages_and_headings_that_are_named_are_there(page: str) -> None:
    for target in re.findall(r"\]\(([^):]+)\)", (ROOT / page).read_text("utf-8")):
        file, _, heading = target.partition("#")
        path = (ROOT / page).parent / file if file else ROOT / page
        assert path.is_file(), target
        if heading:
            headings = map(anchor, re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.M))
            assert heading in headings


def test_commands_of_make_that_are_named_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"\bmake (audit|sbom)\b", SECURITY))
    assert named == {"audit", "sbom"}
    assert all(re.search(rf"^{name}:", makefile, re.M) for name in named)


def test_one_patients_rows_can_be_removed_as_the_page_says(tmp_path: Path) -> None:
    file = tmp_path / "analyzer.sqlite"
    url = f"sqlite:///{file}"
    with open_store(url) as store:
        run(store, note_batch(*NIGHT), settings=KEEP_TEXT)
        store.edit_cases([CaseEdit(source="export", case="case C1", owner="ann")], "ann")
    assert b"lawyer" in file.read_bytes()
    (sql,) = re.findall(r"^```sql\n(.*?)^```$", SECTIONS["Retention"], re.S | re.M)
    connection = sqlite3.connect(file)
    connection.executescript(sql.replace("P1212", "P1"))
    connection.close()
    (command,) = re.findall(r"^```sh\n(.*?)^```$", SECTIONS["Retention"], re.S | re.M)
    done = call(*command.split(), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [row["patient_id"] for row in rows_in(url, analyses)] == [None, None]
    assert rows_in(url, case_edits) == []
    for left in (b"lawyer", b"Ana Ruiz", b"Kim Poe", b"case C1"):
        assert left not in file.read_bytes()
