import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import Result

import analyzer.cli.check
from analyzer import __version__
from analyzer.cli import SUMMARIES, main
from analyzer.settings import load_settings

ROOT = Path(__file__).parents[2]


def call(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, **options
    )


def imported_by(*arguments: str) -> tuple[str, set[str]]:
    """What a command prints and the modules that it imports."""
    done = call(
        "-c",
        "import sys\n"
        "from analyzer.cli import main\n"
        f"main({list(arguments)!r}, standalone_mode=False)\n"
        "print('imported:', *sys.modules)\n",
    )
    assert done.returncode == 0, done.stderr
    shown, _, modules = done.stdout.partition("imported: ")
    return shown, set(modules.split())


def test_help_lists_every_command_and_imports_none() -> None:
    shown, modules = imported_by("--help")
    assert all(f"\n  {name} " in shown for name in SUMMARIES)
    assert not modules & {"spacy", "pandas", "pyarrow", "sqlalchemy", "rich", "pydantic"}


def test_check_imports_the_reader_and_nothing_of_exports_stores_or_reports() -> None:
    _, modules = imported_by("check", "Was angry.")
    assert "analyzer.language.reader" in modules
    unneeded = {"pandas", "altair", "sqlalchemy", "spacy", "sklearn", "jinja2", "dateutil"}
    readers = {"openpyxl", "ijson", "hl7", "pyarrow.parquet", "sqlite3"}
    rooms = {"analyzer.store", "analyzer.insights", "analyzer.reports"}
    assert not modules & (unneeded | readers | rooms)
    intake = {name for name in modules if name.startswith("analyzer.intake.")}
    needed = ("bodies", "characters", "data", "errors")
    assert all(name.split(".")[2] in needed for name in intake)


@pytest.mark.parametrize("name", SUMMARIES)
def test_every_command_explains_itself(name: str) -> None:
    command = getattr(import_module(f"analyzer.cli.{name}"), name)
    assert command.help.splitlines()[0] == SUMMARIES[name]
    options = [p for p in command.params if isinstance(p, click.Option) and p.name != "help"]
    assert all(option.help for option in options)


def test_every_command_can_be_called_as_a_module() -> None:
    done = call("-m", "analyzer", "--version")
    assert done.stdout == f"analyzer, version {__version__}\n"


def test_wrong_usage_ends_with_2_and_an_unknown_command_is_named(invoke) -> None:
    for arguments in (
        ["run"],
        ["run", "export.csv", "--format", "doc"],
        ["dance"],
        ["analyze", "x", "--format", "x"],
    ):
        assert invoke(*arguments).exit_code == 2
    assert "No such command 'dance'" in invoke("dance").stderr


def assert_one_sentence(result: Result, *parts: str) -> None:
    assert result.exit_code == 1
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("Error: ")
    assert line.endswith(".")
    assert all(part in line for part in parts)


def test_expected_errors_end_in_one_sentence(invoke, folder: Path) -> None:
    (folder / "notes.sqlite").write_text("Minutes of the meeting. " * 100)
    (folder / "taken").write_text("")
    url = "sqlite:///notes.sqlite"
    assert_one_sentence(invoke("analyze", "missing.csv"), "missing.csv")
    assert_one_sentence(invoke("run", "export.csv", "--out", "r", "--store", url), "notes.sqlite")
    assert_one_sentence(
        invoke("run", "export.csv", "--out", "r", "--store", "x"), "address of the store"
    )
    assert_one_sentence(invoke("run", "export.csv", "--out", "taken/reports/r"), "taken")


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("[store]\nulr = 'x'\n", ["unknown setting 'store.ulr'", "url"]),
        ("[statistics]\nconfidence = 2\n", ["'statistics.confidence'", "2"]),
        ("[engine\n", ["not valid TOML", "line 1"]),
        ("statistics = 3\n", ["'statistics'"]),
        (b"\xff", ["not valid TOML"]),
    ],
)
def test_settings_that_cannot_be_used_end_in_one_sentence(
    invoke, folder: Path, content: str | bytes, parts: list[str]
) -> None:
    path = folder / "analyzer.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert_one_sentence(invoke("check", "Was angry."), "analyzer.toml", *parts)
    path.rename(folder / "mine.toml")
    analyze = invoke("analyze", "export.csv", "--config", "mine.toml")
    assert_one_sentence(analyze, "mine.toml", *parts)
    assert_one_sentence(invoke("check", "x", "--config", "analyzer.toml"), "analyzer.toml")


def test_an_error_nobody_expected_is_told_by_its_kind_and_place(
    invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> None:
        raise ValueError("a mistake of ours")

    monkeypatch.setattr(analyzer.cli.check, "load_settings", fail)
    assert_one_sentence(invoke("check", "Was angry."), "ValueError in analyzer.cli.check, line ")


def test_a_folder_without_a_model_ends_in_one_sentence(folder: Path) -> None:
    done = call("-m", "analyzer", "analyze", "export.csv", "--model", "none", cwd=folder)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Error: none holds no trained model")
    assert "Traceback" not in done.stderr


def test_init_writes_the_defaults_once(invoke, folder: Path) -> None:
    defaults = load_settings()
    assert invoke("init").exit_code == 0
    path = folder / "analyzer.toml"
    assert load_settings(path) == defaults
    path.write_text("[engine]\nworkers = 1\n")
    assert_one_sentence(invoke("init"), "analyzer.toml")
    assert path.read_text() == "[engine]\nworkers = 1\n"


def test_main_is_the_entry_point() -> None:
    assert isinstance(main, click.Group)
