import csv
from pathlib import Path

import pytest
from speed.notes import write_export

from analyzer.intake import Rejects, read_notes
from analyzer.settings import Settings

NOTES = 20_000


def test_every_run_reads_the_same_notes(export: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.csv"
    write_export(again, NOTES)
    assert again.read_bytes() == export.read_bytes()


def test_intake_reads_every_row_once_and_as_it_is_written(export: Path) -> None:
    rejects = Rejects()
    batches = read_notes([export], Settings(), rejects, 5000)
    read = [text for batch in batches for text in batch["text"].to_pylist()]
    assert (rejects.accounting.read, rejects.accounting.rejected) == (NOTES, 0)
    with export.open(encoding="utf-8", newline="") as file:
        assert [" ".join(text.split()) for text in read] == [
            " ".join(row["Note"].split()) for row in csv.DictReader(file)
        ]


def test_the_first_notes_are_as_long_as_all(export: Path) -> None:
    with export.open(encoding="utf-8", newline="") as file:
        words = [len(row["Note"].split()) for row in csv.DictReader(file)]
    assert sum(words[:500]) / 500 == pytest.approx(sum(words) / NOTES, rel=0.05)
