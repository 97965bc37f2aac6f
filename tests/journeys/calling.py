"""The program as its users call it: as a process of its own, with the model that it ships."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
"""The folder that the program is developed in, with its samples and its corpus."""

Completed = subprocess.CompletedProcess[str]


class Night(NamedTuple):
    """A folder in which the samples were analysed, and what the run printed."""

    folder: Path
    done: Completed


def call(*command: str | Path, cwd: Path, **environment: str) -> Completed:
    """Run a command in a folder; ``analyzer`` is the one of this checkout."""
    if command[0] == "analyzer":
        command = (sys.executable, "-m", *command)
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def run_samples(folder: Path) -> Night:
    """Do the nightly job on the samples in a folder, as ``make demo`` does."""
    exports = ("sample_notes/clinic_export.csv", "sample_notes/portal_messages.jsonl")
    places = ("--out", "reports", "--store", "sqlite:///demo.sqlite")
    return Night(folder, call("analyzer", "run", *exports, *places, cwd=folder))
