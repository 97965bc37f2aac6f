"""The counts of each month that control charts need, kept when the notes are let go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analyzer.codebook import Step
from analyzer.frames import ANALYSES, frame_of
from analyzer.insights.cases import case_keys
from analyzer.insights.chances import log_chances, probabilities
from analyzer.insights.control_charts import ControlChart, control_chart
from analyzer.insights.corrections import Corrections
from analyzer.insights.models import model_changes
from analyzer.insights.steps import step_counts
from analyzer.settings import Settings

COLUMNS = (
    "source",
    "note_id",
    "staff_id",
    "timestamp",
    "case_id",
    "patient_id",
    *(str(step) for step in Step),
    "concern",
    "p_negative",
    "p_positive",
    "model",
)
"""The columns of ``Frames.analyses`` that the counts rest on."""


@dataclass(frozen=True)
class StepHistory:
    """How often each step was documented as done, month by month, of everybody or of one person.

    ``counts`` has a row a month and step in which there was a note with a concern: month (Timestamp
    of its first day), step, n (notes with a concern) and count (those with the step done).
    ``model_changes`` holds the first days of the months in which another model began to read.
    """

    counts: pd.DataFrame
    model_changes: tuple[date, ...]


@dataclass(frozen=True)
class History:
    """The months that control charts look back on.

    ``staff`` holds the history of each staff_id. ``unhappy`` has a row a month: month, n (cases
    with a contact in the month), count (how many of them are expected to be unhappy, each judged by
    its latest contact in the month) and variance (of the chances of its cases to be so; NaN of a
    single case).
    """

    everybody: StepHistory
    staff: Mapping[str, StepHistory]
    unhappy: pd.DataFrame


def history_of(
    stretches: Iterable[pd.DataFrame], corrections: Corrections | None = None
) -> History:
    """Return the counts of each month.

    With the ``corrections`` of the clinic that is reported on, a case's chance to be unhappy is its
    mean over their draws, so that the months are those of the word-of-mouth estimate, and older
    ones are read alike; without any it is what the reader gave.

    ``stretches`` are rows of ``Frames.analyses``, at least with ``COLUMNS``, in any order, each
    stretch of whole months, so that no month is in two of them. They are taken one by one, and only
    counts are kept. Notes without a time belong to no month; notes without a staff_id count for
    everybody alone. Without any notes the history is empty.
    """
    parts = [_counted(notes, corrections) for notes in stretches]
    parts = parts or [_counted(frame_of([], ANALYSES), None)]
    steps, own, unhappy, read = (
        pd.concat(kind, ignore_index=True) for kind in zip(*parts, strict=True)
    )
    read_by = dict(iter(read.groupby("staff_id")))
    return History(
        everybody=StepHistory(steps, model_changes(read)),
        staff={
            str(staff_id): StepHistory(
                counts.drop(columns="staff_id").reset_index(drop=True),
                model_changes(read_by[staff_id]),
            )
            for staff_id, counts in own.groupby("staff_id", sort=True)
        },
        unhappy=unhappy,
    )


def step_charts(history: StepHistory, settings: Settings) -> dict[str, ControlChart]:
    """Return the control chart of each step, by its label."""
    return {
        str(step): control_chart(
            history.counts[history.counts["step"] == str(step)], settings, history.model_changes
        )
        for step in Step
    }


def unhappy_chart(history: History, settings: Settings) -> ControlChart:
    """Return the control chart of the share of unhappy cases."""
    return control_chart(history.unhappy, settings, history.everybody.model_changes)


Counts = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]
"""Steps of everybody, of each person, unhappy cases, and which models read whose notes."""


def _counted(notes: pd.DataFrame, corrections: Corrections | None) -> Counts:
    notes = notes[notes["timestamp"].notna()]
    notes = notes.assign(month=notes["timestamp"].dt.to_period("M").dt.to_timestamp())
    concerns = notes[notes["concern"].astype(bool)]
    own = concerns[concerns["staff_id"].notna()]
    read = notes[["month", "staff_id", "model"]].drop_duplicates()
    return (
        _done(concerns, ["month"]),
        _done(own, ["staff_id", "month"]),
        _unhappy(notes, corrections),
        read.rename(columns={"month": "timestamp"}),
    )


def _done(notes: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return a row a group and step, in order, of how many notes have the step done."""
    counts = step_counts(notes, by).rename(columns={"done": "count"})
    return counts[[*by, "step", "n", "count"]].sort_values([*by, "step"], ignore_index=True)


def _unhappy(notes: pd.DataFrame, corrections: Corrections | None) -> pd.DataFrame:
    """Return a row a month of its cases, each judged by its latest contact in that month."""
    ordered = notes.sort_values(["timestamp", "source", "note_id"])
    ordered = ordered.assign(case=case_keys(ordered))
    latest = ordered.drop_duplicates(["month", "source", "case"], keep="last")
    negative, positive = probabilities(latest)
    if corrections is not None:
        negative = corrections.expected(log_chances(negative, positive))[0]
    chances = latest.assign(chance=negative).groupby("month")["chance"]
    return chances.agg(n="size", count="sum", variance="var").reset_index()
