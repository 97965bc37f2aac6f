"""What in a case needs a person, reason by reason, and in which notes it is."""

from enum import StrEnum
from types import MappingProxyType
from typing import Any

import pandas as pd

from analyzer.codebook import AlertKind, CaseStatus, Cue, Experience, Outcome, PromiseState
from analyzer.insights.promises.hidden_dates import hides_date
from analyzer.settings import Settings


class Urgency(StrEnum):
    """The places of the worklist, the most urgent first."""

    SAFETY = "safety"
    DESK = "desk"
    PROMISE = "promise"
    UNHAPPY = "unhappy"
    REPEAT = "repeat"


class Reason(StrEnum):
    """Why a case needs a person, the most urgent first."""

    SAFETY = "safety"
    SAFETY_MENTION = "safety_mention"
    DESK = "desk"
    BROKEN = "broken"
    NO_NOTE = "no_note"
    UNHAPPY = "unhappy"
    REPEAT = "repeat"


URGENCY_OF = MappingProxyType(
    {
        Reason.SAFETY: Urgency.SAFETY,
        Reason.SAFETY_MENTION: Urgency.SAFETY,
        Reason.DESK: Urgency.DESK,
        Reason.BROKEN: Urgency.PROMISE,
        Reason.NO_NOTE: Urgency.PROMISE,
        Reason.UNHAPPY: Urgency.UNHAPPY,
        Reason.REPEAT: Urgency.REPEAT,
    }
)
"""The place that each reason puts a case at."""

DESKS = (
    AlertKind.LEGAL,
    AlertKind.GRIEVANCE,
    AlertKind.PRIVACY,
    AlertKind.REPUTATION,
    AlertKind.CONDUCT,
)
"""Alerts for a desk other than safety; what is said of the first goes before what is said of the
next."""

NOT_SETTLED = frozenset({Outcome.UNRESOLVED, Outcome.PENDING, Outcome.PARTLY})
NOTE = ["source", "note_id"]
COLUMNS = [
    "number",
    "reason",
    "since",
    "note_id",
    "timestamp",
    "signs",
    "route_to",
    "made",
    "due",
    "date_hidden",
    "last_due",
    "outcome",
]


def reasons(
    notes: pd.DataFrame, findings: pd.DataFrame, promised: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Return a row a case and reason, by case and then the most urgent first.

    ``notes`` are those of ``Frames.analyses`` that nobody has dealt with, in order of time, with
    ``number``, the number of each one's case. ``promised`` is what ``promises`` returns.

    Columns: number; reason (a Reason); since, the time of the first note with the reason, or of a
    promise the end of its time; note_id and timestamp of the note to read; signs, a list of labels
    and kinds of alerts; route_to, the desks; made and due of a promise, due only where a time was
    promised; date_hidden, whether redaction hid the promised date, so that nothing is known of its
    time; last_due, when the last of the case's promises past their time fell due; outcome, how far
    the matter is settled. What a reason does not have is missing.
    """
    settled = _settled(notes, promised, settings)
    latest = latest_matters(notes)
    rows = pd.concat(
        [
            *_alert_reasons(alert_rows(notes, findings, settings)),
            *_promise_reasons(notes, promised, settled),
            _unhappy(latest, settled),
            _repeated(notes, findings, latest, settled),
        ],
        ignore_index=True,
    )
    order = pd.Categorical(rows["reason"], list(Reason), ordered=True)
    rows = rows.assign(order=order).sort_values(["number", "order"], kind="stable")
    return rows[COLUMNS].reset_index(drop=True)


def latest_matters(notes: pd.DataFrame) -> pd.DataFrame:
    """Return each case's latest note that had something to solve: a reminder, or a voicemail
    without content, says nothing about how the person was left."""
    matters = notes[notes["outcome"] != Outcome.NONE.value]
    return matters.drop_duplicates("number", keep="last")


def alert_rows(notes: pd.DataFrame, findings: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return a row an alert, in the order of the notes.

    A mention of self-harm counts even where another safety alert of its note goes before it.
    Columns: number, note_id, timestamp, kind, route_to, sign (the label that raised it, else the
    kind), mention.
    """
    keys = ["number", *NOTE, "timestamp"]
    some = notes.loc[notes["alerts"].map(len) > 0, [*keys, "alerts"]]
    raised = some.explode("alerts", ignore_index=True)
    told = pd.DataFrame(raised["alerts"].tolist(), columns=["kind", "route_to", "finding"])
    raised = raised[keys].assign(**{name: told[name] for name in ("kind", "route_to")})
    raised["position"] = told["finding"].astype("Int64")
    of_these = findings["note_id"].isin(some["note_id"])
    raised = raised.merge(
        findings.loc[of_these, [*NOTE, "position", "label", "mention"]].astype(
            {"position": "Int64"}
        ),
        how="left",
        on=[*NOTE, "position"],
    )
    mentions = findings.loc[
        (findings["label"] == Cue.SELF_HARM.value) & findings["mention"].astype(bool),
        [*NOTE, "label", "mention"],
    ]
    mentions = notes[keys].merge(mentions, on=NOTE)
    mentions["kind"] = AlertKind.SAFETY.value
    mentions["route_to"] = settings.alerts.route(AlertKind.SAFETY)
    rows = pd.concat([raised, mentions], ignore_index=True)
    rows["sign"] = rows["label"].fillna(rows["kind"])
    rows["mention"] = rows["mention"].eq(True)
    rows = rows.sort_values("timestamp", kind="stable", na_position="first")
    return rows.drop_duplicates([*NOTE, "kind", "sign", "mention"])


def not_dealt_with(notes: pd.DataFrame) -> "pd.Series[bool]":
    """Return for each note whether it is later than what the person saw who closed its case.

    ``notes`` has beside its timestamp the status, seen_until and came_late of its case, missing
    where nobody has written of it. Where a note was sent in late, after the case was closed, but is
    dated before, all of the case's notes count again.
    """
    closed = notes["status"] == CaseStatus.CLOSED.value
    seen = pd.to_datetime(notes["seen_until"])
    later = (notes["timestamp"] > seen) | (seen.isna() & notes["timestamp"].notna())
    return ~closed | later | notes["came_late"].eq(True)


def of_case(values: "pd.Series[Any]", rows: pd.DataFrame) -> "pd.Series[Any]":
    """Return for each row what its case has among values by case number; missing without one."""
    return pd.Series(values.reindex(rows["number"]).array, index=rows.index)


def _settled(
    notes: pd.DataFrame, promised: pd.DataFrame, settings: Settings
) -> "pd.Series[pd.Timestamp]":
    """Return by case when it was last made good: by a call back that was made, even late, or by a
    contact that was settled and ended well."""
    well = notes[
        (notes["outcome"] == Outcome.RESOLVED.value)
        & (notes["sentiment_end"] >= settings.arc.positive_at)
        & (notes["experience"] != Experience.NEGATIVE.value)
    ]
    kept = promised[promised["state"].isin([PromiseState.KEPT, PromiseState.KEPT_LATE])]
    kept = notes[["number", *NOTE]].merge(kept[[*NOTE, "evidence_time"]], on=NOTE)
    kept = kept.rename(columns={"evidence_time": "timestamp"})
    times = pd.concat([well[["number", "timestamp"]], kept[["number", "timestamp"]]])
    return times.groupby("number")["timestamp"].max()


def _still(rows: pd.DataFrame, when: str, settled: "pd.Series[pd.Timestamp]") -> "pd.Series[bool]":
    """Return for each row whether its case was not made good after the time in a column."""
    return ~(rows[when] < of_case(settled, rows))


def _alert_reasons(rows: pd.DataFrame) -> list[pd.DataFrame]:
    is_safety = rows["kind"] == AlertKind.SAFETY.value
    return [
        _gathered(rows[is_safety & ~rows["mention"]], Reason.SAFETY),
        _gathered(rows[is_safety & rows["mention"]], Reason.SAFETY_MENTION),
        _gathered(_by_desk(rows[~is_safety]), Reason.DESK),
    ]


def _by_desk(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the alerts of the desks in their order: the sign is the kind of alert."""
    order = pd.Categorical(rows["kind"], [str(kind) for kind in DESKS], ordered=True)
    rows = rows.assign(order=order, sign=rows["kind"])
    return rows.sort_values(["number", "order"], kind="stable")


def _gathered(rows: pd.DataFrame, reason: Reason) -> pd.DataFrame:
    """Return a row a case: its signs and desks each once, the latest note to read."""
    cases = rows.groupby("number")
    newest = rows.sort_values("timestamp", kind="stable", na_position="first")
    gathered = pd.DataFrame(
        {
            "since": cases["timestamp"].min(),
            "note_id": newest.groupby("number")["note_id"].last(),
            "timestamp": cases["timestamp"].max(),
            "signs": _each_once(rows, "sign"),
            "route_to": _each_once(rows, "route_to").map(", ".join),
        }
    )
    return gathered.rename_axis("number").reset_index().assign(reason=reason)


def _each_once(rows: pd.DataFrame, column: str) -> "pd.Series[list[str]]":
    """Return by case the values of a column in their order, each once."""
    values: dict[int, list[str]] = {}
    once = rows.drop_duplicates(["number", column])
    for number, value in zip(once["number"], once[column], strict=True):
        values.setdefault(number, []).append(value)
    return pd.Series(values, dtype=object)


def _promise_reasons(
    notes: pd.DataFrame, promised: pd.DataFrame, settled: "pd.Series[pd.Timestamp]"
) -> list[pd.DataFrame]:
    """Return the promises past their time, of each case the first one due."""
    past = notes[["number", *NOTE]].merge(
        promised[[*NOTE, "made", "quote", "deadline", "due", "state"]], on=NOTE
    )
    past = past[_still(past, "made", settled)].sort_values(["due", "note_id"], kind="stable")
    past = past.assign(
        since=past["due"],
        # a promise without a time is told by the day on which it was made
        due=past["deadline"],
        date_hidden=past["due"].isna() & past["quote"].map(hides_date).astype(bool),
        last_due=of_case(past.groupby("number")["due"].max(), past),
    )
    return [
        past[past["state"] == state].drop_duplicates("number").assign(reason=reason)
        for state, reason in (
            (PromiseState.BROKEN, Reason.BROKEN),
            (PromiseState.NO_NOTE, Reason.NO_NOTE),
        )
    ]


def _unhappy(latest: pd.DataFrame, settled: "pd.Series[pd.Timestamp]") -> pd.DataFrame:
    unhappy = latest[
        (latest["experience"] == Experience.NEGATIVE.value)
        & latest["outcome"].isin([str(outcome) for outcome in NOT_SETTLED])
        & _still(latest, "timestamp", settled)
    ]
    return unhappy.assign(since=unhappy["timestamp"], reason=Reason.UNHAPPY)


def _repeated(
    notes: pd.DataFrame,
    findings: pd.DataFrame,
    latest: pd.DataFrame,
    settled: "pd.Series[pd.Timestamp]",
) -> pd.DataFrame:
    """Return the cases with a repeat contact whose matter is not settled, by the latest one."""
    again = findings.loc[findings["label"] == Cue.REPEAT_CONTACT.value, NOTE].drop_duplicates()
    rows = notes[["number", *NOTE, "timestamp"]].merge(again, on=NOTE)
    rows = rows[_still(rows, "timestamp", settled)]
    outcome = latest.set_index("number")["outcome"]
    rows = rows.assign(outcome=of_case(outcome, rows))
    rows = rows[rows["outcome"].isin([str(outcome) for outcome in NOT_SETTLED])]
    first = rows.groupby("number")["timestamp"].min()
    rows = rows.drop_duplicates("number", keep="last")
    return rows.assign(since=of_case(first, rows), reason=Reason.REPEAT)
