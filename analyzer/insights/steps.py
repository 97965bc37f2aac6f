"""How often listen, empathize and resolve are documented as done."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analyzer.codebook import Step, StepState
from analyzer.frames import Frames
from analyzer.insights.intervals import with_rates
from analyzer.insights.selection import latest_names, with_concern
from analyzer.settings import Settings

STATES = [str(state) for state in StepState]
PERSON = ["staff_id", "staff_name"]


def step_rates(frames: Frames, settings: Settings) -> pd.DataFrame:
    """Return a row a step over everybody's notes with a concern.

    Columns: step, n, done, missed, planned, not_documented (counts that add up to n), rate, low,
    high (share done, 0 to 1; NaN under ``minimum_for_rate``). A step that is not documented stays
    in n. ``missed`` is the reader's weakest label: no page for a person shows its count.
    """
    return with_rates(step_counts(with_concern(frames), []), "done", settings.statistics)


def staff_step_rates(frames: Frames, settings: Settings) -> pd.DataFrame:
    """Return a row a staff member and step, by name (never by rate).

    Columns: staff_id, staff_name and those of ``step_rates``. The rates are as they are, not
    standardised, so they compare nobody. Notes without a staff_id are left out.
    """
    notes = with_concern(frames)
    names = latest_names(frames.analyses)
    notes = notes[notes["staff_id"].notna()].assign(staff_name=lambda n: n["staff_id"].map(names))
    rates = with_rates(step_counts(notes, PERSON), "done", settings.statistics)
    order = {str(step): place for place, step in enumerate(Step)}
    return rates.sort_values(
        ["staff_name", "staff_id", "step"],
        key=lambda column: column.map(order) if column.name == "step" else column,
        ignore_index=True,
    )


def monthly_step_rates(
    frames: Frames, settings: Settings, staff_id: str | None = None
) -> pd.DataFrame:
    """Return a row a month and step, of one person or (without ``staff_id``) of everybody.

    Columns: month (Timestamp of its first day; every month from the first to the last, also those
    without a note), and those of ``step_rates``. Notes without a timestamp are left out.
    """
    notes = with_concern(frames)
    if staff_id is not None:
        notes = notes[notes["staff_id"] == staff_id]
    notes = notes[notes["timestamp"].notna()]
    months = notes["timestamp"].dt.to_period("M")
    counts = step_counts(notes.assign(month=months.dt.to_timestamp()), ["month"])
    if len(notes):
        every = pd.period_range(months.min(), months.max(), freq="M").to_timestamp()
        rows = pd.MultiIndex.from_product(
            [every, [str(step) for step in Step]], names=["month", "step"]
        )
        counts = counts.set_index(["month", "step"]).reindex(rows, fill_value=0).reset_index()
    return with_rates(counts, "done", settings.statistics)


def step_counts(notes: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return a row a group and step with n and the count of each state.

    ``notes`` are rows of ``Frames.analyses``, ``by`` columns of theirs. Without ``by`` every step
    has its row; else only the groups that occur.
    """
    steps = [str(step) for step in Step]
    long = notes.melt(id_vars=list(by), value_vars=steps, var_name="step", value_name="state")
    for state in STATES:
        long[state] = (long["state"] == state).astype(np.int64)
    counts = long.groupby([*by, "step"], sort=False)[STATES].sum()
    if not by:
        counts = counts.reindex(pd.Index(steps, name="step"), fill_value=0)
    counts.insert(0, "n", counts[STATES].sum(axis=1))
    return counts.reset_index()
