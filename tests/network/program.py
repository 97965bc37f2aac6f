"""The whole program at work, cut off from every network and with an ear for who would leave.

Each command of it runs under ``unshare``, which gives it a network without a way out, and under
``strace``, which writes down every call about a socket, also of a library in C; where the machine
has neither, the hook of tests/keep_local.py, which every process of a test runs, is what is left.
"""

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

from journeys.calling import ROOT, Completed, call

from analyzer.cli import SUMMARIES

WITHOUT_NETWORK = ("unshare", "--map-root-user", "--net")
TRACING = ("strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=network", "-e", "signal=none")

EXPORT = "sample_notes/portal_messages.jsonl"
NOTE = "Caller was upset about the wait for jo.marsh@clinic.example. I apologised and booked her."

WORK: dict[str, tuple[tuple[str, ...], ...]] = {
    "init": ((),),
    "inspect": ((EXPORT,),),
    "run": ((EXPORT, "--workers", "2", "--format", "html,xlsx,pdf,md,json"),),
    "report": (("--out", "again"),),
    "risk": (("--by", "location"),),
    "worklist": (("-o", "worklist.xlsx"), ("import", "worklist.xlsx")),
    "runs": ((),),
    "purge": (("--before", "2020-01-01"),),
    "store": (("copy", "sqlite:///analyzer.sqlite", "sqlite:///copy.sqlite"),),
    "check": (("--explain", NOTE),),
    "analyze": ((EXPORT, "-o", "analyses.parquet", "--workers", "2"),),
    "redact": ((EXPORT, "-o", "redacted.jsonl"),),
    "evaluate": ((str(ROOT / "models/corpus/test"),),),
}
"""What each command is called with, in this order. train stands apart: it only reads and counts."""


class Work(NamedTuple):
    """What was done in a folder: each command with how it ended, and the calls about sockets."""

    folder: Path
    done: dict[str, list[Completed]]
    calls: list[str]

    @property
    def home(self) -> Path:
        return self.folder / "home"


@cache
def works(*prefix: str) -> bool:
    """Whether this machine has a program, and lets it do what it is asked here."""
    if shutil.which(prefix[0]) is None:
        return False
    tried = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    return tried.returncode == 0


def do_everything(folder: Path) -> Work:
    """Have every command do its work in a folder, in a home of its own that is empty."""
    shutil.copytree(ROOT / "sample_notes", folder / "sample_notes")
    work = Work(folder, {}, [])
    work.home.mkdir()
    home = {"HOME": str(work.home), "XDG_CACHE_HOME": str(work.home / ".cache")}
    for name, calls in WORK.items():
        if name not in SUMMARIES:
            continue
        for arguments in calls:
            trace = folder / "trace"
            prefix = [*WITHOUT_NETWORK] if works(*WITHOUT_NETWORK) else []
            prefix += [*TRACING, "-o", str(trace)] if works(*TRACING) else []
            command = (*prefix, sys.executable, "-m", "analyzer", name, *arguments)
            work.done.setdefault(name, []).append(call(*command, cwd=folder, **home))
            if trace.exists():
                work.calls.extend(trace.read_text("utf-8", "replace").splitlines())
                trace.unlink()
    return work


def families(calls: list[str]) -> set[str]:
    """The families of the sockets that some calls made or spoke to, such as AF_UNIX."""
    return {family for line in calls for family in re.findall(r"\bA[FP]_[A-Z0-9]+", line)}


def internet_addresses(calls: list[str]) -> set[str]:
    """The addresses of the internet, versions 4 and 6, that some calls spoke to or listened at."""
    told = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
    return {v4 or v6 for line in calls for v4, v6 in told.findall(line)}


def sockets_by_path(calls: list[str]) -> set[str]:
    """The places of this machine that some calls spoke to."""
    return {path for line in calls for path in re.findall(r'sun_path=@?"([^"]*)"', line)}


def written_at_home(home: Path) -> list[str]:
    """The files that were written into a home, by their paths in it."""
    return sorted(
        os.path.relpath(os.path.join(folder, name), home)
        for folder, _, names in os.walk(home)
        for name in names
    )
