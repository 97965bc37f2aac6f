"""The recovery worklist: whom to call back first, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import pandas as pd

from analyzer.codebook import ESCALATION_OF, AlertKind, CaseStatus, Cue, PromiseState, label_of
from analyzer.frames import Frames
from analyzer.insights.cases import case_keys
from analyzer.insights.worklist.reasons import (
    NOTE,
    URGENCY_OF,
    Reason,
    Urgency,
    alert_rows,
    latest_matters,
    not_dealt_with,
    of_case,
    reasons,
)
from analyzer.insights.worklist.sentences import next_step, wanted, why
from analyzer.settings import Settings

COLUMNS = (
    "rank",
    "urgency",
    "why",
    "source",
    "case",
    "case_id",
    "patient_id",
    "location",
    "first_contact",
    "last_contact",
    "contacts",
    "wanted",
    "promised",
    "promised_by",
    "promise_state",
    "interpreter",
    "route_to",
    "next_step",
    "owner",
    "status",
    "attempts",
    "result",
    "closed",
    "version",
    "note_id",
)
"""The columns of the worklist, in order."""

_NUMBERS = ("rank", "contacts", "attempts", "version")
_TIMES = ("first_contact", "last_contact", "promised_by", "closed")
_STAYING = (Urgency.SAFETY, Urgency.DESK)
"""Places of which no case is ever too old: it stays until a person closes it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The worklist, and how many cases of each place are too old for it.

    ``rows`` is what ``worklist`` returns; ``left_out`` has only places with such a case.
    """

    rows: pd.DataFrame
    left_out: Mapping[Urgency, int]


def worklist(
    frames: Frames,
    promised: pd.DataFrame,
    edits: pd.DataFrame,
    settings: Settings,
    known_until: datetime | None,
) -> pd.DataFrame:
    """Return a row a case that needs a person, the most urgent first, with COLUMNS.

    ``promised`` is what ``promises`` returns for the frames, ``edits`` the latest edit of each case
    as the store keeps it, ``known_until`` the time of the newest note.

    A case belongs to the first of these places that it has a reason for; ``why`` names the others:

    1. safety: alerts of harm, then mere mentions of self-harm. Nobody calls back before a person
       has read the note.
    2. desk: alerts that are legal, of a formal complaint, privacy, reputation or dismissal.
    3. promise: calls back past their time, broken ones first, then those without a call back note.
    4. unhappy: the latest contact with something to solve ended negative and not settled.
    5. repeat: somebody asked again about a matter that is not settled.

    Within a place: the highest escalation first, then the lowest sentiment at the end of the latest
    contact, then the longest wait since the first note with the reason, or the end of the promised
    time; at last by source and case.

    A call back that was made, even late, or a later contact that was resolved, ended well
    (``settings.arc.positive_at``) and was no negative experience, takes a case off places 3 to 5;
    alerts stay until a person closes the case. A closed case comes back, open, where a contact
    later than what its editor saw (``seen_until``) has a reason of its own. A note without a time
    counts as the earliest of its case, so it is not later than anything.

    Cases of places 3 to 5 are left out where both their latest contact and the last end of a time
    that was promised and passed are more than ``settings.worklist.days`` before ``known_until``,
    unless they are in progress (``listed`` counts them). Cases of places 1 and 2 are as old as the
    frames: what lies before these is not known. A case of notes without a time is never too old.

    ``promised``, ``promised_by`` and ``promise_state`` tell of the promise past its time that
    ``why`` names first, else of the open one that is due first. ``attempts``, ``contacts`` and
    ``version`` are whole numbers (version 0: never edited), ``closed`` is None in every row that is
    not closed, and the times are the clinic's wall clock.
    """
    return listed(frames, promised, edits, settings, known_until).rows


def listed(
    frames: Frames,
    promised: pd.DataFrame,
    edits: pd.DataFrame,
    settings: Settings,
    known_until: datetime | None,
) -> Listed:
    """Return the worklist (see ``worklist``), and how many cases it leaves out as too old."""
    cases, notes, told = _in_need(frames, promised, edits, settings)
    too_old = _too_old(cases, settings, known_until)
    old = cases.loc[too_old, "urgency"].value_counts()
    cases = cases[~too_old]
    rows = _with_words(cases, notes, told[told["number"].isin(cases.index)], frames, promised)
    rows["rank"] = range(1, len(rows) + 1)
    texts = [name for name in COLUMNS if name not in _NUMBERS + _TIMES]
    rows = rows.astype(dict.fromkeys(texts, "str"))  # also where every row lacks it
    return Listed(
        rows.reset_index(drop=True)[list(COLUMNS)],
        {place: int(old[place]) for place in Urgency if place in old.index},
    )


def _in_need(
    frames: Frames, promised: pd.DataFrame, edits: pd.DataFrame, settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the cases with a reason in their order, the notes that count, and the reasons.

    The cases are indexed by the number that the notes and reasons know them by.
    """
    notes = frames.analyses.sort_values(["timestamp", "note_id"], na_position="first")
    notes = notes.assign(case=case_keys(notes))
    notes["number"] = notes.groupby(["source", "case"]).ngroup()
    cases = _facts(notes).join(_people(notes, edits))
    open_notes = notes[_not_dealt_with(notes, cases)]
    rows = reasons(open_notes, frames.findings, promised, settings)
    first = rows.drop_duplicates("number").set_index("number")
    latest = latest_matters(open_notes).set_index("number")
    beside = {
        "end": latest["sentiment_end"],
        "peak": open_notes.groupby("number")["escalation"].max(),
        "legal_desk": _legal_desks(notes, frames.findings, settings),
        "last_due": rows.groupby("number")["last_due"].max(),
    }
    cases = cases.loc[first.index].join(first[["reason", "since", "note_id", "route_to"]])
    cases = cases.join(pd.DataFrame(beside))
    cases = cases.assign(
        urgency=cases["reason"].map(URGENCY_OF),
        place=cases["reason"].map({reason: at for at, reason in enumerate(Reason)}),
        came_back=cases["status"] == CaseStatus.CLOSED.value,
    )
    cases = cases.sort_values(
        ["place", "peak", "end", "since", "source", "case"],
        ascending=[True, False, True, True, True, True],
    )
    return cases, open_notes, rows


def _legal_desks(
    notes: pd.DataFrame, findings: pd.DataFrame, settings: Settings
) -> "pd.Series[str]":
    """Return the desk of each case with a legal alert in any of its notes, also in those that were
    dealt with; a legal matter in notes older than the frames is not known."""
    alerts = alert_rows(notes, findings, settings)
    legal = alerts[alerts["kind"] == AlertKind.LEGAL.value]
    return legal.drop_duplicates("number", keep="last").set_index("number")["route_to"]


def _facts(notes: pd.DataFrame) -> pd.DataFrame:
    """Return by case what its notes say of it; of a text the latest that is given."""
    whole = notes.groupby("number")
    return pd.DataFrame(
        {
            "source": whole["source"].last(),
            "case": whole["case"].last(),
            **{
                name: whole[name].last()
                for name in ("case_id", "patient_id", "location", "interpreter")
            },
            "first_contact": whole["timestamp"].min(),
            "last_contact": whole["timestamp"].max(),
            "contacts": whole.size(),
        }
    )


def _people(notes: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """Return by case what people wrote of it, or what stands there before they do."""
    cases = notes.drop_duplicates("number").set_index("number")[["source", "case"]]
    written = edits.set_index(["source", "case"])[
        ["owner", "status", "attempts", "result", "closed", "seen_until", "version", "came_late"]
    ]
    people = written.reindex(pd.MultiIndex.from_frame(cases)).set_axis(cases.index)
    return people.assign(
        status=people["status"].fillna(CaseStatus.OPEN.value),
        attempts=people["attempts"].fillna(0).astype("int64"),
        version=people["version"].fillna(0).astype("int64"),
        came_late=people["came_late"].fillna(False).astype(bool),
        seen_until=pd.to_datetime(people["seen_until"]),
    )


def _not_dealt_with(notes: pd.DataFrame, cases: pd.DataFrame) -> "pd.Series[bool]":
    """Return for each note whether it still counts, by what was written of its case."""
    names = ("status", "seen_until", "came_late")
    return not_dealt_with(notes.assign(**{name: of_case(cases[name], notes) for name in names}))


def _too_old(
    cases: pd.DataFrame, settings: Settings, known_until: datetime | None
) -> "pd.Series[bool]":
    if known_until is None:
        return pd.Series(False, index=cases.index)
    start = known_until - timedelta(days=settings.worklist.days)
    newest = cases[["last_contact", "last_due"]].max(axis=1)
    begun = cases["status"] == CaseStatus.IN_PROGRESS.value
    return (newest < start) & ~begun & ~cases["urgency"].isin(_STAYING)


def _with_words(
    cases: pd.DataFrame,
    notes: pd.DataFrame,
    rows: pd.DataFrame,
    frames: Frames,
    promised: pd.DataFrame,
) -> pd.DataFrame:
    """Return the cases with their sentences and the promise that each waits for."""
    notes = notes[notes["number"].isin(cases.index)]
    promise = _promise(notes, promised, rows).reindex(cases.index)
    told: dict[int, list[Mapping[str, Any]]] = {}
    for row in _records(rows):
        told.setdefault(row["number"], []).append(row)
    records = _records(cases.assign(number=cases.index))
    open_again = cases["came_back"]
    themes = _themes(notes)
    quotes = _most_telling(notes, frames.findings)
    wishes = [wanted(themes.get(number), quotes.get(number)) for number in cases.index]
    return cases.assign(
        urgency=cases["urgency"].map(str),
        why=[why(told[record["number"]], record) for record in records],
        next_step=[next_step(told[record["number"]][0], record) for record in records],
        wanted=pd.Series(wishes, index=cases.index, dtype=object),
        promised=promise["quote"],
        promised_by=promise["due"],
        promise_state=promise["state"].map(str, na_action="ignore"),
        status=cases["status"].mask(open_again, CaseStatus.OPEN.value),
        result=cases["result"].mask(open_again),
        closed=cases["closed"].mask(open_again),
    )


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], rows.to_dict("records"))


def _promise(notes: pd.DataFrame, promised: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return by case the promise that its first reason of the kind tells of, else the open one."""
    keys = ["number", "note_id"]
    told = rows.loc[rows["reason"].isin([Reason.BROKEN, Reason.NO_NOTE]), keys]
    told = told.assign(place=range(len(told)))
    waiting = notes[["number", *NOTE]].merge(promised[[*NOTE, "quote", "due", "state"]], on=NOTE)
    waiting = waiting.merge(told, how="left", on=keys)
    waiting = waiting[waiting["place"].notna() | (waiting["state"] == PromiseState.OPEN)]
    waiting = waiting.sort_values(["place", "due", "note_id"], kind="stable")
    return waiting.drop_duplicates("number").set_index("number")


def _themes(notes: pd.DataFrame) -> "pd.Series[list[str]]":
    """Return by case the themes of the latest note that has any."""
    some = notes[notes["themes"].map(len) > 0].drop_duplicates("number", keep="last")
    return some.set_index("number")["themes"]


def _most_telling(notes: pd.DataFrame, findings: pd.DataFrame) -> "pd.Series[str]":
    """Return by case the quote of the cue that raises the escalation highest; of the latest note,
    and the surest, among equals."""
    weight = {str(cue): int(ESCALATION_OF[label_of(cue)]) for cue in Cue if ESCALATION_OF[cue]}
    telling = findings["label"].isin(weight) & findings["note_id"].isin(notes["note_id"])
    cues = findings.loc[telling, [*NOTE, "label", "quote", "score"]]
    cues = notes[["number", *NOTE, "timestamp"]].merge(cues, on=NOTE)
    cues = cues[cues["quote"].fillna("").str.strip() != ""]
    cues["weight"] = cues["label"].map(weight)
    cues = cues.sort_values(["weight", "timestamp", "score"], kind="stable", na_position="first")
    return cues.drop_duplicates("number", keep="last").set_index("number")["quote"]
