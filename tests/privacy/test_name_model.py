from pathlib import Path

import numpy as np
import pytest
from plain_tagger import plain_tagger

from analyzer.language.model import ModelError
from analyzer.privacy.name_model import load_tagger, save_tagger, shipped_tagger

TEXTS = ["Ann rang Okafor's desk. OKAFOR WAS LATE", "Dr Mbeki met Priya\nZoe", ""]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a saved tagger."""
    save_tagger(plain_tagger(), tmp_path / "names")
    return tmp_path / "names"


def test_a_saved_tagger_finds_the_same(folder: Path) -> None:
    saved, kept = load_tagger(folder), plain_tagger()
    assert saved(TEXTS) == kept(TEXTS)
    assert saved.words == kept.words
    assert saved.threshold == kept.threshold


def test_a_tagger_that_was_loaded_is_saved_as_it_was(folder: Path, tmp_path: Path) -> None:
    save_tagger(load_tagger(folder), tmp_path / "again")
    for file in folder.iterdir():
        if file.suffix == ".msgpack":
            assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes()
    again, before = (np.load(place / "arrays.npz") for place in (tmp_path / "again", folder))
    assert sorted(again) == sorted(before)
    assert all((again[name] == before[name]).all() for name in before)


@pytest.mark.parametrize("missing", ["words.msgpack", "arrays.npz"])
def test_a_folder_without_a_file_is_named(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(ModelError, match=f"model folder {folder} cannot be read"):
        load_tagger(folder)


@pytest.mark.parametrize("damaged", ["words.msgpack", "arrays.npz"])
def test_a_folder_with_a_damaged_file_is_named(folder: Path, damaged: str) -> None:
    (folder / damaged).write_bytes((folder / damaged).read_bytes()[:40])
    with pytest.raises(ModelError, match=f"model folder {folder} cannot be read"):
        load_tagger(folder)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("weights.0.0", np.zeros((3, 3), np.float16)),
        ("weights.0.0", np.full((1, 3), np.nan, np.float16)),
        ("bias.0.0", np.zeros(7, np.float16)),
    ],
)
def test_parts_that_do_not_fit_together_are_told_at_once(
    folder: Path, name: str, array: np.ndarray
) -> None:
    with np.load(folder / "arrays.npz") as file:
        arrays = dict(file)
    np.savez(folder / "arrays.npz", **(arrays | {name: array}))
    with pytest.raises(ModelError, match=f"model folder {folder} cannot be read"):
        load_tagger(folder)


def test_the_shipped_tagger_is_read_once() -> None:
    assert shipped_tagger() is shipped_tagger()
