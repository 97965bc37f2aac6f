import math
import struct
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
import srsly
from plain_tagger import plain_tagger

from analyzer.language.errors import ModelError
from analyzer.privacy import name_model
from analyzer.privacy.name_model import (
    FOLDER,
    load_tagger,
    redaction_digest,
    save_tagger,
    shipped_tagger,
)

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


@pytest.mark.parametrize(
    "change", [{"networks": 0}, {"networks": -1}, {"threshold": math.nan}, {"threshold": 2.0}]
)
def test_a_tagger_that_would_find_nobody_is_refused(folder: Path, change: dict[str, float]) -> None:
    strings = srsly.read_msgpack(folder / "words.msgpack")
    srsly.write_msgpack(folder / "words.msgpack", strings | change)
    with pytest.raises(ModelError, match=f"model folder {folder} cannot be read"):
        load_tagger(folder)


def test_a_tagger_that_takes_every_word_for_none_is_refused(folder: Path) -> None:
    with np.load(folder / "arrays.npz") as file:
        arrays = dict(file)
    bias = np.array([60, 0, 0], np.float16)
    np.savez(folder / "arrays.npz", **(arrays | {"bias.0.0": bias}))
    with pytest.raises(ModelError, match=f"model folder {folder} cannot be read"):
        load_tagger(folder)


def test_an_archive_of_which_a_part_does_not_unpack_is_named(folder: Path) -> None:
    file = folder / "arrays.npz"
    content = bytearray(file.read_bytes())
    with ZipFile(file) as archive:
        first = archive.infolist()[0]
    name_length, extra_length = struct.unpack_from("<HH", content, first.header_offset + 26)
    start = first.header_offset + 30 + name_length + extra_length
    content[start : start + 4] = b"\xff" * 4  # a kind of block that deflate does not have
    file.write_bytes(content)
    with pytest.raises(ModelError, match=f"model folder {folder} cannot be read"):
        load_tagger(folder)


@pytest.mark.parametrize(
    "changed", [f"{FOLDER}/words.msgpack", f"{FOLDER}/arrays.npz", "word_vectors.npz"]
)
def test_the_digest_changes_with_every_file_that_names_are_found_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    monkeypatch.setattr(name_model, "shipped_models", lambda: tmp_path)
    (tmp_path / FOLDER).mkdir()
    for name in (f"{FOLDER}/words.msgpack", f"{FOLDER}/arrays.npz", "word_vectors.npz"):
        (tmp_path / name).write_bytes(b"learned")
    before = redaction_digest()
    assert redaction_digest() == before
    (tmp_path / changed).write_bytes(b"learned anew")
    assert redaction_digest() != before
