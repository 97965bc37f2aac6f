"""Every example that a command's help shows, run as it stands there."""

import os
import re
import shlex
import shutil
import sys
from importlib import import_module
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner
from journeys.calling import ROOT, call

from analyzer.cli import SUMMARIES, main

NOTES = """\
note_id,timestamp,staff_id,note
n1,2026-03-02 09:30,S1,"Was upset about the wait. I apologised and booked her for 3 pm."
n2,2026-03-03 10:00,S2,Came by and was booked.
"""
OUTPUT = re.compile(r"(?:-o|--out|>) (\S+)")


def commands() -> dict[str, Command]:
    named = {name: getattr(import_module(f"analyzer.cli.{name}"), name) for name in SUMMARIES}
    return {"analyzer": main, **named}


def examples(command: Command) -> list[str]:
    _, _, shown = (command.help or "").partition("Example")
    return [line.strip() for line in shown.splitlines()[1:] if line.strip()]


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which the notes were read; not to be changed."""
    folder = tmp_path_factory.mktemp("history")
    (folder / "export.csv").write_text(NOTES)
    done = call("analyzer", "run", "export.csv", "--out", "reports", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "analyzer.sqlite"


@pytest.fixture
def place(history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the examples need, to work in, and the program on the path."""
    for store in ("analyzer.sqlite", "history.sqlite"):
        shutil.copy(history, tmp_path / store)
    (tmp_path / "export.csv").write_text(NOTES)
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "monday.csv").write_text(NOTES)
    (tmp_path / "notes.jsonl").write_text('{"note_id": "n1", "text": "Was upset."}\n')
    (tmp_path / "note.txt").write_text("Was upset about the wait.")
    for author in ("T01", "T02"):
        notes = (ROOT / f"models/corpus/{author}.jsonl").read_text("utf-8").splitlines()
        for file, some in (
            (f"models/corpus/{author}.jsonl", notes[:20]),
            (f"models/corpus/test/{author}.jsonl", notes[20:30]),
            ("our_notes.jsonl", notes[30:40]),
            ("analyses.jsonl", notes[30:40]),
        ):
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_text("\n".join(some), "utf-8")
    program = tmp_path / "bin" / "analyzer"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m analyzer "$@"\n')
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def test_every_command_has_an_example() -> None:
    for name, command in commands().items():
        assert examples(command), name


@pytest.mark.parametrize(
    "example", dict.fromkeys(line for command in commands().values() for line in examples(command))
)
def test_an_example_does_what_it_says(place: Path, example: str) -> None:
    if "|" in example:
        if os.name == "nt":
            pytest.skip("the example is for a shell")
        done = call("sh", "-c", example, cwd=place)
        status, shown, told = done.returncode, done.stdout, done.stderr
    else:
        program, *arguments = shlex.split(example)
        assert program == "analyzer"
        result = CliRunner().invoke(main, arguments)
        status, shown, told = result.exit_code, result.stdout, result.stderr
    assert status == 0, told
    written = OUTPUT.search(example)
    if written or "init" in example:
        assert (place / (written[1] if written else "analyzer.toml")).exists()
    else:
        assert shown
