"""Damaged files of every format: a sentence or notes, never a traceback, and no row unaccounted.

``make fuzz`` reads 10,000 files; ``FUZZ_FILES`` says how many.
"""

import csv
import json
import os
import random
import re
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from zoo import EXPORTS
from zoo.mutation import mutate
from zoo.notes import NOTES

from analyzer.cli import main
from analyzer.intake import IntakeError, Rejects, export_row, read_notes
from analyzer.settings import Settings

FILES = int(os.environ.get("FUZZ_FILES", "300"))
CHUNKS = 20
SECONDS_A_FILE = 20
"""Far more than any takes, on a busy machine too; a file that takes longer hangs."""

SETTINGS = Settings(intake={"bytes_per_file": 10_000_000, "rows_per_file": 10_000})


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A small export of every kind."""
    place = tmp_path_factory.mktemp
    return {name: write(NOTES[:6], place("healthy")) for name, write in EXPORTS.items()}


def hang(*_: object) -> None:
    raise TimeoutError("the file was not read in time")


def damaged(export: Path, folder: Path, chance: random.Random, others: list[bytes]) -> Path:
    """A damaged copy of an export: of the file, or of one or two in the folder."""
    folder.mkdir()
    if export.is_file():
        copy = folder / export.name
        copy.write_bytes(mutate(export.read_bytes(), chance, others))
        return copy
    files = sorted(export.iterdir())
    chosen = {chance.choice(files), chance.choice(files)}
    for file in files:
        content = file.read_bytes()
        copy = mutate(content, chance, others) if file in chosen else content
        (folder / file.name).write_bytes(copy)
    return folder


def refused(path: Path, rejects_path: Path) -> bool:
    """Read an export; say whether it was refused as a whole, in a sentence."""
    try:
        read(path, rejects_path)
    except IntakeError as error:
        said = str(error)
    else:
        return False
    assert said.endswith(".")
    assert "\n" not in said
    return True


def inspected(path: Path) -> Result:
    return CliRunner().invoke(main, ["inspect", str(path)])


def read(path: Path, rejects_path: Path) -> None:
    """Read an export, and check that every row of it is somewhere."""
    texts: list[str] = []
    with Rejects(rejects_path) as rejects:
        for batch in read_notes([path], SETTINGS, rejects, 4):
            for note in batch.to_pylist():
                row = export_row(note, rejects.columns[note["file"]])
                texts.append(json.dumps([note, row], default=str, ensure_ascii=False))
    accounting = rejects.accounting
    accounting.analysed = len(texts)
    accounting.check()
    assert sum(rejects.reasons.values()) == accounting.rejected
    kept = accounting.rejected + accounting.superseded
    assert rejects_path.exists() == (kept > 0)
    if kept:
        with rejects_path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == kept
        texts.extend(json.dumps(row, ensure_ascii=False) for row in rows)
    if path.suffix in LINES:
        check_whole_lines(path, "\n".join(texts))


LINES = {".csv": b"", ".jsonl": b"", ".hl7": b"NOTE^Note||"}
"""Files in which a row stands on lines of its own, so that what is not damaged must be found, and
what stands before a text where it is one."""


def check_whole_lines(path: Path, found: str) -> None:
    """Check that the words of every healthy note that are still in a file came out of it: in a
    note or in a reject. This knows nothing of how the file was read."""
    content = path.read_bytes()
    for note in NOTES[:6]:
        if LINES[path.suffix] + note["text"].encode() in content:
            assert max(re.split(r'[,;|"\t\\^&~]', note["text"]), key=len) in found


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_damage_is_told_or_read_around(
    healthy: dict[str, Path], tmp_path: Path, chunk: int
) -> None:
    others = [
        file.read_bytes()
        for export in healthy.values()
        for file in ([export] if export.is_file() else sorted(export.iterdir())[:3])
    ]
    signal.signal(signal.SIGALRM, hang)
    outcomes = set()
    for number in range(chunk, FILES, CHUNKS):
        chance = random.Random(number)
        export = healthy[list(healthy)[number // CHUNKS % len(healthy)]]
        path = damaged(export, tmp_path / str(number), chance, others)
        rejects = tmp_path / f"rejects-{number}.csv"
        signal.alarm(SECONDS_A_FILE)
        outcomes.add(refused(path, rejects))
        if rejects.exists():
            mended = rejects.rename(tmp_path / f"mended-{number}.csv")
            refused(mended, tmp_path / f"rejects-again-{number}.csv")
        if number % 3 == 0:
            assert isinstance(inspected(path).exception, SystemExit | None)
        signal.alarm(0)
    assert outcomes
