"""Files: no text becomes a path, and everything is its owner's alone from the first byte on."""

import json
import os
import re
import stat
from pathlib import Path

import pytest
from attacks.attacking import AS_OF, STORE, heard
from attacks.hostile import ATTACKS, EXPORT
from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake.characters import clean
from analyzer.reports.slugs import slug

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")

OWN = re.compile(r"[a-z]+\.(html|pdf|md|json|xlsx|csv|sqlite|sqlite\.lock)|[0-9a-f]{16}\.[a-z]+")
OURS = ("analyzer.toml", "protocol.toml", "log.txt", "moves.jsonl", "whole", EXPORT)
"""What the tests themselves put beside it."""


def written(folder: Path) -> list[Path]:
    """What the program wrote into the folder."""
    return [path for path in folder.rglob("*") if path.name not in OURS and path.suffix != ".told"]


def test_file_names_hold_nothing_of_an_export(attacked: Path) -> None:
    names = {path.name for path in written(attacked) if path.is_file()}
    assert len(names) > 100
    assert [name for name in names if not OWN.fullmatch(name)] == []
    assert {path.name for path in attacked.parent.iterdir() if "passwd" in path.name} == set()


def test_each_person_has_a_page(reports: Path) -> None:
    people = {text for attack in ATTACKS if (text := clean(attack).strip())}
    pages = {path.stem for path in (reports / "staff").glob("*.html")}
    assert pages == {slug(person) for person in people}
    assert len(pages) == len(people)


def test_everything_is_for_its_owner_alone_whatever_the_umask(attacked: Path) -> None:
    for path in written(attacked):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_what_is_being_written_lies_beside_its_place_and_is_private(attacked: Path) -> None:
    moves = [json.loads(line) for line in (attacked / "moves.jsonl").read_text().splitlines()]
    assert len(moves) > 100
    for move in moves:
        assert move["file"] & 0o077 == 0, move
        begun, place = attacked / move["path"], attacked / move["place"]
        [hidden] = [one for one in (begun, *begun.parents) if one.suffix == ".part"]
        assert hidden.parent in place.parents, move
        assert hidden == begun or move["folder"] & 0o077 == 0, move


def test_what_a_failed_run_was_writing_is_gone(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text("note_id,note\n1,She was upset.\n2,\n")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "staff").write_text("no folder")
    done = heard("run", "export.csv", "--out", "reports", "--store", STORE, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert not [path for path in tmp_path.rglob("*") if path.suffix == ".part"]


@given(st.text(st.characters(), max_size=300))
def test_a_slug_is_short_and_safe_on_every_system(staff_id: str) -> None:
    assert re.fullmatch("[0-9a-f]{16}", slug(staff_id))


@given(st.sets(st.sampled_from("aAéÉe\u0301 ./\\:ﬁfi\0"), min_size=1).map("".join), st.data())
def test_names_that_a_file_system_takes_for_one_are_two(name: str, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from([name.upper(), f"{name} ", f"{name}.", f"../{name}"]))
    assert (slug(name) == slug(other)) == (name == other)


@pytest.mark.parametrize("name", ["CON.csv", "two\nlines.csv"])
def test_the_name_of_an_export_becomes_no_path(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("note_id,note\n1,She was upset.\n2,\n")
    done = heard(
        "run", name, "--out", "out/reports", "--store", STORE, "--as-of", AS_OF, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    names = {path.name for path in written(tmp_path) if path.is_file() and path.name != name}
    assert [each for each in names if not OWN.fullmatch(each)] == []
