import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from privacy.ageing import aged

from analyzer.privacy.leftovers import remove_leftovers
from analyzer.privacy.writing import replacing, replacing_folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")
    with replacing(path) as file:
        file.write("né\n")
        assert path.read_text() == "old"
    assert path.read_bytes() == "né\n".encode()
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_bytes_are_written_as_given(tmp_path: Path) -> None:
    with replacing(tmp_path / "frame.parquet", "wb") as file:
        file.write(b"\r\n\x00")
    assert (tmp_path / "frame.parquet").read_bytes() == b"\r\n\x00"


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), replacing(path) as file:
        raise ZeroDivisionError(file.write("half"))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_replaced_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "model"
    path.mkdir()
    (path / "old").touch()
    with replacing_folder(path) as folder:
        (folder / "new").touch()
        assert (path / "old").exists()
    assert [child.name for child in path.iterdir()] == ["new"]
    assert path.stat().st_mode & 0o777 == 0o700
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_leaves_the_old_folder_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "model"
    path.mkdir()
    (path / "old").touch()
    with pytest.raises(ZeroDivisionError), replacing_folder(path):
        raise ZeroDivisionError
    assert [child.name for child in path.iterdir()] == ["old"]
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupt_between_the_moves_leaves_the_old_folder_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model"
    path.mkdir()
    (path / "old").touch()

    def interrupt(source: Path, target: Path, replace: Callable[..., None] = os.replace) -> None:
        if source.name == "new":
            raise KeyboardInterrupt
        replace(source, target)

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt), replacing_folder(path):
        pass
    assert names(path) == ["old"]
    assert names(tmp_path) == ["model"]


def test_a_file_is_no_leftover_until_it_is_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def move(source: Path, target: Path, replace: Callable[..., None] = os.replace) -> None:
        remove_leftovers(aged(source).parent, "*.part")
        replace(source, target)

    monkeypatch.setattr(os, "replace", move)
    with replacing(tmp_path / "page.html") as file:
        file.write("new")
    assert (tmp_path / "page.html").read_text() == "new"


PROGRAM = """
import os, sys
from pathlib import Path
from analyzer.privacy import writing

path, moment = Path(sys.argv[1]), sys.argv[2]
moves = ["moved aside", "in place"]

def stop(name):
    if name == moment:
        print("stopped", flush=True)
        sys.stdin.readline()

def move(source, target, replace=os.replace):
    replace(source, target)
    stop(moves.pop(0))

def remove(folder, remove_all=writing.shutil.rmtree, **options):
    (folder / "old" / path.name / "old").unlink()
    stop("removing")
    remove_all(folder, **options)

os.replace = move
writing.shutil.rmtree = remove
with writing.replacing_folder(path) as folder:
    (folder / "new").touch()
    stop("writing")
"""
STANDS = {"writing": ["old"], "moved aside": ["old"], "in place": ["new"], "removing": ["new"]}
"""What stands at the place, or is put back, when a program was killed at a moment."""
a_program_stops = pytest.mark.skipif(os.name == "nt", reason="Windows locks no folder")


def stopped(path: Path, moment: str) -> subprocess.Popen[bytes]:
    """A program that replaces a folder by a new one, and waits for a line at a moment of it."""
    path.mkdir()
    (path / "old").touch()
    command = [sys.executable, "-c", PROGRAM, path, moment]
    program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert program.stdout
    assert program.stdout.readline() == b"stopped\n"
    return program


@a_program_stops
@pytest.mark.parametrize("moment", STANDS)
@pytest.mark.parametrize("name", ["model", ".model", "m" * 255])
def test_the_next_program_mends_what_a_killed_one_left(
    moment: str, name: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    with stopped(path, moment) as program:
        program.kill()
    assert program.returncode == -signal.SIGKILL
    assert len(names(tmp_path)) == 1 + path.exists()
    with pytest.raises(ZeroDivisionError) as raised, replacing_folder(path):
        raise ZeroDivisionError(names(path))
    assert raised.value.args == (STANDS[moment],)
    assert names(path) == STANDS[moment]
    assert names(tmp_path) == [name]
    with replacing_folder(path) as folder:
        (folder / "newest").touch()
    assert names(path) == ["newest"]
    assert names(tmp_path) == [name]


@a_program_stops
def test_what_was_put_at_the_place_since_is_left_there(tmp_path: Path) -> None:
    path = tmp_path / "model"
    with stopped(path, "moved aside") as program:
        program.kill()
    path.mkdir()
    (path / "restored").touch()
    with replacing_folder(tmp_path / "other"):
        pass
    assert names(path) == ["restored"]
    assert names(tmp_path) == ["model", "other"]


@a_program_stops
@pytest.mark.parametrize("moment", STANDS)
def test_a_program_that_still_lives_is_left_alone(moment: str, tmp_path: Path) -> None:
    path = tmp_path / "model"
    with stopped(path, moment) as program:
        for workshop in tmp_path.glob(".*.part"):
            aged(workshop)
        before = names(tmp_path)
        with replacing_folder(tmp_path / "other"):
            pass
        assert names(tmp_path) == sorted([*before, "other"])
        program.communicate(b"\n")
    assert program.returncode == 0
    assert names(path) == ["new"]
    assert names(tmp_path) == ["model", "other"]


@a_program_stops
def test_a_workshop_that_is_about_to_be_locked_is_left_until_it_is_old(tmp_path: Path) -> None:
    workshop = tmp_path / ".folder-1.part"
    workshop.mkdir()
    with replacing_folder(tmp_path / "model"):
        pass
    assert workshop.exists()
    aged(workshop)
    with replacing_folder(tmp_path / "model"):
        pass
    assert names(tmp_path) == ["model"]


@a_program_stops
def test_a_file_of_a_like_name_takes_no_folder_with_it(tmp_path: Path) -> None:
    with stopped(tmp_path / "model", "moved aside") as program:
        program.kill()
    [workshop] = tmp_path.iterdir()
    aged(workshop)
    for name in ("model", "folder-", "folder"):
        with replacing(tmp_path / name):
            pass
    assert workshop.exists()


@a_program_stops
def test_a_folder_of_a_like_name_takes_no_file_with_it(tmp_path: Path) -> None:
    temporary = tmp_path / ".folder-a.csv.1.part"
    temporary.touch()
    aged(temporary)
    with replacing_folder(tmp_path / "model"):
        pass
    assert names(tmp_path) == [temporary.name, "model"]
