"""Redacted evidence for one person's page: whose act it was, and which quotes may be shown."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analyzer.codebook import Actor, AlertKind, Cue, Kind, Status
from analyzer.insights.selection import day_of

ABUSE = frozenset({Cue.VERBAL_ABUSE, Cue.THREAT, Cue.PHYSICAL})
"""Cues against staff: such contacts call for care of the colleague, not for coaching."""

OFF_PAGE_CUES = frozenset({Cue.LEGAL, Cue.THREAT, Cue.SELF_HARM})
OFF_PAGE_ALERTS = frozenset({AlertKind.SAFETY, AlertKind.LEGAL})
"""A note with one of these is on other desks and never quoted on a staff page."""

NOTE = ["source", "note_id"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Redacted evidence; ``day`` is None where the note has no time."""

    source: str
    note_id: str
    day: date | None
    text: str


def own(findings: pd.DataFrame, status: Status) -> pd.DataFrame:
    """Return the acts of the note's author (or of nobody named) with this status."""
    return _acts(findings, status, {Actor.AUTHOR, Actor.UNCLEAR})


def of_colleagues(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the done acts of a colleague whom the note names."""
    return _acts(findings, Status.DONE, {Actor.COLLEAGUE})


def cues(findings: pd.DataFrame) -> pd.DataFrame:
    """Return what the patient side did."""
    return findings[findings["kind"] == Kind.CUE.value]


def labelled(findings: pd.DataFrame, labels: frozenset[str]) -> pd.DataFrame:
    """Return the findings with one of these labels."""
    return findings[findings["label"].isin([str(label) for label in labels])]


def among(rows: pd.DataFrame, others: pd.DataFrame) -> "pd.Series[bool]":
    """Return for each row whether its note (source, note_id) has a row in ``others``."""
    found = pd.MultiIndex.from_frame(rows[NOTE]).isin(pd.MultiIndex.from_frame(others[NOTE]))
    return pd.Series(found, index=rows.index)


def off_page(notes: pd.DataFrame, findings: pd.DataFrame) -> "pd.Series[bool]":
    """Return for each note whether it must be kept off a staff page altogether."""
    alerted = notes["alerts"].map(
        lambda alerts: any(alert["kind"] in OFF_PAGE_ALERTS for alert in alerts)
    )
    return alerted.astype(bool) | among(notes, labelled(findings, OFF_PAGE_CUES))


def clearest(findings: pd.DataFrame, limit: int) -> pd.DataFrame:
    """Return the surest finding of each note, of at most ``limit`` notes, in order of time."""
    written = findings[findings["quote"].fillna("").str.strip() != ""]
    ranked = written.sort_values(
        ["score", "timestamp", *NOTE, "position"], ascending=[False, True, True, True, True]
    )
    return ranked.drop_duplicates(NOTE).head(limit).sort_values(["timestamp", *NOTE])


def quotes(findings: pd.DataFrame, limit: int) -> tuple[Quote, ...]:
    """Return the quotes of the surest finding of each note, of at most ``limit`` notes."""
    return tuple(quote(row) for _, row in clearest(findings, limit).iterrows())


def quote(row: "pd.Series[Any]") -> Quote:
    """Return the quote of one row of findings."""
    return Quote(
        str(row["source"]), str(row["note_id"]), day_of(row["timestamp"]), str(row["quote"])
    )


def _acts(findings: pd.DataFrame, status: Status, actors: set[Actor]) -> pd.DataFrame:
    return findings[
        (findings["kind"] != Kind.CUE.value)
        & (findings["status"] == status.value)
        & findings["actor"].isin([actor.value for actor in actors])
    ]
