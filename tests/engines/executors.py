"""Readers that do something to the executor in whose Python process they read."""

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzer.language.errors import ModelError
from analyzer.language.reader import Reader, load_reader
from analyzer.schema import Analysis
from analyzer.settings import Settings

KILLED_AT = "killed here"


@dataclass(frozen=True)
class Doomed:
    """Loads the real reader; who reads the note KILLED_AT first waits to be killed.

    The file names the executor's process by its number then.
    """

    file: Path

    def __call__(self, settings: Settings) -> "DoomedReader":
        return DoomedReader(load_reader(settings), self.file)


@dataclass(frozen=True)
class DoomedReader:
    reader: Reader
    file: Path

    @property
    def name(self) -> str:
        return self.reader.name

    def read(self, texts: Sequence[str], note_ids: Sequence[str]) -> list[Analysis]:
        if KILLED_AT in note_ids and not self.file.exists():
            written = self.file.with_suffix(".part")
            written.write_text(str(executor()))
            written.rename(self.file)
            time.sleep(600)
        return self.reader.read(texts, note_ids)


def executor() -> int:
    """The process that runs this one: Spark's daemon, which starts us, is its child."""
    asked = ("ps", "-o", "ppid=", "-p", str(os.getppid()))
    return int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)


def load_nothing(settings: Settings) -> Reader:
    raise ModelError("The model of Ward 7 is damaged.")
