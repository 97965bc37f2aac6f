"""Python runs a module of this name when it starts: here it listens for what a process lets out.

Every log record goes into the file that LISTENING_LOG names, and so does every warning. Each file
or folder that is moved into its place is written to the file that LISTENING_MOVES names, with its
mode and that of its folder.
"""

import json
import logging
import os
import stat
import sys
from pathlib import Path
from typing import Any

import keep_local  # noqa: F401

if log := os.environ.get("LISTENING_LOG"):
    logging.basicConfig(filename=log, level=logging.DEBUG)
    logging.captureWarnings(True)


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "os.rename":
        _write(Path(os.fsdecode(arguments[0])), Path(os.fsdecode(arguments[1])))


def _write(path: Path, place: Path) -> None:
    modes = {"file": path, "folder": path.parent}
    held = {name: stat.S_IMODE(one.stat().st_mode) for name, one in modes.items() if one.exists()}
    line = {"path": str(path), "place": str(place), **held}
    with open(os.environ["LISTENING_MOVES"], "a", encoding="utf-8") as moves:
        moves.write(f"{json.dumps(line)}\n")


if "LISTENING_MOVES" in os.environ:
    sys.addaudithook(_note)
