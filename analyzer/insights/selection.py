"""Picking notes out of the frames: those with a concern, by group, by what a list column holds."""

from collections.abc import Iterator, Sequence, Set
from datetime import date

import pandas as pd

from analyzer.frames import Frames


def with_concern(frames: Frames) -> pd.DataFrame:
    """Return the notes whose contact had something to solve for an unhappy person."""
    return frames.analyses[frames.analyses["concern"].astype(bool)]


def grouped(
    notes: pd.DataFrame, by: Sequence[str]
) -> Iterator[tuple[tuple[str | None, ...], pd.DataFrame]]:
    """Yield each group's key and notes, by key in alphabetical order.

    ``by`` names columns of text; a missing value is a group of its own, keyed None, and comes last.
    Without ``by`` there is one group, keyed (), even of no notes.
    """
    if not by:
        yield (), notes
        return
    for key, group in notes.groupby(list(by), dropna=False, sort=True):
        yield tuple(part if isinstance(part, str) else None for part in key), group


def latest_names(analyses: pd.DataFrame) -> dict[str, str]:
    """Return each staff_id's latest name, so that a person whose name changed stays one person.

    Where no note has a name, the staff_id stands for it.
    """
    names = analyses.dropna(subset=["staff_id", "staff_name"]).groupby("staff_id")["staff_name"]
    return {name: name for name in analyses["staff_id"].dropna()} | dict(names.last())


def holds(lists: "pd.Series[list[str]]", wanted: Set[str]) -> "pd.Series[bool]":
    """Return for each note whether its list (of themes, say) has any of the wanted words."""
    return lists.map(lambda words: not wanted.isdisjoint(words)).astype(bool)


def day_of(timestamp: pd.Timestamp) -> date | None:
    """Return the day of a contact, or None where the note has no time."""
    return None if pd.isna(timestamp) else timestamp.date()
