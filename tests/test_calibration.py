import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analyzer.calibration import (
    FILE,
    Calibration,
    CalibrationError,
    Check,
    read_calibration,
    write_calibration,
)
from analyzer.language.model import model_name, shipped_model

HELD = Calibration(
    model="notes@1",
    authors=14,
    notes=1400,
    negative=0.24,
    positive=0.23,
    slopes=np.array([0.9, 1.1]),
    shifts=np.array([[0.1, -0.2], [0.0, 0.3]]),
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_calibration(HELD, tmp_path)
    read = read_calibration(tmp_path)
    assert read is not None
    assert (read.model, read.authors, read.notes) == ("notes@1", 14, 1400)
    assert read.shares.tolist() == pytest.approx([0.24, 0.53, 0.23])
    assert read.slopes.tolist() == HELD.slopes.tolist()
    assert read.shifts.tolist() == HELD.shifts.tolist()
    assert read.check is None


def test_how_it_fared_on_notes_of_others_is_kept(tmp_path: Path) -> None:
    checked = replace(HELD, check=Check(authors=4, notes=400, negative=92, low=46, high=91))
    write_calibration(checked, tmp_path)
    read = read_calibration(tmp_path)
    assert read is not None
    assert read.check == checked.check


def test_a_model_may_have_none(tmp_path: Path) -> None:
    assert read_calibration(tmp_path) is None


@pytest.mark.parametrize(
    "damage",
    [
        {"draws": []},
        {"draws": [[1, 2]]},
        {"draws": [[-1, 0, 0]]},
        {"draws": [[float("nan"), 0, 0]]},
        {"draws": "none"},
        {"negative": 0.9},
        {"negative": None},
        {"authors": 0},
        {"check": {"notes": 400}},
        {"check": None},
    ],
)
def test_a_damaged_one_is_told_in_a_sentence(tmp_path: Path, damage: dict[str, object]) -> None:
    write_calibration(HELD, tmp_path)
    file = tmp_path / FILE
    file.write_text(json.dumps(json.loads(file.read_text()) | damage))
    with pytest.raises(CalibrationError, match=r"calibration\.json is damaged: write it anew"):
        read_calibration(tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[1]", "no json"])
def test_what_is_no_calibration_is_told_in_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(CalibrationError, match="is damaged"):
        read_calibration(tmp_path)


def test_the_shipped_model_has_its_own() -> None:
    shipped = read_calibration(shipped_model())
    assert shipped is not None
    assert shipped.model == model_name(shipped_model())
    assert len(shipped.slopes) == 200
    assert 0.5 < np.median(shipped.slopes) < 2
