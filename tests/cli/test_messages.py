"""A log that a machine reads: one JSON object a line, whatever happens, and nothing of a note."""

import json
from datetime import datetime
from pathlib import Path

OUT = ("--out", "reports", "--store", "sqlite:///history.sqlite", "--log-json")


def lines(result) -> list[dict]:
    return [json.loads(line) for line in result.stderr.splitlines()]


def test_a_night_in_json(invoke, folder: Path) -> None:
    with (folder / "export.csv").open("a") as file:
        file.write("n4,2026-03-03,S1,This is unreadable.\nn5,,S1,Was angry.\n")
    result = invoke("run", "export.csv", *OUT)
    assert result.exit_code == 0
    told = {line["event"]: line for line in lines(result)}
    assert list(told) == ["run_started", "left_out", "reports_written", "rows", "rejects"]
    assert told["run_started"]["run"] == 1
    assert told["run_started"]["model"] == "fake@1"
    assert told["rows"]["read"] == 5
    assert told["rows"]["analysed"] == 4
    assert told["rows"]["rejected"] == 1
    assert told["left_out"]["undated"] == 1
    assert told["rejects"]["level"] == "warning"
    for line in told.values():
        assert datetime.fromisoformat(line["time"]).utcoffset() is not None
    assert "unreadable" not in result.stderr
    assert "angry" not in result.stderr


def test_an_error_in_json(invoke, folder: Path) -> None:
    result = invoke("run", "no.csv", *OUT)
    assert result.exit_code == 1
    last = lines(result)[-1]
    assert (last["event"], last["level"]) == ("failed", "error")
    assert last["message"] == "no.csv does not exist; check the name."


def test_a_disk_error_in_json(invoke, folder: Path) -> None:
    (folder / "reports").write_text("a file")
    result = invoke("run", "export.csv", *OUT)
    assert result.exit_code != 0
    assert "Traceback" not in result.stderr


def test_without_the_option_people_read_sentences(invoke, folder: Path) -> None:
    result = invoke("run", "export.csv", *OUT[:-1])
    assert result.stderr == (
        "read 3 = analysed 3 + unchanged 0 + duplicate 0 + superseded 0 + rejected 0\n"
    )
