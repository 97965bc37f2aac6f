"""Notes, promises and edits that put a case on the worklist, built by hand."""

from datetime import date, datetime, timedelta

import pandas as pd

MORNING = datetime(2026, 3, 2, 9)
KNOWN_UNTIL = datetime(2026, 3, 20, 17)
UNHAPPY = {"experience": "negative", "outcome": "unresolved", "sentiment_end": -1.0}
WELL = {"experience": "positive", "outcome": "resolved", "sentiment_end": 1.0}
TIMES = ("made", "deadline", "due", "evidence_time")


def days(number):
    return MORNING + timedelta(days=number)


def promise(note_id, state, made=MORNING, **fields):
    """A promise to call back by the next morning."""
    due = None if made is None else made + timedelta(days=1)
    return {
        "source": "export",
        "note_id": note_id,
        "made": made,
        "quote": "will call her tomorrow",
        "deadline": due,
        "due": due,
        "state": state,
        "evidence_note_id": None,
        "evidence_time": None,
    } | fields


def promises(*rows):
    names = list(promise("N", "open"))
    table = pd.DataFrame(list(rows), columns=names)
    return table.astype(dict.fromkeys(TIMES, "datetime64[us]"))


def edit(case, status="closed", seen_until=MORNING, **fields):
    return {
        "source": "export",
        "case": case,
        "owner": None,
        "status": status,
        "attempts": 0,
        "result": "settled" if status == "closed" else None,
        "closed": date(2026, 3, 5) if status == "closed" else None,
        "seen_until": seen_until,
        "version": 4,
        "edited": KNOWN_UNTIL,
        "edited_by": "ana",
        "came_late": False,
    } | fields


def edits(*rows):
    return pd.DataFrame(list(rows), columns=list(edit("case C")))


def alert(kind, desk, finding=0):
    return {"kind": kind, "route_to": desk, "finding": finding}


def cases(rows):
    return [row["case"] for row in rows]


def threat(make, note_id, **fields):
    alerts = [alert("safety", "safety lead")]
    return make.note(note_id, make.finding("threat"), alerts=alerts, escalation=3, **fields)


def mention(make, note_id, **fields):
    found = make.finding("self_harm", mention=True)
    return make.note(note_id, found, alerts=[alert("safety", "safety lead")], **fields)


def lawyer(make, note_id, **fields):
    alerts = [alert("legal", "risk and legal")]
    return make.note(note_id, make.finding("legal"), alerts=alerts, escalation=3, **fields)


def again(make, note_id, **fields):
    return make.note(note_id, make.finding("repeat_contact"), outcome="unresolved", **fields)
