"""The notes that every reader of a run is given: those of models/corpus, over and over."""

import csv
import itertools
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEADER = ["Note ID", "Date/Time", "Employee ID", "Contact Type", "MRN", "Note"]
STARTED = datetime(2026, 1, 13)  # from the first row on, day and month are told apart


def texts() -> list[str]:
    """Return the notes of models/corpus, without the folder of test authors.

    Those that say "n/a" are left out, since intake takes it for an empty cell. The others stand in
    the order of their digests, so that the first few are a fair sample of all.
    """
    found = [
        json.loads(line)["text"]
        for path in (ROOT / "models" / "corpus").glob("*.jsonl")
        for line in path.read_text("utf-8").splitlines()
    ]
    said = [text for text in found if text.casefold() != "n/a"]
    return sorted(said, key=lambda text: sha256(text.encode()).digest())


def rows() -> Iterator[list[str]]:
    """Yield the rows of an export without an end, each note with a number of its own."""
    for number, text in enumerate(itertools.cycle(texts())):
        moment = STARTED + timedelta(minutes=number % 500_000)
        time = f"{moment:%d/%m/%Y %H:%M}"
        staff, patient = f"S{number % 211}", f"P{number % 40_009}"
        yield [f"N{number}", time, staff, "phone", patient, text]


def write_export(path: Path, notes: int) -> None:
    """Write a CSV of so many notes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(itertools.islice(rows(), notes))
