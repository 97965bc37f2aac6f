"""Notes gathered into cases, because one unhappy person with four notes is one story."""

import pandas as pd

from analyzer.codebook import Cue
from analyzer.frames import Frames
from analyzer.settings import Settings

SERVICE_CUES = frozenset(Cue) - {Cue.SATISFACTION, Cue.CRYING, Cue.SELF_HARM}
"""Cues that are about the service; tears and despair may be grief, fear or pain."""


def cases(frames: Frames, settings: Settings) -> pd.DataFrame:
    """Return a row a case, sorted by its key, judged by its latest contact.

    A case is the notes of one source with the same case_id; of the same patient_id where there is
    no case_id; and a single note where there is neither. Columns: source, case, contacts, those of
    the latest note in ``Frames.analyses``, and averted: whether its first contact began negative
    (``settings.arc.negative_at``) with a service cue and its latest ended at or above neutral (0).
    Notes of the same time are ordered by note_id; a note without a time counts as the earliest.
    """
    notes = frames.analyses.sort_values(["timestamp", "note_id"], na_position="first")
    notes = notes.assign(case=case_keys(notes), served=_with_service_cue(notes, frames.findings))
    whole = notes.groupby(["source", "case"], sort=True)
    latest = whole.tail(1).set_index(["source", "case"]).sort_index()
    first = whole.head(1).set_index(["source", "case"]).sort_index()
    began_negative = first["served"] & (first["sentiment_start"] <= settings.arc.negative_at)
    return latest.assign(
        contacts=whole.size(),
        averted=began_negative & (latest["sentiment_end"] >= 0),
    ).reset_index()


def case_keys(notes: pd.DataFrame) -> "pd.Series[str]":
    """Return the case of each note within its source: "case C1", "patient P1" or "note N1".

    The word says which number it is, so that numbers of two kinds cannot clash.
    """
    single = "note " + notes["note_id"].astype(str)
    patient = ("patient " + notes["patient_id"].astype(str)).where(notes["patient_id"].notna())
    case = ("case " + notes["case_id"].astype(str)).where(notes["case_id"].notna())
    return case.fillna(patient).fillna(single)


def _with_service_cue(notes: pd.DataFrame, findings: pd.DataFrame) -> "pd.Series[bool]":
    """Return for each note whether a cue about the service was found in it."""
    cues = findings[findings["label"].isin([str(cue) for cue in SERVICE_CUES])]
    key = ["source", "note_id"]
    marked = pd.MultiIndex.from_frame(notes[key]).isin(pd.MultiIndex.from_frame(cues[key]))
    return pd.Series(marked, index=notes.index)
