"""The program as a process of its own among attacks, and what it leaves and tells."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from attacks.hostile import write_export, write_settings
from journeys.calling import Completed

LISTENING = Path(__file__).parent / "listening"
STORE = "sqlite:///history.sqlite"
AS_OF = "2026-03-31"
FORMATS = "html,xlsx,pdf,md,json"
_OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\?25[lh]|\x1b\[2K|\x1b\[1A|\r")
"""What the program itself sends to a terminal: colours, and what its progress bar needs."""


def heard(*command: str | Path, cwd: Path, **environment: str) -> Completed:
    """Run a command of the program, with an umask that hides nothing, and listen to it.

    Its log is in log.txt of the folder, and in moves.jsonl what it moved into place.
    """
    return subprocess.run(
        ["sh", "-c", 'umask 000; exec "$@"', "sh", sys.executable, "-m", "analyzer", *command],
        cwd=cwd,
        env=_environment(cwd) | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def on_terminal(*command: str | Path, cwd: Path) -> str:
    """Return what a command shows on a terminal, its own colours aside."""
    near, far = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "analyzer", *command],
        cwd=cwd,
        env=_environment(cwd) | {"TERM": "xterm-256color", "COLUMNS": "120"},
        stdin=far,
        stdout=far,
        stderr=far,
    )
    os.close(far)
    shown = b""
    while piece := _read(near):
        shown += piece
    os.close(near)
    program.wait()
    return _OURS.sub("", shown.decode())


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the program has closed its end
        return b""


def _environment(folder: Path) -> dict[str, str]:
    path = os.pathsep.join([str(LISTENING), *filter(None, [os.environ.get("PYTHONPATH")])])
    return os.environ | {
        "PYTHONPATH": path,
        "LISTENING_LOG": str(folder / "log.txt"),
        "LISTENING_MOVES": str(folder / "moves.jsonl"),
    }


def attack(folder: Path) -> None:
    """Have the program read the attacks and write everything that it can write."""
    folder.mkdir(mode=0o700)
    export = write_export(folder).name
    write_settings(folder)
    days = ("--store", STORE, "--as-of", AS_OF)
    for name in ("analyses", "redacted"):
        (folder / name).mkdir(mode=0o700)
    for name, command in {
        "run": ("run", export, "--out", "out/reports", *days, "--format", FORMATS),
        "records": ("analyze", export, "-o", "analyses/records.csv"),
        "redacted": ("redact", export, "-o", "redacted/notes.csv"),
        "filled": ("worklist", *days, "-o", "worklist.xlsx"),
        "table": ("worklist", *days, "-o", "worklist.csv"),
    }.items():
        done = heard(*command, cwd=folder)
        assert done.returncode == 0, done.stderr
        (folder / f"{name}.told").write_text(done.stdout + done.stderr, encoding="utf-8")
