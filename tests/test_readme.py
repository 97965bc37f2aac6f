"""Every command of the README runs and does what stands beside it."""

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.S | re.M)


COMMANDS = [
    line.partition("  #")[0].strip()
    for block in blocks("sh")
    for line in block.splitlines()
    if line.strip()
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the samples, some annotated notes and the program where the README has them.

    One for all commands, which come one after the other as in the README.
    """
    tmp_path = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "sample_notes", tmp_path / "sample_notes")
    (tmp_path / "models" / "corpus" / "test").mkdir(parents=True)
    for file, author, some in (
        ("models/corpus/T01.jsonl", "T01", 20),
        ("models/corpus/T02.jsonl", "T02", 20),
        ("models/corpus/test/T15.jsonl", "T03", 20),  # what T15 wrote is for its one score
        ("our_notes.jsonl", "T04", 10),
    ):
        notes = (ROOT / f"models/corpus/{author}.jsonl").read_text("utf-8").splitlines()
        (tmp_path / file).write_text("\n".join(notes[:some]), "utf-8")
    program = tmp_path / ".venv" / "bin" / "analyzer"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m analyzer "$@"\n')
    program.chmod(0o755)
    return tmp_path


def run(place: Path, command: str) -> subprocess.CompletedProcess[str]:
    path = f"{place / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-c", command],
        cwd=place,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_readme_shows_what_these_tests_run() -> None:
    programs = {shlex.split(command)[0] for command in COMMANDS}
    assert programs == {"make", "analyzer"}


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("analyzer ")])
def test_a_command_runs(place: Path, command: str) -> None:
    done = run(place, command)
    assert done.returncode == 0, done.stderr
    output = re.search(r"-o (\S+)", command)
    assert done.stdout or done.stderr or output
    assert output is None or (place / output[1]).stat().st_size


def test_make_demo_names_the_morning_page_and_the_overview(place: Path) -> None:
    without_make = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    said = subprocess.run(
        ["make", "--dry-run", "demo"],
        cwd=ROOT,
        env=without_make,
        capture_output=True,
        text=True,
        check=True,
    )
    done = run(place, said.stdout.splitlines()[-1])
    shown = done.stdout.splitlines()
    assert shown[:2] == ["reports/morning.html", "reports/index.html"]
    assert "reports/report.xlsx" in shown
    assert "read 288 = analysed 288 + " in done.stderr
    assert (place / "reports" / "morning.html").is_file()
    assert (place / "reports" / "index.html").is_file()


def test_the_note_shows_its_evidence_and_its_gap(place: Path) -> None:
    command = next(c for c in COMMANDS if c.startswith("analyzer check"))
    shown = run(place, command).stdout
    for finding in (
        "repeat contact",
        "raised voice",
        "empathize",
        "resolve",
        "offer callback",
        "timeframe",
    ):
        assert finding in shown
    assert "Closing heart: nothing warm is written after the solution." in shown


def test_the_python_example_runs() -> None:
    (example,) = blocks("python")
    with contextlib.redirect_stdout(io.StringIO()) as shown:
        exec(example, {})
    assert "'frustration'" in shown.getvalue()


def test_the_nightly_line_runs(place: Path) -> None:
    (line,) = blocks("cron")
    shutil.copytree(place / "sample_notes", place / "exports")
    command = line.split(maxsplit=5)[5].replace(r"\%", "%").replace("/srv/quality", str(place))
    done = run(place, command)
    assert done.returncode == 0, done.stderr
    assert (place / "reports" / "index.html").is_file()
