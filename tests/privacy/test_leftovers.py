import os
import subprocess
import sys
from pathlib import Path

import pytest
from privacy.ageing import aged

from analyzer.privacy.leftovers import in_use, remove_leftovers
from analyzer.privacy.writing import replacing

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows locks no folder")

HOLD = """
import sys, time
from pathlib import Path
from analyzer.privacy.leftovers import in_use
with in_use(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_what_nobody_uses_goes_and_the_rest_stays(tmp_path: Path) -> None:
    (tmp_path / "a.part").mkdir()
    (tmp_path / "a.part" / "notes").write_text("x")
    (tmp_path / "b.part").touch()
    for name in ("a.part", "b.part", "c.txt"):
        (tmp_path / name).touch()
        aged(tmp_path / name)
    (tmp_path / "young.part").touch()
    with in_use(aged(tmp_path / "b.part")):
        remove_leftovers(tmp_path, "*.part")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["b.part", "c.txt", "young.part"]
    remove_leftovers(tmp_path, "*.part")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.txt", "young.part"]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "link.part").symlink_to(tmp_path / "kept")
    aged(tmp_path / "kept")
    remove_leftovers(tmp_path, "*.part")
    assert (tmp_path / "kept").is_dir()


def test_the_lock_ends_with_the_program_that_was_killed(tmp_path: Path) -> None:
    folder = tmp_path / "x.part"
    folder.mkdir()
    holder = subprocess.Popen([sys.executable, "-c", HOLD, folder], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    with holder:
        assert holder.stdout.readline() == b"held\n"
        aged(folder)
        remove_leftovers(tmp_path, "*.part")
        assert folder.exists()
        holder.kill()
    remove_leftovers(tmp_path, "*.part")
    assert not folder.exists()


def test_a_file_that_is_written_again_takes_the_leftover_with_it(tmp_path: Path) -> None:
    (tmp_path / ".rejects.csv.1.part").touch()
    (tmp_path / ".other.csv.1.part").touch()
    aged(tmp_path / ".rejects.csv.1.part")
    aged(tmp_path / ".other.csv.1.part")
    with replacing(tmp_path / "rejects.csv"):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == [".other.csv.1.part", "rejects.csv"]


def test_a_pipe_that_somebody_put_there_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.part")
    aged(tmp_path / "x.part")
    remove_leftovers(tmp_path, "*.part")
    assert (tmp_path / "x.part").exists()
