"""The JSON files: what they hold, and that the layout in docs/ describes every one of them."""

import json
import subprocess
import sys
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import TypeAdapter, ValidationError
from store.nights import note, run

from analyzer.insights.word_of_mouth import WordOfMouthReport
from analyzer.reports.figures import ClinicFigures, StaffFigures
from analyzer.reports.night import write_night
from analyzer.reports.record import SCHEMA
from analyzer.reports.record.documents import (
    OverviewDocument,
    StaffDocument,
    WordOfMouthDocument,
)
from analyzer.settings import Settings
from analyzer.store import Store

ROOT = Path(__file__).parents[3]
LAYOUT = (ROOT / "docs/report.schema.json").read_text("utf-8")


@pytest.fixture(scope="module")
def documents(every_format: Path) -> dict[str, Any]:
    return {
        str(path.relative_to(every_format)): json.loads(path.read_text("utf-8"))
        for path in sorted(every_format.rglob("*.json"))
    }


def test_the_layout_in_docs_is_what_the_command_prints() -> None:
    command = [sys.executable, "-m", "analyzer.reports.record"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == LAYOUT


def test_every_file_is_of_the_layout(documents: dict[str, Any]) -> None:
    validator = Draft202012Validator(json.loads(LAYOUT), format_checker=FormatChecker())
    assert len(documents) > 4
    for document in documents.values():
        validator.validate(document)
        assert document["schema"] == SCHEMA
    kinds = {name: document["kind"] for name, document in documents.items()}
    assert kinds.pop("index.json") == "overview"
    assert set(kinds.values()) == {"staff"}


def test_the_morning_is_of_the_layout(history: Store, settings: Settings, tmp_path: Path) -> None:
    run(history, note(note_id="a", day=1), note(note_id="b", day=2))
    write_night(history, tmp_path, settings, None, date(2026, 3, 5))
    document = json.loads((tmp_path / "morning.json").read_text("utf-8"))
    Draft202012Validator(json.loads(LAYOUT)).validate(document)
    assert document["kind"] == "morning"
    assert document["arrivals"]["new"] == 2


def test_the_layout_lets_new_fields_come_but_the_writer_none(documents: dict[str, Any]) -> None:
    index = documents["index.json"]
    newer = index | {"new": 1, "overview": index["overview"] | {"new": 1}}
    Draft202012Validator(json.loads(LAYOUT)).validate(newer)
    assert "additionalProperties" not in LAYOUT.replace('"additionalProperties": {', "")
    with pytest.raises(ValidationError, match="rank"):
        TypeAdapter(OverviewDocument).validate_python(index | {"rank": 1})


def test_the_layout_refuses_what_is_no_such_file(documents: dict[str, Any]) -> None:
    validator = Draft202012Validator(json.loads(LAYOUT))
    index = documents["index.json"]
    assert not validator.is_valid(index | {"schema": "analyzer-report/0"})
    assert not validator.is_valid({name: index[name] for name in index if name != "overview"})


@pytest.mark.parametrize(
    ("document", "figures"),
    [
        (OverviewDocument, ClinicFigures),
        (StaffDocument, StaffFigures),
        (WordOfMouthDocument, WordOfMouthReport),
    ],
)
def test_a_document_holds_every_figure(document: Any, figures: Any) -> None:
    held = {one.name for one in fields(document)} - {"schema", "kind"}
    assert held == {one.name for one in fields(figures)}


def test_what_is_not_known_is_null(documents: dict[str, Any]) -> None:
    texts = [json.dumps(document) for document in documents.values()]
    assert not any("NaN" in text or "Infinity" in text for text in texts)
    people = [one for one in documents.values() if one["kind"] == "staff"]
    few = [one for one in people if one["report"]["person"]["concerns"] < 10]
    assert len(few) == 1
    assert few[0]["hearts"]["full"]["rate"] is None
    assert {row["rate"] for row in few[0]["compared"]} == {None}


def test_missed_is_no_figure_of_a_person(documents: dict[str, Any]) -> None:
    for document in documents.values():
        if document["kind"] == "staff":
            assert '"missed"' not in json.dumps(document)
