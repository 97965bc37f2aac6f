"""A model folder that cannot work ends in one sentence, before any note is rejected for it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from analyzer.cli import main
from analyzer.language.model import shipped_model


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def lose_a_key(path: Path) -> None:
    with np.load(path) as arrays:
        held = dict(arrays)
    held.popitem()
    np.savez(path, **held)


def halve_an_array(path: Path) -> None:
    with np.load(path) as arrays:
        held = dict(arrays)
    name = max(held, key=lambda name: held[name].size)
    np.savez(path, **held | {name: held[name][: len(held[name]) // 2]})


def exchange(path: Path) -> None:
    path.write_text("Minutes of the meeting.")


@pytest.mark.parametrize(
    ("damage", "file"),
    [
        (cut, "note_findings/words.msgpack"),
        (cut, "note_judgement/arrays.npz"),
        (lose_a_key, "note_judgement/arrays.npz"),
        (halve_an_array, "note_findings/arrays.npz"),
        (exchange, "note_findings/arrays.npz"),
        (exchange, "meta.json"),
        (Path.unlink, "note_judgement/words.msgpack"),
    ],
)
def test_a_damaged_model_ends_in_one_sentence(
    tmp_path: Path, damage: Callable[[Path], None], file: str
) -> None:
    shutil.copytree(shipped_model(), tmp_path / "model")
    damage(tmp_path / "model" / file)
    (tmp_path / "export.csv").write_text("note\nWas upset.\n")
    result = CliRunner().invoke(
        main,
        [
            *("analyze", str(tmp_path / "export.csv"), "-o", str(tmp_path / "a.jsonl")),
            *("--model", str(tmp_path / "model")),
        ],
    )
    assert result.exit_code == 1
    [line] = result.stderr.splitlines()
    assert line.startswith("Error: ")
    assert str(tmp_path / "model") in line
    assert line.endswith(".")
    assert {path.name for path in tmp_path.iterdir()} == {"export.csv", "model"}
