"""One message of intake: the export that causes it, and its exact words."""

import csv
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest

from analyzer.intake import IntakeError, Rejects, read_notes
from analyzer.settings import Settings
from intake_messages.sites import Reached, reaching

Content = str | bytes | None | Callable[[Path], object]
"""What a file holds; None makes a folder, and a function writes the file itself."""


@dataclass(frozen=True, eq=False)
class Case:
    """An export and what is said of it.

    ``says`` is the whole IntakeError, or, of an export that is read, the reason of its one reject.
    ``files`` lie in the folder that the program runs in. Their names are given to the program, or
    the paths in ``give``. ``patched`` are attributes of the program that the case changes.
    """

    refused: bool
    says: str
    files: Mapping[str, Content] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    give: Sequence[str] = ()
    standard_input: bytes = b""
    patched: Mapping[str, object] = field(default_factory=dict)


class Outcome(NamedTuple):
    """What a case caused: the IntakeError, or the reasons of the rejects; and the places in the
    program that were reached."""

    error: str | None
    reasons: list[str]
    reached: Reached


def refused(says: str, files: Mapping[str, Content] | None = None, **more: Any) -> Case:
    """An export that is refused as a whole with an IntakeError."""
    return Case(True, says, files or {}, **more)


def large(make: Callable[[], str]) -> Content:
    """A file whose content is made only when the case is read."""
    return lambda path: path.write_text(make(), "utf-8")


def rejected(says: str, files: Mapping[str, Content], **more: Any) -> Case:
    """An export of which one row is rejected, for this reason."""
    return Case(False, says, files, **more)


@cache
def outcome(case: Case) -> Outcome:
    """Read the export of a case through the public door."""
    with _prepared(case), reaching() as reached:
        try:
            with Rejects(Path("rejects.csv")) as rejects:
                paths = [Path(path) for path in case.give or case.files]
                for _ in read_notes(paths, Settings(**case.settings), rejects, 4):
                    pass
        except IntakeError as error:
            return Outcome(str(error), [], reached)
        return Outcome(None, _reasons(), reached)


@contextmanager
def _prepared(case: Case) -> Iterator[None]:
    with TemporaryDirectory() as folder, chdir(folder), pytest.MonkeyPatch.context() as patch:
        for name, content in case.files.items():
            _write(Path(name), content)
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(case.standard_input)))
        for target, value in case.patched.items():
            patch.setattr(target, value)
        yield


def _write(path: Path, content: Content) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if content is None:
        path.mkdir()
    elif isinstance(content, str):
        path.write_bytes(content.encode())
    elif isinstance(content, bytes):
        path.write_bytes(content)
    else:
        content(path)


def _reasons() -> list[str]:
    path = Path("rejects.csv")
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["reason"] for row in csv.DictReader(file)]
