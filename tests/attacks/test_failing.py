"""Whatever fails, and whatever the error says: one sentence, and nothing of a note in it."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from attacks.attacking import STORE, heard
from journeys.calling import Completed, call

TEXT = "Ana Ruiz called from 555-0142, very upset about the wait."
EXPORT = (
    f"note_id,timestamp,staff_id,patient_name,note\n1,2026-03-02,S1,Ana Ruiz,{json.dumps(TEXT)}\n"
)
SECRETS = ("Ana", "Ruiz", "555-0142", "upset")
FAILURES = {
    "plain": "ValueError(TEXT)",
    "of a name": "KeyError(TEXT)",
    "of Arrow": "__import__('pyarrow').ArrowInvalid(TEXT)",
    "of a template": "__import__('jinja2').exceptions.UndefinedError(TEXT)",
    "of the database": (
        "__import__('sqlalchemy').exc.StatementError(TEXT, TEXT, {'quote': TEXT}, ValueError(TEXT))"
    ),
    "of a group": "ExceptionGroup(TEXT, [ValueError(TEXT)])",
    "of memory": "MemoryError(TEXT)",
    "of letters": "UnicodeDecodeError('utf-8', TEXT.encode(), 0, 4, TEXT)",
}
PLACES = {
    "reading": "analyzer.intake.notes.plain_text",
    "the model": "analyzer.language.reader.Reader.read",
    "saving": "analyzer.store.run.Run._insert",
    "reckoning": "analyzer.insights.morning.morning",
    "a page": "analyzer.reports.folder.staff_page",
    "a workbook": "analyzer.reports.excel.cells.clean",
    "a table": "analyzer.reports.excel.worklist.shown_rows",
}
PROGRAM = """
import sys
from unittest.mock import patch
from analyzer.cli import main

TEXT = {text!r}

def fail(*_arguments, **_options):
    try:
        raise RuntimeError(TEXT)
    except RuntimeError as cause:
        raise {failure} from cause

with patch({place!r}, fail):
    main(sys.argv[1:])
"""


def failing(place: str, failure: str, folder: Path, *options: str) -> Completed:
    """A run in which a place fails, in a process of its own."""
    (folder / "export.csv").write_text(EXPORT)
    program = PROGRAM.format(text=TEXT, failure=failure, place=place)
    command = ("run", "export.csv", "--store", STORE, "--workers", "1", "--format", "html,xlsx")
    return call(sys.executable, "-c", program, *command, *options, cwd=folder)


def assert_no_text(told: str) -> None:
    assert [secret for secret in SECRETS if secret in told] == []
    assert "Traceback" not in told


@pytest.mark.parametrize("failure", FAILURES)
def test_an_error_of_any_kind_is_one_sentence(tmp_path: Path, failure: str) -> None:
    done = failing("analyzer.cli.run.load_settings", FAILURES[failure], tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert_no_text(done.stderr)
    [line] = done.stderr.splitlines()
    assert line.startswith("Error: The program met an error that it does not know, ")
    assert " in analyzer.cli.run, line " in line


def test_an_error_is_one_line_of_a_log_for_machines(tmp_path: Path) -> None:
    done = failing("analyzer.cli.run.open_reader", FAILURES["plain"], tmp_path, "--log-json")
    assert done.returncode == 1
    assert_no_text(done.stderr)
    [line] = done.stderr.splitlines()
    assert json.loads(line)["event"] == "failed"


@pytest.mark.parametrize("place", PLACES)
def test_an_error_anywhere_is_told_without_a_word_of_the_note(tmp_path: Path, place: str) -> None:
    done = failing(PLACES[place], FAILURES["plain"], tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert_no_text(done.stderr + done.stdout)


def test_a_store_that_refuses_a_row_repeats_none_of_it(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text(EXPORT)
    assert heard("run", "export.csv", "--store", STORE, cwd=tmp_path).returncode == 0
    with sqlite3.connect(tmp_path / "history.sqlite") as store:
        store.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON findings "
            "BEGIN SELECT json_extract(NEW.redacted_quote || NEW.label, '$'); END"
        )
    (tmp_path / "export.csv").write_text(EXPORT.replace("\n1,", "\n2,"))
    done = heard("run", "export.csv", "--store", STORE, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The store sqlite:///history.sqlite could not be written")
    assert_no_text(done.stderr)


def test_a_broken_store_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text(EXPORT)
    assert heard("run", "export.csv", "--store", STORE, cwd=tmp_path).returncode == 0
    with sqlite3.connect(tmp_path / "history.sqlite") as store:
        store.execute("DROP TABLE findings")
    done = heard("report", "--store", STORE, "--out", "again", cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert_no_text(done.stderr)


def test_a_library_that_logs_and_warns_is_not_heard(tmp_path: Path) -> None:
    """Neither on the terminal, where Python puts what nobody listens to, nor in a file."""
    (tmp_path / "export.csv").write_text(EXPORT)
    program = f"""
import logging, sys, warnings
from unittest.mock import patch
from analyzer.cli import main

def talk(*_arguments, **_options):
    logging.getLogger("a_library").critical({TEXT!r})
    warnings.warn({TEXT!r})
    return None

with patch("analyzer.engines.batch.refusal", talk):
    main(sys.argv[1:])
"""
    listening = subprocess.run(
        [sys.executable, "-c", program, "analyze", "export.csv", "-o", "out.jsonl"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert_no_text(listening.stderr)
    assert (tmp_path / "out.jsonl").stat().st_size > 0
