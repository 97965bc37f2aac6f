import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from analyzer.codebook import LABELS, Cue, FindingKey, Status
from analyzer.language.errors import ModelError
from analyzer.language.model import key_of, shipped_model
from analyzer.language.reader import read_model
from analyzer.settings import Alerts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_model(), tmp_path / "model"))


def test_every_key_reads_back_from_its_name() -> None:
    keys = [
        FindingKey(label, status)
        for label in LABELS.values()
        for status in ([None] if isinstance(label, Cue) else list(Status))
    ]
    assert [key_of(str(key)) for key in keys] == keys


def test_a_copy_reads_like_the_shipped_model(folder: Path) -> None:
    note = ["Caller angry about the bill, told her I was sorry, refunded it."]
    copy, shipped = (read_model(place, Alerts()) for place in (folder, shipped_model()))
    assert copy.read(note, ["a"]) == shipped.read(note, ["a"])


@pytest.mark.parametrize("part", ["note_findings", "note_judgement"])
@pytest.mark.parametrize("name", ["words.msgpack", "arrays.npz"])
@pytest.mark.parametrize("harm", ["missing", "empty", "cut", "other"])
def test_a_damaged_model_is_one_sentence(folder: Path, part: str, name: str, harm: str) -> None:
    file = folder / part / name
    if harm == "missing":
        file.unlink()
    else:
        content = file.read_bytes()
        file.write_bytes({"empty": b"", "cut": content[: len(content) // 2], "other": b"x"}[harm])
    with pytest.raises(ModelError, match=r"The model folder .* cannot be read"):
        read_model(folder, Alerts())


@pytest.mark.parametrize(
    "name", ["network.windows", "evidence", "sentences.pieces", "note.weights"]
)
@pytest.mark.parametrize("harm", ["half", "not a number"])
def test_numbers_that_do_not_fit_are_one_sentence(folder: Path, name: str, harm: str) -> None:
    file = folder / "note_findings" / "arrays.npz"
    with np.load(file) as stored:
        arrays = dict(stored)
    array = arrays[name]
    arrays[name] = array[: len(array) // 2] if harm == "half" else np.full_like(array, np.nan)
    np.savez(file, allow_pickle=False, **arrays)
    with pytest.raises(ModelError, match=r"The model folder .* cannot be read"):
        read_model(folder, Alerts())


@pytest.mark.parametrize("meta", ["", "{}", "[]", json.dumps({"lang": "en"})])
def test_a_folder_without_its_meta_data_is_one_sentence(folder: Path, meta: str) -> None:
    (folder / "meta.json").write_text(meta)
    with pytest.raises(ModelError, match="holds no trained model"):
        read_model(folder, Alerts())
