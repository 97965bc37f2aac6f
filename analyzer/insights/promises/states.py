"""Promises to call back: by when they fall due, what became of each, and how many were kept.

A promise is judged by what the same note and later ones of the case or patient document. Where they
say nothing, nothing is said of the promise but that no note of a call back was found.
"""

from datetime import datetime

import numpy as np
import pandas as pd

from analyzer.codebook import Actor, PromiseState
from analyzer.frames import Frames
from analyzer.insights.cases import case_keys
from analyzer.insights.intervals import with_rates
from analyzer.insights.promises.chains import NOTE, Chains, Flags, Ranks, chains
from analyzer.insights.promises.deadlines import end_of_working_day
from analyzer.insights.promises.evidence import ASKED, KEPT, NOT_KEPT, SHOWN, promise_evidence
from analyzer.insights.promises.made import promised
from analyzer.settings import Settings

COLUMNS = [
    "source",
    "note_id",
    "case",
    "staff_id",
    "location",
    "channel",
    "made",
    "quote",
    "actor",
    "timeframe",
    "deadline",
    "due",
    "past",
    "state",
    "evidence_note_id",
    "evidence_quote",
    "evidence_time",
    "chases",
    "case_id",
    "patient_id",
]


def promises(frames: Frames, settings: Settings, known_until: datetime | None) -> pd.DataFrame:
    """Return a row a promise, at most one a note, in order of time.

    ``known_until`` is the time of the newest note that the store knows of: silence is evidence only
    up to it. Without it no promise counts as past its time on silence.

    Columns: source, note_id, staff_id, location, channel, case_id, patient_id of the promising
    note; case (see ``case_keys``); made, its time; quote and actor of the promise; timeframe, the
    words of its time; deadline (NaT where no time is stated or none can be read); due, the deadline
    or, where no time is stated, the end of the n-th working day
    (``promises.working_days_without_time``); past, whether due and ``promises.grace_minutes`` are
    over at ``known_until``; state, a PromiseState; evidence_note_id,
    evidence_quote and evidence_time of what decided it, missing where nothing did; chases, the
    notes in which the patient side asked again before it was due. Times are the clinic's wall
    clock.

    Evidence counts from the same note, where behind the promise a follow_through is done (another
    call in it may be the one before the promise), and from later notes of the source with the same
    case_id, or with the same patient_id unless the two have different case_ids. Of two notes of one
    minute the one with the higher note_id is the later. The first of these decides:

    - kept: a contact made, no later than the grace after due, or whenever where no time was stated,
      because nothing was promised then that could be late; kept late: one made after that.
    - broken: after due, the patient side asks again or the note says that it was not kept.
    - no note: past. Open: not.

    A note without a time has no due time, and only its own words can be evidence; a promise whose
    date is hidden by redaction has none either, so only words that say so call it broken.
    """
    made = _with_notes(promised(frames.findings, frames.contacts), frames.analyses)
    made["due"] = _due(made, settings.promises.working_days_without_time)
    evidence = promise_evidence(frames.findings, frames.contacts)
    found = chains(frames.analyses, evidence, made)
    first = _first(made, found)
    evidence = found.events.reindex(first).reset_index(drop=True)
    evidence["time"] = evidence["time"].clip(lower=made["made"])
    last = made["due"] + pd.Timedelta(minutes=settings.promises.grace_minutes)
    past = last < (datetime.min if known_until is None else known_until)
    made = made.assign(
        past=past,
        state=_states(made, evidence, last, past),
        evidence_note_id=evidence["note_id"],
        evidence_quote=evidence["quote"],
        evidence_time=evidence["time"],
        chases=found.count(_first_of_note(found.events), found.later, _until(made, found, first)),
    )
    return made[COLUMNS]


def promise_counts(promises: pd.DataFrame, by: str | None, settings: Settings) -> pd.DataFrame:
    """Return a row a group of promises, or one row for the clinic where ``by`` is None.

    ``by`` names a column, such as staff_id or location; promises without one are left out. Under
    staff_id only the author's own promises count, not those of a colleague or of somebody unclear.
    Columns: ``by``, made, with_time (whose words state a time), n (those with a time that is past,
    with the grace); kept, kept_late, broken and no_note, which together are n; rate, low, high: the
    share of n that is kept in time, 0 to 1, NaN under ``minimum_for_rate``. A promise that is kept
    early counts once its time is past, as one that is not kept does: else early calls would raise
    the rate. One without a time cannot be late and has no part in it. "No note" stays in n: it is
    not documented, which is not the same as not kept. Groups come by name, never by rate.
    """
    states = [str(state) for state in PromiseState if state != PromiseState.OPEN]
    if by == "staff_id":
        promises = promises[promises["actor"] == Actor.AUTHOR.value]
    timed = promises["timeframe"].notna()
    counted = timed & promises["past"]
    flags = {"made": promises["state"].notna(), "with_time": timed, "n": counted} | {
        state: counted & (promises["state"] == state) for state in states
    }
    counts = pd.DataFrame(flags).astype(np.int64)
    if by is None:
        groups = counts.sum().to_frame().T
    else:
        groups = counts.groupby(promises[by]).sum().reset_index()
    return with_rates(groups, str(PromiseState.KEPT), settings.statistics)


def _with_notes(made: pd.DataFrame, analyses: pd.DataFrame) -> pd.DataFrame:
    """Add what the analyses know of each promising note; sort by time and note_id."""
    told = ["staff_id", "location", "channel", "case_id", "patient_id"]
    notes = analyses[[*NOTE, *told]].assign(case=case_keys(analyses))
    joined = made.merge(notes, on=NOTE)
    return joined.sort_values(["made", *NOTE], na_position="last", ignore_index=True)


def _due(made: pd.DataFrame, days: int) -> "pd.Series[pd.Timestamp]":
    """Return the deadline, or the end of the n-th working day where no time is stated at all."""
    silent = made["deadline"].isna() & ~made["dated"] & made["made"].notna()
    ends = [end_of_working_day(at, days) for at in made.loc[silent, "made"].dt.to_pydatetime()]
    default = pd.Series(ends, index=made.index[silent], dtype="datetime64[us]")
    return made["deadline"].fillna(default.reindex(made.index))


def _first(made: pd.DataFrame, found: Chains) -> Ranks:
    """Return the rank of the event that decides each promise; their number where none does."""
    kind = found.events["kind"].to_numpy()
    kept = found.first(kind == KEPT, found.behind)
    shown = found.first(kind == SHOWN, found.later)
    asked = np.isin(kind, [NOT_KEPT, ASKED])
    overdue = found.first(asked, np.maximum(found.later, _overdue(made, found)))
    said = np.where(made["due"].isna(), found.first(kind == NOT_KEPT, found.later), len(kind))
    return np.minimum(np.minimum(kept, shown), np.minimum(overdue, said))


def _overdue(made: pd.DataFrame, found: Chains) -> Ranks:
    """Return the rank of the first event later than due; the number of events where due is not."""
    times = found.events["timestamp"].dropna().to_numpy()
    ranks: Ranks = np.searchsorted(times, made["due"].to_numpy(), side="right")
    ranks[made["due"].isna()] = len(found.events)
    return ranks


def _until(made: pd.DataFrame, found: Chains, first: Ranks) -> Ranks:
    """Return the rank up to which asking again is only chasing."""
    return np.minimum(_overdue(made, found), first)


def _first_of_note(events: pd.DataFrame) -> Flags:
    """Flag the first event of each note in which the patient side asks again."""
    asked = events["kind"] == ASKED
    again = events[asked].duplicated(NOTE).reindex(events.index, fill_value=True)
    return (asked & ~again).to_numpy(dtype=bool)


def _states(
    made: pd.DataFrame,
    evidence: pd.DataFrame,
    last: "pd.Series[pd.Timestamp]",
    past: "pd.Series[bool]",
) -> "pd.Series[str]":
    """Return the state of each promise; ``last`` is the last moment in time, with the grace."""
    kept = evidence["kind"].isin([KEPT, SHOWN])
    sure = made["deadline"].notna() & ~made["dated"]
    late = kept & sure & (evidence["time"] > last)
    broken = evidence["kind"].notna() & ~kept
    states = {
        PromiseState.KEPT_LATE: late,
        PromiseState.KEPT: kept,
        PromiseState.BROKEN: broken,
        PromiseState.NO_NOTE: past,
    }
    names = [str(state) for state in states]
    chosen = np.select(list(states.values()), names, str(PromiseState.OPEN))
    return pd.Series(chosen, index=made.index, dtype="str")
