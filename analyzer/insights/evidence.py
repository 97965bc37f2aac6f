"""Redacted evidence for one person's page: whose act it was, and which quotes may be shown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analyzer.codebook import Actor, AlertKind, Cue, Kind, Status
from analyzer.insights.selection import day_of
from analyzer.settings import Coaching

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
    """Return the acts of the note's author with this status."""
    return _acts(findings, status, {Actor.AUTHOR})


def documented(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the done acts that count for the author in a rate, as in the steps of a note: their
    own and those that the note leaves open, because notes often say only "apologized"."""
    return _acts(findings, Status.DONE, {Actor.AUTHOR, Actor.UNCLEAR})


def of_others(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the done acts of a colleague, or of somebody whom the note does not make clear."""
    return _acts(findings, Status.DONE, {Actor.COLLEAGUE, Actor.UNCLEAR})


def cues(findings: pd.DataFrame) -> pd.DataFrame:
    """Return what the patient side did."""
    return findings[findings["kind"] == Kind.CUE.value]


def labelled(findings: pd.DataFrame, labels: frozenset[str]) -> pd.DataFrame:
    """Return the findings with one of these labels."""
    return findings[findings["label"].isin([str(label) for label in labels])]


def speaking_of(findings: pd.DataFrame, words: Iterable[str]) -> "pd.Series[bool]":
    """Return for each finding whether its quote has one of the words or phrases, in any case."""
    any_of = "|".join(re.escape(one) for one in words)
    found = findings["quote"].fillna("").str.contains(rf"\b(?:{any_of})\b", case=False, regex=True)
    return found.astype(bool)


def among(rows: pd.DataFrame, others: pd.DataFrame) -> "pd.Series[bool]":
    """Return for each row whether its note (source, note_id) has a row in ``others``."""
    return note_keys(rows).isin(note_keys(others))


def off_page(notes: pd.DataFrame, findings: pd.DataFrame) -> "pd.Series[bool]":
    """Return for each note whether it must be kept off a staff page altogether."""
    alerted = notes["alerts"].map(
        lambda alerts: any(alert["kind"] in OFF_PAGE_ALERTS for alert in alerts)
    )
    return alerted.astype(bool) | among(notes, labelled(findings, OFF_PAGE_CUES))


def clearest(
    findings: pd.DataFrame, settings: Coaching, limit: int, shown: Iterable[Quote] = ()
) -> pd.DataFrame:
    """Return the surest finding of each note, of at most ``limit`` notes, in order of time.

    Quotes of fewer words than ``settings.words_in_a_quote`` come after all others. No words come
    twice, and none that ``shown`` has, in whole or in part.
    """
    ranked = _ranked(findings, settings)
    told = [_bare(quote.text) for quote in shown]
    again = ranked["words"].map(lambda said: any(said in one or one in said for one in told))
    ranked = ranked[~again.astype(bool)].drop_duplicates(NOTE).drop_duplicates("words")
    return ranked.head(limit).sort_values(["timestamp", *NOTE])


def surest(findings: pd.DataFrame, settings: Coaching, limit: int) -> tuple[Quote, ...]:
    """Return the quotes of the surest finding of ``limit`` notes, even if their words repeat."""
    ranked = _ranked(findings, settings).drop_duplicates(NOTE).head(limit)
    return tuple(quote(row) for _, row in ranked.sort_values(["timestamp", *NOTE]).iterrows())


def quotes(
    findings: pd.DataFrame, settings: Coaching, shown: Iterable[Quote] = ()
) -> tuple[Quote, ...]:
    """Return the quotes of the clearest findings, at most ``settings.quotes``."""
    found = clearest(findings, settings, settings.quotes, shown)
    return tuple(quote(row) for _, row in found.iterrows())


def quote(row: "pd.Series[Any]") -> Quote:
    """Return the quote of one row of findings."""
    return Quote(
        str(row["source"]), str(row["note_id"]), day_of(row["timestamp"]), str(row["quote"])
    )


def _ranked(findings: pd.DataFrame, settings: Coaching) -> pd.DataFrame:
    """Return the findings that can be quoted, the best first, with their bare ``words``."""
    words = findings["quote"].fillna("").map(_bare)
    said = words.map(_without_brackets)
    short = said.str.count(" ") + 1 < settings.words_in_a_quote
    return findings.assign(words=words, short=short)[words != ""].sort_values(
        ["short", "score", "timestamp", *NOTE, "position"],
        ascending=[True, False, True, True, True, True],
    )


def note_keys(rows: pd.DataFrame) -> "pd.Series[str]":
    """Return each row's note as one word, which pandas compares ten times faster than two."""
    return rows["source"] + "\0" + rows["note_id"]


def _bare(text: str) -> str:
    """Return a quote's words without case and outer marks, to tell repeats by."""
    return " ".join(text.casefold().strip(" .,;:!?\"'").split())


def _without_brackets(words: str) -> str:
    """Return words without what is in brackets: a name or day, or the head of a message."""
    inner = re.sub(r"\[[^\[\]]*\]", "", words)
    return " ".join(re.sub(r"\[[^\[\]]*\]", "", inner).split())


def _acts(findings: pd.DataFrame, status: Status, actors: set[Actor]) -> pd.DataFrame:
    return findings[
        (findings["kind"] != Kind.CUE.value)
        & (findings["status"] == status.value)
        & findings["actor"].isin([actor.value for actor in actors])
    ]
