"""The same notes in every format that is read give the same analyses, note for note."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from zoo import EXPORTS, texts
from zoo.notes import NOTES

from analyzer.engines.batch import Reader, analyze_batch
from analyzer.engines.opening import open_reader
from analyzer.intake import Rejects, read_notes
from analyzer.settings import Settings

MANY = 150


@pytest.fixture(scope="module")
def reader() -> Reader:
    return open_reader(Settings())


def analyses(path: Path, settings: Settings, reader: Reader) -> dict[str, Mapping[str, Any]]:
    """The analyses of an export by note number; no row may be rejected."""
    with Rejects() as rejects:
        rows = [
            row
            for batch in read_notes([path], settings, rejects, 64)
            for row in analyze_batch(batch, reader=reader).to_pylist()
        ]
    assert rejects.reasons == {}
    assert rejects.accounting.read == len(rows)
    return {row["note_id"]: row for row in rows}


@pytest.fixture(scope="module")
def expected(
    tmp_path_factory: pytest.TempPathFactory, reader: Reader
) -> dict[str, Mapping[str, Any]]:
    folder = tmp_path_factory.mktemp("csv")
    return analyses(EXPORTS["csv"](NOTES[:MANY], folder), Settings(), reader)


def test_the_samples_are_many(expected: Mapping[str, Any]) -> None:
    assert len(expected) == MANY
    assert {row["channel"] for row in expected.values()} >= {
        "in_person",
        "phone",
        "email",
        "sms",
        "video",
    }
    assert any(row["findings"] for row in expected.values())
    assert all(row["error"] is None for row in expected.values())


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_gives_the_same_analyses(
    expected: Mapping[str, Mapping[str, Any]], reader: Reader, tmp_path: Path, name: str
) -> None:
    pattern = texts.PATTERN if name == "text files with names that tell" else ""
    settings = Settings(intake={"file_name_pattern": pattern})
    found = analyses(EXPORTS[name](NOTES[:MANY], tmp_path), settings, reader)
    assert found.keys() == expected.keys()
    for note_id, row in expected.items():
        assert found[note_id] == row
