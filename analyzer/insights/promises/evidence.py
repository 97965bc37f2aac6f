"""What notes show of a promised contact: that it was made, or that it was asked for again."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analyzer.codebook import ContactKind, Cue, Kind, Status, Technique
from analyzer.insights.promises.told_times import told_time
from analyzer.insights.promises.words import (
    as_promised,
    kept_at_once,
    made_at_last,
    reached_nobody,
    thanks_for_contact,
)

KEPT, SHOWN, NOT_KEPT, ASKED = "kept", "shown", "not_kept", "asked"
"""Kinds of evidence: a promise kept, a contact made that may be the promised one, a promise not
kept, and the patient side asking again."""

_OF_CONTACTS = {ContactKind.MADE.value: SHOWN, ContactKind.MISSED.value: NOT_KEPT}


def promise_evidence(findings: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    """Return a row a piece of evidence; the frames are those of Frames.

    Columns: source, note_id, start (the character of the note at which it stands), kind, quote, and
    time: the note's, or for a contact made the earlier one that its words tell. Kept is a
    follow_through that is done. Shown are a contact that the note says was made, unless it reached
    nobody or was an automatic reminder, another act that is told to be done as promised, and
    satisfaction with a contact. Not kept are a follow_through that is missed and a contact that the
    note says was not made; one that was not made until now is kept, late. Asked is a
    repeat_contact.
    """
    labels, status, quotes = findings["label"], findings["status"], findings["quote"].fillna("")
    follow_through = labels == Technique.FOLLOW_THROUGH.value
    owned = follow_through & (status == Status.MISSED.value)
    cues = findings["kind"] == Kind.CUE.value
    pleased = labels == Cue.SATISFACTION.value
    kinds = {
        KEPT: (follow_through & ~owned) | _of(made_at_last, quotes, owned),
        SHOWN: _of(thanks_for_contact, quotes, pleased)
        | _of(as_promised, quotes, ~cues & ~follow_through),
        NOT_KEPT: owned,
        ASKED: labels == Cue.REPEAT_CONTACT.value,
    }
    kind = pd.Series(np.select(list(kinds.values()), list(kinds), ""), index=findings.index)
    told = contacts.assign(kind=contacts["kind"].map(_OF_CONTACTS)).dropna(subset="kind")
    told = told[~_of(reached_nobody, told["quote"], told["kind"] == SHOWN)]
    missed = told["kind"] == NOT_KEPT
    told = told.assign(kind=told["kind"].mask(_of(made_at_last, told["quote"], missed), KEPT))
    found = pd.concat([findings[kind != ""].assign(kind=kind), told], ignore_index=True)
    at_once = _of(kept_at_once, found["quote"].fillna(""), found["kind"] == KEPT)
    made = found[found["kind"].isin([KEPT, SHOWN])]
    return found.assign(
        start=found["start"].where(~at_once, found["end"]),
        time=_told_times(made).reindex(found.index).fillna(found["timestamp"]),
    )[["source", "note_id", "start", "kind", "quote", "time"]]


def _of(
    says: Callable[[str], bool], quotes: "pd.Series[str]", rows: "pd.Series[bool]"
) -> "pd.Series[bool]":
    """Return where the quotes of some rows say something; False in the others."""
    return quotes[rows].map(says).astype(bool).reindex(quotes.index, fill_value=False)


def _told_times(kept: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    """Return when each contact was made, as its words tell; without the notes that have no time."""
    timed = kept[kept["timestamp"].notna()]
    notes = zip(timed["quote"].fillna(""), timed["timestamp"].dt.to_pydatetime(), strict=True)
    times = [told_time(words, at) for words, at in notes]
    return pd.Series(times, index=timed.index, dtype="datetime64[us]")
