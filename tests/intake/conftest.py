import csv
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analyzer.intake import Rejects, read_notes
from analyzer.settings import Settings


class Reading:
    """The notes and rejects of one reading."""

    def __init__(self, notes: list[dict[str, Any]], rejects: Rejects) -> None:
        self.notes = notes
        self.accounting = rejects.accounting
        self.reasons = dict(rejects.reasons)

    def column(self, name: str) -> list[Any]:
        return [note[name] for note in self.notes]


def read_paths(
    *paths: Any, batch_size: int = 7, rejects_path: Path | None = None, **sections: dict[str, Any]
) -> Reading:
    with Rejects(rejects_path) as rejects:
        batches = list(read_notes(paths, Settings(**sections), rejects, batch_size))
    accounting = rejects.accounting
    accounting.analysed = sum(batch.num_rows for batch in batches)
    accounting.check()
    return Reading([note for batch in batches for note in batch.to_pylist()], rejects)


@pytest.fixture
def read() -> Callable[..., Reading]:
    return read_paths


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Write a file and return its path."""

    def write(content: str | bytes, name: str = "visits.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def rejected_rows() -> Callable[[Path], list[dict[str, str]]]:
    """Read a rejects.csv."""

    def rows(path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return rows


@pytest.fixture
def standard_input(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Give bytes to standard input."""

    def give(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return give
