"""The sets of cases that are counted: all of them, and those of each location, month and so on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from analyzer.frames import Frames
from analyzer.insights.case_counts import Rows
from analyzer.insights.cases import cases
from analyzer.insights.selection import grouped
from analyzer.insights.writers import effective_writers
from analyzer.settings import Settings

Dimension = Literal["location", "channel", "theme", "month"]
Key = tuple[Dimension | None, str | None]
"""A dimension and the name of one of its sets, None where it is not given."""
WHOLE: Key = (None, None)

LOOKED_AT = [
    *("source", "note_id", "case_id", "patient_id", "timestamp", "location", "channel", "themes"),
    "staff_id",
    *("sentiment_start", "sentiment_end", "p_negative", "p_positive"),
]
KEPT = ["note_id", "staff_id", "p_negative", "p_positive", "contacts", "averted"]
"""Columns of notes and then of cases; to sort and keep no more saves memory."""


@dataclass(frozen=True, slots=True)
class CaseSets:
    """``cases`` has the columns ``KEPT``; ``members`` the places in it of each set, WHOLE first."""

    cases: pd.DataFrame
    members: dict[Key, Rows]

    def writers(self) -> list[float]:
        """Return the effective number of writers of each set, by the latest note of each case."""
        staff_ids = self.cases["staff_id"]
        return [effective_writers(staff_ids.iloc[rows]) for rows in self.members.values()]


def case_sets(frames: Frames, settings: Settings, by: Sequence[Dimension]) -> CaseSets:
    """Return all cases and the sets of each dimension, by name.

    A case belongs to the location, channel and themes of its latest contact. A month has cases of
    its own, judged by the contacts in it alone ("2026-03"); every month from the first to the last
    is there.
    """
    frames = replace(frames, analyses=frames.analyses[LOOKED_AT])
    clinic = cases(frames, settings)
    months = _months(frames, settings) if "month" in by else {}
    end = len(clinic)
    members: dict[Key, Rows] = {WHOLE: np.arange(end)}
    for month, part in months.items():
        members["month", month] = np.arange(end, end + len(part))
        end += len(part)
    for dimension in by:
        if dimension != "month":
            members |= {(dimension, name): rows for name, rows in _rows_by(clinic, dimension)}
    parts = [part[KEPT] for part in (clinic, *months.values())]
    return CaseSets(pd.concat(parts, ignore_index=True), members)


def _months(frames: Frames, settings: Settings) -> dict[str | None, pd.DataFrame]:
    """Return each month's own cases in order; last, under None, those of notes without a time."""
    notes, findings = frames.analyses, frames.findings
    timed = notes["timestamp"].notna()
    month = notes["timestamp"].dt.to_period("M")
    of_finding = findings["timestamp"].dt.to_period("M")
    parts: dict[str | None, pd.DataFrame] = {}

    def judged(of_note: "pd.Series[bool]", told: "pd.Series[bool]") -> pd.DataFrame:
        own = replace(frames, analyses=notes[of_note], findings=findings[told])
        return cases(own, settings)[KEPT]

    if timed.any():
        every = pd.period_range(month[timed].min(), month[timed].max(), freq="M")
        parts |= {str(one): judged(month == one, of_finding == one) for one in every}
    if not timed.all():
        parts[None] = judged(~timed, findings["timestamp"].isna())
    return parts


def _rows_by(gathered: pd.DataFrame, by: Dimension) -> Iterator[tuple[str | None, Rows]]:
    """Yield each group's name, None for what is not given, and the places of its cases."""
    column: str = "themes" if by == "theme" else by
    named = gathered[[column]].reset_index(drop=True)
    if by == "theme":
        named = named.explode(column)
    for (name,), part in grouped(named, [column]):
        yield name, part.index.to_numpy()
