"""Terminal: no name steers the screen, hides letters or forges a line."""

import os
import re
import shutil
from pathlib import Path

import pytest
from attacks.attacking import AS_OF, STORE, heard, on_terminal
from attacks.hostile import EXPORT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has other terminals and names")

STEERS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
FORGED = "a\nError: forged\x1b[2J\x9b2J\u202e.csv"
"""A name that a file can have, and that would clear the screen and write a line of its own."""

COMMANDS = {
    "worklist": ("worklist", "--store", STORE, "--as-of", AS_OF),
    "worklist as data": ("worklist", "--store", STORE, "--as-of", AS_OF, "--json"),
    "runs": ("runs", "--store", STORE),
    "runs as data": ("runs", "--store", STORE, "--json"),
    "risk": ("risk", "--store", STORE, "--by", "location"),
    "inspect": ("inspect", EXPORT),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_shown_of_attacks_steers_nothing(attacked: Path, command: str) -> None:
    shown = on_terminal(*COMMANDS[command], cwd=attacked)
    assert len(shown) > 100
    assert not STEERS.search(shown)
    assert "Error: " not in shown


@pytest.mark.parametrize("command", ["inspect", "run"])
def test_the_name_of_a_file_forges_no_line(tmp_path: Path, command: str) -> None:
    (tmp_path / FORGED).write_text("note_id,note\n1,She was upset.\n2,\n")
    options = () if command == "inspect" else ("--store", STORE, "--as-of", AS_OF)
    shown = on_terminal(command, FORGED, *options, cwd=tmp_path)
    shown += on_terminal("runs", "--store", STORE, cwd=tmp_path)
    assert not STEERS.search(shown)
    assert "\nError: forged" not in shown


WRONG = {
    "an export": ("run", FORGED, "--store", STORE),
    "a pattern": ("inspect", f"{FORGED}*"),
    "a settings file": ("runs", "--config", FORGED),
    "a case": ("worklist", "close", FORGED, "--result", "settled", "--store", STORE),
    "a person": ("report", "--staff", FORGED, "--store", STORE),
    "a sheet": ("worklist", "import", FORGED, "--store", STORE),
    "an option": ("run", "export.csv", "--format", FORGED),
    "a command": (FORGED,),
    "a corpus": ("evaluate", FORGED),
}
TYPED = ("a case", "an option", "a command", "a corpus", "a sheet")
"""What only the person at the terminal names, who could as well write the line."""


@pytest.mark.parametrize("wrong", WRONG)
def test_an_error_repeats_no_name_as_it_is(attacked: Path, tmp_path: Path, wrong: str) -> None:
    shutil.copy(attacked / "history.sqlite", tmp_path)
    shown = on_terminal(*WRONG[wrong], cwd=tmp_path)
    assert "Error: " in shown
    assert not STEERS.search(shown)
    if wrong not in TYPED:
        assert "\nError: forged" not in shown


def test_a_log_for_machines_is_plain_json(tmp_path: Path) -> None:
    folder = tmp_path / "a\x9b2J\x1b[2J\udce9"
    folder.mkdir()
    (tmp_path / "export.csv").write_text("note_id,note\n1,She was upset.\n2,\n")
    out = f"{folder.name}/reports"
    done = heard("run", "export.csv", "--out", out, "--store", STORE, "--log-json", cwd=tmp_path)
    assert not STEERS.search(done.stderr)
    assert '"event": "rows"' in done.stderr
