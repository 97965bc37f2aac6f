"""Which files a run read, so that it can be told later whether it was this one."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from analyzer.intake.errors import reading
from analyzer.intake.source import Source


@dataclass(frozen=True, slots=True)
class Input:
    """A file by its name in messages, its size in bytes and its SHA-256 (64 hexadecimal digits)."""

    name: str
    size: int
    sha256: str


OnInputs = Callable[[list[Input]], None]
"""Told which files are read, before the first note."""


def inputs_of(sources: Iterable[Source]) -> list[Input]:
    """Return what each file is; raises IntakeError where one cannot be read."""
    return [_input(source) for source in sources]


def _input(source: Source) -> Input:
    with reading(source.name), source.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Input(source.name, file.tell(), digest)
