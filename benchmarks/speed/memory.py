"""How much memory the command from CSV to Parquet holds, whatever the number of notes.

Nothing large may be imported by what calls this: the system counts the memory of a process that
starts another as the other's too.
"""

import os
import subprocess
import sys
import time
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from speed.notes import write_export
from speed.processes import analyze, environment, must_end_well

UNITS_A_KIBIBYTE = 1024 if sys.platform == "darwin" else 1
PAUSE = 0.5
SIZES = {"small": 5, "large": 50}
"""Times the notes of a run whose memory is measured."""


def memories(folder: Path, notes: int, large: bool) -> dict[str, Any]:
    """Return the memory for the small number of notes, and for the large one if it is wanted, with
    ``growth``, how many times as much the large one takes in any process."""
    found: dict[str, Any] = {}
    for size in SIZES if large else ["small"]:
        export = folder / "export.csv"
        write_export(export, SIZES[size] * notes)
        about = {"notes": SIZES[size] * notes, "date": f"{date.today()}"}
        found[size] = about | memory(export, folder)
    if large:
        found["growth"] = found["large"]["any_process"] / found["small"]["any_process"]
    return found


def memory(export: Path, folder: Path) -> dict[str, Any]:
    """Return the megabytes (1,000,000 bytes) that two workers and their main process hold.

    ``any_process`` is the most that one process held, as the system counts it. Where there is
    /proc, also the most of the ``main`` process and of a ``worker``, and ``together`` the highest
    sum of all, pages that they share counted once, looked up twice a second; else these are null.
    """
    command = analyze(export, folder / "analyses.parquet", 2)
    began = time.monotonic()
    process = subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL)
    most: dict[int, float] = defaultdict(float)
    together = 0.0
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        tree = _tree(process.pid)
        for one in tree:
            most[one] = max(most[one], _of_file(one, "status", "VmHWM:"))
        together = max(together, sum(_of_file(one, "smaps_rollup", "Pss:") for one in tree))
        time.sleep(PAUSE)
    _, status, usage = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    must_end_well(command, process.returncode)
    return {
        "seconds": time.monotonic() - began,
        "any_process": usage.ru_maxrss / UNITS_A_KIBIBYTE * 1024 / 1e6,
        "main": most.pop(process.pid, 0) or None,
        "worker": max(most.values(), default=0) or None,
        "together": together or None,
    }


def _tree(process: int) -> list[int]:
    """Return a process and all that it started, as far as they are still there."""
    tree = [process]
    for one in tree:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                tree += map(int, children.read_text().split())
            except OSError:  # it ended meanwhile
                continue
    return tree


def _of_file(process: int, file: str, line: str) -> float:
    """Return the megabytes that a line of a process's file in /proc tells; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{process}/{file}").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(found.split()[1]) * 1024 / 1e6 for found in lines if found.startswith(line))
