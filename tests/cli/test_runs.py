import json
from hashlib import sha256
from pathlib import Path

import pytest

STORE = ("--store", "sqlite:///history.sqlite")


@pytest.fixture
def history(invoke, folder: Path) -> Path:
    for _ in range(2):
        assert invoke("run", "export.csv", "--out", "reports", *STORE).exit_code == 0
    return folder


def test_the_trail_as_data_says_who_what_and_from_which_files(invoke, history: Path) -> None:
    last, first = map(json.loads, invoke("runs", "--json", *STORE).stdout.splitlines())
    assert (first["id"], last["id"]) == (1, 2)
    assert (first["read"], first["analysed"], first["unchanged"]) == (3, 3, 0)
    assert (last["read"], last["analysed"], last["unchanged"]) == (3, 0, 3)
    export = (history / "export.csv").read_bytes()
    [one] = first["inputs"]
    expected = {"name": "export.csv", "size": len(export), "sha256": sha256(export).hexdigest()}
    assert one == expected
    for run in (first, last):
        assert run["command"] == "run"
        assert run["state"] == "done"
        assert run["model"] == "fake@1"
        assert run["who"]
        assert run["started"] <= run["finished"]


def test_the_trail_as_a_table_begins_with_the_newest(invoke, history: Path) -> None:
    shown = invoke("runs", *STORE).stdout
    assert shown.index("unchanged 3") < shown.index("analysed 3")
    assert "export.csv" in shown


def test_a_purge_is_in_the_trail(invoke, history: Path) -> None:
    result = invoke("purge", "--before", "2026-03-02", *STORE)
    assert result.stdout == "Removed 1 analyses of notes before 2026-03-02.\n"
    purged = json.loads(invoke("runs", "--json", *STORE).stdout.splitlines()[0])
    assert (purged["command"], purged["removed"]) == ("purge", 1)
    assert purged["detail"] == "notes before 2026-03-02"


def test_a_day_to_come_is_not_purged(invoke, history: Path) -> None:
    result = invoke("purge", "--before", "2126-03-02", *STORE)
    assert result.exit_code == 2
    assert "2126-03-02 is in the future" in result.stderr
    assert len(invoke("runs", "--json", *STORE).stdout.splitlines()) == 2


def test_a_copy_goes_on_where_the_history_was(invoke, history: Path) -> None:
    result = invoke("store", "copy", "sqlite:///history.sqlite", "sqlite:///moved.sqlite")
    assert result.stdout == "Copied 3 analyses; TO is ready to be used as --store.\n"
    moved = ("--store", "sqlite:///moved.sqlite")
    run = invoke("run", "export.csv", "--out", "reports", *moved)
    assert run.stderr.startswith("read 3 = analysed 0 + unchanged 3")
    again = invoke("store", "copy", "sqlite:///history.sqlite", "sqlite:///moved.sqlite")
    assert again.exit_code == 1
    assert "holds a history already" in again.stderr
