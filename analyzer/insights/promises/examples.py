"""Kept promises to show on a person's page, with what was promised and what was done."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from analyzer.codebook import Actor, PromiseState
from analyzer.frames import Frames
from analyzer.insights.evidence import NOTE, off_page
from analyzer.insights.selection import day_of


@dataclass(frozen=True, slots=True)
class KeptPromise:
    """A promise that was kept in time: the redacted words of both notes, and their days."""

    note_id: str
    made: date | None
    promise: str
    kept_note_id: str
    kept: date | None
    evidence: str


def shown_promises(promised: pd.DataFrame, frames: Frames) -> pd.DataFrame:
    """Return the promises that their makers kept in time and that a person's page may show.

    ``promised`` is what ``promises`` returns for the frames. A promise with a note that must be
    kept off a person's page (law, threat, harm) is none.
    """
    kept = promised[
        (promised["actor"] == Actor.AUTHOR.value) & (promised["state"] == PromiseState.KEPT.value)
    ]
    hidden = frames.analyses.loc[off_page(frames.analyses, frames.findings), NOTE]
    return kept[~_among(kept, "note_id", hidden) & ~_among(kept, "evidence_note_id", hidden)]


def kept_promises(shown: pd.DataFrame, limit: int) -> tuple[KeptPromise, ...]:
    """Return the latest of some of the ``shown_promises``, the latest first."""
    latest = shown.sort_values(["made", "note_id"], ascending=False).head(limit)
    return tuple(
        KeptPromise(
            note_id=str(row["note_id"]),
            made=day_of(row["made"]),
            promise=str(row["quote"]),
            kept_note_id=str(row["evidence_note_id"]),
            kept=day_of(row["evidence_time"]),
            evidence=str(row["evidence_quote"]),
        )
        for row in latest.to_dict("records")
    )


def _among(promised: pd.DataFrame, column: str, notes: pd.DataFrame) -> "pd.Series[bool]":
    """Return for each promise whether the note that a column names is among some notes."""
    keys = pd.MultiIndex.from_arrays([promised["source"], promised[column]])
    return pd.Series(keys.isin(pd.MultiIndex.from_frame(notes)), index=promised.index)
