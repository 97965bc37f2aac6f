"""A run that the system tells to end leaves no note behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SECONDS = 60


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
def test_a_run_that_is_told_to_end_cleans_up(tmp_path: Path) -> None:
    waiting = tmp_path / "waiting"
    waiting.mkdir()
    export = tmp_path / "export.csv"
    rows = (f"{number},She was upset about the wait.\n" for number in range(200_000))
    export.write_text("id,note\n" + "".join(rows))
    run = subprocess.Popen(
        [sys.executable, "-m", "analyzer", "analyze", str(export), "-o", str(tmp_path / "a.jsonl")],
        env=os.environ | {"TMPDIR": str(waiting)},
        stderr=subprocess.PIPE,
    )
    end = time.monotonic() + SECONDS
    while not list(waiting.glob("analyzer-*/notes.arrows")):
        assert run.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)
    run.send_signal(signal.SIGTERM)
    _, told = run.communicate(timeout=SECONDS)
    assert run.returncode == 128 + signal.SIGTERM
    assert b"Traceback" not in told
    assert list(waiting.iterdir()) == []
    assert not (tmp_path / "a.jsonl").exists()
