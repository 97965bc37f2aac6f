"""Every bad export ends in one sentence or in a reject, and every output is whole or not there."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import analyzer.cli.analysis
from analyzer.intake.encoding import Encoding

NOTES = "note_id,note\n" + "".join(f"n{i},Was angry.\n" for i in range(5))

STORE = ("analyzer.sqlite", "analyzer.sqlite.lock")

linux = pytest.mark.skipif(sys.platform != "linux", reason="a file of Linux")


@pytest.fixture(params=["analyze", "run"])
def command(request: pytest.FixtureRequest, invoke):
    """Calls analyze and run with the same exports; the outcome must be the same."""
    output = {"analyze": ("-o", "out.jsonl"), "run": ("--out", "reports")}[request.param]
    return lambda *exports: invoke(request.param, *exports, *output)


def assert_refused(result, *parts: str) -> None:
    [line] = result.stderr.splitlines()
    assert result.exit_code == 1
    assert result.stdout == ""
    assert line.startswith("Error: ")
    assert line.endswith(".")
    assert all(part in line for part in parts)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"note_id,words\nn1,Was angry.\n", "no column that is known"),
        (b"note,comment,remarks\na,b,c\n", "more than one column"),
        (bytes(range(256)) * 20, "is no text file"),
        (b"PK\x03\x04" + b"x" * 100, "is a damaged archive"),
        (b"%PDF-1.7" + b"x" * 100, "is a PDF document"),
        (b'[{"note": "Was angry."', "breaks off"),
        (b"PAR1" + b"x" * 100, "Parquet"),
        (b'{"resourceType": "Bundle", "entry": []}', "holds no"),
    ],
)
def test_an_export_that_cannot_be_read_ends_in_one_sentence(
    command, folder: Path, content: bytes, complaint: str
) -> None:
    (folder / "bad.csv").write_bytes(content)
    assert_refused(command("bad.csv"), "bad.csv", complaint)
    assert_refused(command("export.csv", "bad.csv"), "bad.csv")
    assert not (folder / "out.jsonl").exists()
    assert not (folder / "reports").exists()


def test_a_header_without_rows_is_an_error_only_alone(command, folder: Path) -> None:
    (folder / "sunday.csv").write_text("note_id,note\n")
    assert_refused(command("sunday.csv"), "sunday.csv", "no rows")
    assert command("export.csv", "sunday.csv").exit_code == 0


def test_a_folder_or_pattern_without_exports_ends_in_one_sentence(command, folder: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "empty" / "picture.png").write_bytes(b"")
    assert_refused(command("empty"), "empty", "no export")
    assert_refused(command("empty/*.csv"), "empty/*.csv")
    assert_refused(command("missing.csv"), "missing.csv does not exist")


@pytest.mark.parametrize(
    "export",
    [
        pytest.param("/proc/self/mem", marks=linux),
        pytest.param(
            "locked.csv",
            marks=pytest.mark.skipif(
                not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
            ),
        ),
    ],
)
def test_a_file_that_may_not_be_read_ends_in_one_sentence(command, folder: Path, export) -> None:
    (folder / "locked.csv").write_text(NOTES)
    (folder / "locked.csv").chmod(0)
    assert_refused(command(export), f"{export} cannot be read: ")


@pytest.mark.parametrize(
    ("content", "rejected"),
    [
        (f'{NOTES}n9,"{"very angry " * 300_000}"\n'.encode(), 1),
        (f"{NOTES}n9,\nn10, \n".encode(), 2),
        (f"{NOTES}n9,Was angry.,too,many\nn10\n".encode(), 2),
        (NOTES.replace("n3,", "n3,Zo\0e ").encode(), 0),
        (NOTES.replace("n3,", "n3,Zoë ").encode().replace(b"n4,", b"n4,\xff "), 0),
        (NOTES.replace("n3,", "n3,Zo\xeb ").encode("utf-16"), 0),
        (NOTES.replace("n3,", "n3,Zo\xeb ").encode("utf-16-le"), 0),
        (NOTES.replace("n3,", "n3,Zo\xeb ").encode("cp1252"), 0),
    ],
)
def test_a_row_that_cannot_be_read_is_a_reject_and_the_rest_is_analysed(
    command, folder: Path, content: bytes, rejected: int
) -> None:
    (folder / "some.csv").write_bytes(content)
    result = command("some.csv")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[0] == (
        f"read {5 + rejected} = analysed 5 + unchanged 0 + duplicate 0 + superseded 0 "
        f"+ rejected {rejected}"
    )
    assert (folder / "rejects.csv").exists() == bool(rejected)


def test_a_disk_that_fails_while_it_is_read_leaves_no_output(
    command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = 0
    open_ = Encoding.open

    def open_or_fail(encoding: Encoding, path: Path):
        nonlocal opened
        opened += 1
        if opened < 4:
            return open_(encoding, path)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Encoding, "open", open_or_fail)
    assert_refused(command("export.csv"), "export.csv cannot be read: Input/output error")
    assert {path.name for path in folder.iterdir()} <= {"export.csv", *STORE}


def test_a_full_disk_leaves_what_was_there(
    command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("export.csv").exit_code == 0
    with (folder / "export.csv").open("a") as export:
        export.write("n4,2026-03-03,S1,This is unreadable.\n")
    before = {path: path.read_bytes() for path in folder.glob("[or]*") if path.is_file()}

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = command("export.csv")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == "Error: No space left on device."
    after = {path: path.read_bytes() for path in folder.glob("[or]*") if path.is_file()}
    assert after == before
    assert not list(folder.glob(".*"))


def test_an_interrupt_leaves_no_output_and_no_traceback(
    command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(batches, settings, workers):
        next(iter(batches))
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(analyzer.cli.analysis, "analyze", interrupted)
    result = command("export.csv")
    assert result.exit_code == 1
    assert result.stderr.split() == ["Aborted!"]
    assert {path.name for path in folder.iterdir()} <= {"export.csv", *STORE}


@pytest.mark.parametrize("place", ["export.csv/x", "export.csv"])
def test_an_output_under_a_file_is_refused_before_any_work(invoke, folder: Path, place) -> None:
    for output in (("run", "export.csv", "--out", place), ("analyze", "export.csv", "-o", place)):
        result = invoke(*output)
        assert result.exit_code in (1, 2)
        assert "export.csv" in result.stderr.splitlines()[-1]
        assert "read" not in result.stderr
    assert (folder / "export.csv").is_file()


@linux
def test_a_folder_that_takes_no_files_is_told_by_its_name(invoke) -> None:
    assert_refused(invoke("analyze", "export.csv", "-o", "/proc/a.jsonl"), "/proc: ")
    assert_refused(invoke("run", "export.csv", "--out", "/proc/reports"), "/proc")


@linux
def test_standard_output_that_is_full_ends_in_one_sentence(folder: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "analyzer", "analyze", "export.csv"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, "Error: No space left on device.\n")


def test_a_reader_that_has_seen_enough_ends_it_silently(folder: Path) -> None:
    (folder / "export.csv").write_text("note_id,note\n" + "".join(f"{i},a\n" for i in range(600)))
    running = subprocess.Popen(
        [sys.executable, "-m", "analyzer", "analyze", "export.csv", "--workers", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout
    assert running.stdout.readline().startswith(b"{")
    running.stdout.close()
    assert running.stderr
    assert running.stderr.read() == b""
    assert running.wait() == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_what_is_written_is_for_its_owner_alone(invoke, folder: Path) -> None:
    (folder / "export.csv").write_text(f"{NOTES}n9,\n")
    invoke("analyze", "export.csv", "-o", "out.jsonl")
    invoke("run", "export.csv", "--out", "reports")
    for name in ("out.jsonl", "rejects.csv", "analyzer.sqlite"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
