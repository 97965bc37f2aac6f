"""Kept promises to show on a person's page, with what was promised and what was done."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from analyzer.codebook import Actor, PromiseState
from analyzer.frames import Frames
from analyzer.insights.author_names import with_name
from analyzer.insights.evidence import NOTE, off_page
from analyzer.insights.selection import day_of, latest_names
from analyzer.settings import Settings


@dataclass(frozen=True, slots=True)
class KeptPromise:
    """A promise that was kept in time: the redacted words of both notes, and their days."""

    note_id: str
    made: date | None
    promise: str
    kept_note_id: str
    kept: date | None
    evidence: str


def shown_promises(promised: pd.DataFrame, frames: Frames, settings: Settings) -> pd.DataFrame:
    """Return the promises that their makers kept in time and that a person's page may show.

    ``promised`` is what ``promises`` returns for the frames. A promise with a note that must be
    kept off a person's page (law, threat, harm) is none. Where ``coaching.own_name_in_quotes`` says
    so, their makers' names stand in the quotes of their own notes, not in those of a colleague who
    kept the promise.
    """
    kept = promised[
        (promised["actor"] == Actor.AUTHOR.value)
        & (promised["state"] == PromiseState.KEPT.value)
        & promised["staff_id"].notna()
    ]
    hidden = frames.analyses.loc[off_page(frames.analyses, frames.findings), NOTE]
    kept = kept[~_among(kept, "note_id", hidden) & ~_among(kept, "evidence_note_id", hidden)]
    return _by_name(kept, frames.analyses) if settings.coaching.own_name_in_quotes else kept


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


def _by_name(kept: pd.DataFrame, analyses: pd.DataFrame) -> pd.DataFrame:
    """Return promises in whose quotes the maker stands by name, where the note is their own."""
    names = kept["staff_id"].map(latest_names(analyses))
    writers = kept[["source", "evidence_note_id"]].merge(
        analyses[[*NOTE, "staff_id"]].rename(columns={"note_id": "evidence_note_id"}), how="left"
    )
    own = writers["staff_id"].to_numpy() == kept["staff_id"].to_numpy()
    promised = zip(kept["quote"], names, strict=True)
    evidence = zip(kept["evidence_quote"], names, own, strict=True)
    return kept.assign(
        quote=[with_name(quote, name) for quote, name in promised],
        evidence_quote=[
            with_name(quote, name) if mine else quote for quote, name, mine in evidence
        ],
    )


def _among(promised: pd.DataFrame, column: str, notes: pd.DataFrame) -> "pd.Series[bool]":
    """Return for each promise whether the note that a column names is among some notes."""
    keys = pd.MultiIndex.from_arrays([promised["source"], promised[column]])
    return pd.Series(keys.isin(pd.MultiIndex.from_frame(notes)), index=promised.index)
