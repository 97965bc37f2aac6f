"""Processes that are measured: each new, each with one thread for linear algebra."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

BENCHMARKS = Path(__file__).parents[1]
OWN = Path(sys.executable)
"""The interpreter of the environment that the program is installed in."""

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


class Taken(NamedTuple):
    """Seconds by the clock and of the processor, children's included."""

    clock: float
    processor: float


def told(python: Path, module: str, *arguments: str) -> Any:
    """Return what a module of this package prints as JSON in its last line.

    Raises ClickException with what it wrote where it fails.
    """
    command = [str(python), "-m", f"speed.{module}", *arguments]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True)
    if done.returncode:
        raise click.ClickException(f"{' '.join(command)} failed:\n{done.stderr.strip()}")
    return json.loads(done.stdout.splitlines()[-1])


def timed(command: Sequence[str]) -> Taken:
    """Run a command to its end, without what it prints, and return what it took."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    clock = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    must_end_well(command, process.returncode)
    return Taken(clock, usage.ru_utime + usage.ru_stime)


def must_end_well(command: Sequence[str], status: int) -> None:
    """Raise ClickException for a command that ended with another status than 0."""
    if status:
        raise click.ClickException(f"{' '.join(command)} ended with {status}.")


def analyze(export: Path, out: Path, workers: int) -> list[str]:
    """Return the command that analyses an export into a file of records."""
    places = ["analyze", str(export), "--output", str(out)]
    return [str(OWN), "-m", "analyzer", *places, "--workers", str(workers)]


def environment() -> dict[str, str]:
    """Return the environment of a process that is measured."""
    found = [str(BENCHMARKS), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | dict.fromkeys(_THREADS, "1") | {"PYTHONPATH": os.pathsep.join(found)}
