"""What docs/operations.md tells can be done as it stands there."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from journeys.calling import ROOT
from stores import PASSWORD, PostgreSQLServer, postgresql_programs, rows_of

PAGE = (ROOT / "docs/operations.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE, re.S | re.M))
UNITS = dict(
    re.findall(r"`/etc/systemd/system/([\w.-]+)`[^`]*```ini\n(.*?)^```$", PAGE, re.S | re.M)
)
OF_A_SERVER = re.compile(r"\bpg_|postgresql")


def blocks(language: str, text: str = PAGE) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.S | re.M)


def commands(text: str) -> list[str]:
    """The lines of the shell blocks, without the remarks behind them."""
    lines = [line for block in blocks("sh", text) for line in block.splitlines()]
    return [line.partition("  #")[0].strip() for line in lines]


def call(place: Path, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    programs = [place / ".venv" / "bin", *postgresql_programs()]
    path = os.pathsep.join([*map(str, programs), os.environ["PATH"]])
    return subprocess.run(
        ["sh", "-c", command],
        cwd=place,
        env=os.environ | {"PATH": path} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def must(place: Path, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    done = call(place, command, **environment)
    assert done.returncode == 0, f"{command}\n{done.stderr}"
    return done


@pytest.fixture(scope="session")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that was set up as the page says; not to be changed."""
    place = tmp_path_factory.mktemp("quality")
    shutil.copytree(ROOT / "sample_notes", place / "exports")
    program = place / ".venv" / "bin" / "analyzer"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m analyzer "$@"\n')
    program.chmod(0o755)
    for command in commands(SECTIONS["Set it up"]):
        must(place, command)
    return place


@pytest.fixture
def place(set_up: Path, tmp_path: Path) -> Path:
    return shutil.copytree(set_up, tmp_path / "quality")


@pytest.mark.parametrize("title", [one for one in SECTIONS if commands(SECTIONS[one])])
def test_the_commands_of_a_section_work_after_each_other(place: Path, title: str) -> None:
    (place / "analyzer.toml").unlink()  # init makes it once
    some = [one for one in commands(SECTIONS[title]) if not OF_A_SERVER.search(one)]
    for command in some:
        if "sqlite3 " in command.partition("-c")[0] and shutil.which("sqlite3") is None:
            pytest.skip("The program sqlite3 is not installed.")
        must(place, command)
    notes = "select count(*) from analyses where current"
    assert rows_of(f"sqlite:///{place}/analyzer.sqlite", notes) == [(288,)]


def test_files_are_for_their_owner_alone(place: Path) -> None:
    for command in commands(SECTIONS["Backup and restore"]):
        if command.startswith("umask") and "python3" in command:
            must(place, command)
    written = [
        place / "copy.sqlite",
        *(path for path in place.rglob("*") if path.is_file() and path.parent.name != "bin"),
    ]
    exports = place / "exports"
    assert {path.stat().st_mode & 0o077 for path in written if exports not in path.parents} == {0}


@pytest.fixture
def server(postgresql: PostgreSQLServer) -> Iterator[dict[str, str]]:
    """The environment that reaches a server with the page's databases, both empty."""
    address = urlsplit(postgresql.address("postgres"))
    folder = address.query.partition("host=")[2].replace("%2F", "/")
    environment = {"PGHOST": folder, "PGPASSWORD": PASSWORD}
    with ExitStack() as closing:
        administrator = closing.enter_context(
            psycopg.connect(
                host=folder,
                user="analyzer",
                password=PASSWORD,
                dbname="postgres",
                autocommit=True,
            )
        )
        for name in ("quality", "restored"):
            administrator.execute(f"create database {name}")
            closing.callback(administrator.execute, f"drop database {name} with (force)")
        yield environment


def test_the_commands_of_a_server_work(
    place: Path, server: dict[str, str], postgresql: PostgreSQLServer
) -> None:
    moving = commands(SECTIONS["From SQLite to PostgreSQL"])
    backing_up = commands(SECTIONS["Backup and restore"])
    for command in [*moving, *backing_up]:
        if OF_A_SERVER.search(command):
            must(place, command, **server)
    query = "select note_id, escalation from analyses where current order by note_id"
    kept = rows_of(f"sqlite:///{place}/analyzer.sqlite", query)
    assert len(kept) == 288
    assert rows_of(postgresql.address("quality"), query) == kept
    assert rows_of(postgresql.address("restored"), query) == kept
    assert (place / "backup.dump").stat().st_mode & 0o077 == 0


def unit(text: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(text)
    return parser


def test_the_units_name_each_other_and_keep_the_run_to_itself() -> None:
    assert set(UNITS) == {"analyzer.service", "analyzer.timer", "analyzer-failed.service"}
    service, timer = unit(UNITS["analyzer.service"]), unit(UNITS["analyzer.timer"])
    assert service["Unit"]["OnFailure"] in UNITS
    assert service["Service"]["UMask"] == "0077"
    assert service["Service"]["PrivateTmp"] == timer["Timer"]["Persistent"] == "true"
    assert service["Service"]["WorkingDirectory"] == service["Service"]["ReadWritePaths"]
    assert unit(UNITS["analyzer-failed.service"])["Service"]["Type"] == "oneshot"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for name, text in UNITS.items():
        (tmp_path / name).write_text(text)
    done = call(tmp_path, "systemd-analyze verify --man=no ./*.service ./*.timer")
    assert done.returncode == 0, done.stderr
    assert not re.findall(r"analyzer[\w-]*\.(?:service|timer):\d.*", done.stderr)


def test_the_night_of_the_service_tells_what_the_page_says(place: Path) -> None:
    started = unit(UNITS["analyzer.service"])["Service"]["ExecStart"]
    done = must(place, started.replace("$$", "$").replace("%%", "%"))
    assert done.stdout.split() == ["reports/morning.html", "reports/index.html"]
    shown = [json.loads(line) for line in blocks("json")[0].splitlines()]
    told = {line["event"]: line for line in map(json.loads, done.stderr.splitlines())}
    for line in shown:
        assert told[line["event"]].keys() == line.keys()


def test_the_page_lists_every_event_with_its_fields() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "analyzer/cli").glob("*.py"))
    events = set(re.findall(r'\b(?:tell|log)\(\s*"(\w+)"', source))
    rows = re.findall(r"^\| `(\w+)` \| \w+ \| (.*?) \|", SECTIONS["The log"], re.M)
    assert {event for event, _ in rows} == events
    shown = {line["event"]: line for line in map(json.loads, blocks("json")[0].splitlines())}
    for event, fields in rows:
        if event in shown:
            named = set(re.findall(r"`(\w+)`", fields))
            assert shown[event].keys() == named | {"time", "level", "event"}


def test_the_night_of_cron_works(place: Path) -> None:
    (block,) = blocks("cron")
    line = block.splitlines()[-1]
    command = line.split(maxsplit=5)[5].replace(r"\%", "%").replace("/srv/quality", str(place))
    done = must(place, command)
    assert done.stdout == ""
    assert done.stderr.startswith("read 288 = analysed 0 + unchanged 288 ")


def test_the_page_has_the_settings_that_it_names(set_up: Path) -> None:
    settings = (set_up / "analyzer.toml").read_text("utf-8")
    for section, key in re.findall(r"`\[(\w+)\] (\w+)`", PAGE):
        assert re.search(rf"^\[{section}\]\n(?:[^\[].*\n)*?{key} = ", settings, re.M), key


def test_other_pages_that_it_names_are_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (ROOT / "docs" / target).is_file()
