"""Which model read which notes, and in which months another one began to read."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pandas as pd

from analyzer.insights.selection import day_of


@dataclass(frozen=True, slots=True)
class ModelNotes:
    """A model as ``name@version``, how many notes it read, and the days of the first and the last
    of these contacts; None where none of them has a time."""

    model: str
    first: date | None
    last: date | None
    notes: int


def models(analyses: pd.DataFrame) -> tuple[ModelNotes, ...]:
    """Return the models that read these notes, in the order of the contacts they read.

    ``analyses`` are rows of ``Frames.analyses``. Stretches of two models overlap where an older
    note was corrected, and read, after the model had changed.
    """
    days = analyses.groupby("model")["timestamp"].agg(["min", "max", "size"]).reset_index()
    days = days.sort_values(["min", "max", "model"], na_position="last")
    return tuple(
        ModelNotes(model, day_of(first), day_of(last), int(notes))
        for model, first, last, notes in days.itertuples(index=False)
    )


def model_changes(analyses: pd.DataFrame) -> tuple[date, ...]:
    """Return the first days of the months in which another model began to read.

    In such a month some notes were read by a model that read none of the month before, so that a
    part of the difference between the two may be the model's. Months without notes are passed
    over. ``analyses`` are rows of ``Frames.analyses``; those without a time belong to no month.
    """
    months = analyses["timestamp"].dt.to_period("M").dt.to_timestamp()
    read = pd.DataFrame({"month": months, "model": analyses["model"]}).dropna().drop_duplicates()
    read_by: dict[date, set[str]] = {}
    for month, model in read.sort_values("month").itertuples(index=False):
        read_by.setdefault(month.date(), set()).add(model)
    return tuple(month for before, month in pairwise(read_by) if read_by[month] - read_by[before])
