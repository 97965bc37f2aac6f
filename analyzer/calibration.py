"""How far a model's probabilities can be trusted, as it was measured on authors it never saw."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.privacy.writing import replacing

FILE = "calibration.json"
"""Its place in the model's folder."""


class CalibrationError(ValueError):
    """A calibration file that cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class Check:
    """How a 95 % interval fared on ``notes`` of ``authors`` that nothing was learned from.

    People judged ``negative`` of them so; the interval reached from ``low`` to ``high``.
    """

    authors: int
    notes: int
    negative: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Many equally likely corrections of one model's probabilities.

    ``model`` is its ``name@version``; ``authors`` and ``notes`` say on how many it was measured,
    ``negative`` and ``positive`` (0 to 1) how many of these notes people judged so. A correction
    turns the probabilities p of negative, neutral and positive into

        exp(shift) * p ** slope, divided by the sum over the three,

    where the shift of neutral is 0. ``slopes`` (above 0) has shape (draws,), ``shifts`` of negative
    and positive shape (draws, 2). A probability of 0 or 1 stays what it is. ``check`` is what
    benchmarks/unhappy_counts.py printed of it, written into the file by hand; None where nobody
    checked it.
    """

    model: str
    authors: int
    notes: int
    negative: float
    positive: float
    slopes: NDArray[np.float64]
    shifts: NDArray[np.float64]
    check: Check | None = None

    @property
    def shares(self) -> NDArray[np.float64]:
        """Return the shares of negative, neutral and positive notes, shape (3,)."""
        return np.array([self.negative, 1 - self.negative - self.positive, self.positive])


CHECKED = tuple(field.name for field in fields(Check))


def read_calibration(model_folder: Path) -> Calibration | None:
    """Return the calibration of a model, None where its folder holds none.

    Raises CalibrationError for a file that is damaged.
    """
    path = model_folder / FILE
    try:
        held = json.loads(path.read_text("utf-8"))
        draws = np.array(held["draws"], dtype=float).reshape(-1, 3)
        calibration = Calibration(
            model=str(held["model"]),
            authors=int(held["authors"]),
            notes=int(held["notes"]),
            negative=float(held["negative"]),
            positive=float(held["positive"]),
            slopes=draws[:, 0],
            shifts=draws[:, 1:],
            check=Check(**{name: int(held["check"][name]) for name in CHECKED})
            if "check" in held
            else None,
        )
        sound = len(draws) > 0 and np.isfinite(draws).all() and (calibration.slopes > 0).all()
        if not (sound and (calibration.shares > 0).all() and calibration.authors > 0):
            raise ValueError
    except FileNotFoundError:
        return None
    except (ValueError, LookupError, TypeError):
        raise CalibrationError(
            f"{path} is damaged: write it anew with python -m analyzer.training calibrate, or "
            "remove it, and intervals hold chance alone."
        ) from None
    return calibration


def write_calibration(calibration: Calibration, model_folder: Path) -> None:
    """Write a calibration into a model's folder; corrections are rounded to five decimals.

    Raises OSError where that cannot be done.
    """
    draws = np.column_stack([calibration.slopes, calibration.shifts]).round(5)
    held: dict[str, object] = {
        "model": calibration.model,
        "authors": calibration.authors,
        "notes": calibration.notes,
        "negative": round(calibration.negative, 5),
        "positive": round(calibration.positive, 5),
    }
    if calibration.check is not None:
        held["check"] = asdict(calibration.check)
    lines = ",\n".join(f"  {json.dumps(row)}" for row in draws.tolist())
    head = json.dumps(held, indent=1).removesuffix("\n}")
    with replacing(model_folder / FILE) as file:
        file.write(f'{head},\n "draws": [\n{lines}\n ]\n}}\n')
