"""Every command does its work without a network, and asks for none."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from needed import needed
from network.program import (
    TRACING,
    WITHOUT_NETWORK,
    WORK,
    Work,
    do_everything,
    families,
    internet_addresses,
    sockets_by_path,
    works,
    written_at_home,
)

from analyzer.cli import SUMMARIES
from analyzer.reports.pdf import PDFError, need_pdf

LOOKS_UP_USERS = ("/nscd/", "/systemd/userdb/")
"""Whom the C library asks for the name of the user who runs a program, on this machine."""


def need_leave_for(prefix: Sequence[str]) -> None:
    """Skip where the program is missing, or where the system, a container, say, forbids it.

    What is forbidden nobody can install, so it is skipped wherever tests run; the audit hook of
    keep_local watches the same commands everywhere.
    """
    needed(prefix[0], shutil.which(prefix[0]) is not None)
    if not works(*prefix):
        pytest.skip(f"This system does not let {prefix[0]} do its work.")


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Work:
    try:
        need_pdf()
    except PDFError:
        needed("WeasyPrint with the library Pango", False)
    return do_everything(tmp_path_factory.mktemp("work"))


def test_every_command_has_work_to_do() -> None:
    assert set(SUMMARIES) - set(WORK) == {"train"}


def test_every_command_does_its_work_without_a_network(work: Work) -> None:
    for name, calls in work.done.items():
        for done in calls:
            assert done.returncode == 0, f"{name}: {done.stderr}"
    formats = {path.suffix for path in (work.folder / "reports").rglob("*") if path.is_file()}
    assert formats == {".html", ".json", ".md", ".pdf", ".xlsx"}


def test_no_command_speaks_to_anything_outside_the_machine(work: Work) -> None:
    need_leave_for(TRACING)
    assert families(work.calls) <= {"AF_UNIX"}
    for path in sockets_by_path(work.calls):
        assert any(known in path for known in LOOKS_UP_USERS), path


def test_no_library_keeps_anything_in_the_home_of_the_user(work: Work) -> None:
    fonts = Path(".cache") / "fontconfig"
    assert [path for path in written_at_home(work.home) if fonts not in Path(path).parents] == []


def test_the_trace_sees_what_a_library_does_in_c(tmp_path: Path) -> None:
    need_leave_for(TRACING)
    trace = tmp_path / "trace"
    send = (
        "import ctypes; c = ctypes.CDLL(None); far = bytes([2, 0, 0, 53, 192, 0, 2, 1]) + bytes(8);"
        "c.connect(c.socket(2, 2, 0), far, 16)"
    )
    prefix = [*WITHOUT_NETWORK] if works(*WITHOUT_NETWORK) else []
    command = [*prefix, *TRACING, "-o", str(trace), sys.executable, "-c", send]
    subprocess.run(command, check=True)
    calls = trace.read_text("utf-8").splitlines()
    assert families(calls) == {"AF_INET"}
    assert internet_addresses(calls) == {"192.0.2.1"}


def test_the_network_of_the_commands_has_no_way_out() -> None:
    need_leave_for(WITHOUT_NETWORK)
    done = subprocess.run(
        [*WITHOUT_NETWORK, "cat", "/proc/net/route"], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[1:] == []
