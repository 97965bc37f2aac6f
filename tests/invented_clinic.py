"""Invented notes of a small clinic, as the tidy frames that the reports are made of."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from analyzer.codebook import ALERT_OF, HeartHeadHeart, Kind, kind_of, label_of
from analyzer.frames import ANALYSES, CONTACTS, FINDINGS, Frames, frames_of

STAFF = [
    ("S1", "Ada Bell", "front desk"),
    ("S2", "Benedikt Amundsen-Okafor", "triage nurse"),
    ("S3", "Céline Ortiz", "patient relations"),
    ("S4", "Dov Marsh", "billing"),
]
LOCATIONS = ["North Clinic", "Harbor Point", None]
CHANNELS = ["phone", "in_person", "portal"]
QUOTES = {
    "listen": "let him finish and asked what had happened since the first call",
    "empathize": "told her I was sorry, two hours in that chair would upset anybody",
    "resolve": "found the referral with [staff] and booked Thursday 9:40",
    "closing_care": "[author] asked if there was anything else and wished her well",
    "check_in": "went back twice to say where she was in the queue",
    "boundary": "said I want to help and I am asking for the same respect",
    "frustration": "[patient] was very upset about the wait",
    "repeat_contact": "third call this week about the same result",
    "raised_voice": "shouted across the desk",
    "verbal_abuse": "called me useless",
    "legal": "SECRET-LEGAL said her lawyer would hear of it",
    "self_harm": "SECRET-SELF-HARM said there was no point going on",
    "satisfaction": "thanked us and left smiling",
    "complaint": "said she would write to patient relations",
}


def clinic(notes: int = 240, text: Callable[[str], str] = str) -> Frames:
    """Return frames of that many notes; ``text`` may change every field that is free text."""
    analyses: list[dict[str, Any]] = []
    findings: list[dict[str, Any]] = []
    for i in range(notes):
        staff_id, name, role = STAFF[-1] if i % 60 == 59 else STAFF[i % 3]
        acts: list[tuple[str, str | None]] = [("frustration", None)]
        if i % 5 == 0:
            acts.append(("repeat_contact", None))
        if i % 23 == 3:
            acts.append(("verbal_abuse", None))
        acts += [
            (step, "done" if (i * prime) % 10 < often else "missed")
            for step, prime, often in (("listen", 7, 7), ("empathize", 3, 4), ("resolve", 9, 8))
            if (i + prime) % 6
        ]
        if i % 4 == 1:
            acts += [("check_in", "done"), ("closing_care", "done"), ("satisfaction", None)]
        acts += [(label, None) for label, n in (("legal", 61), ("self_harm", 77)) if i % n == 30]
        done = {label for label, status in acts if status == "done"}
        missed = {label for label, status in acts if status == "missed"}
        key = {
            "source": "export",
            "note_id": text(f"N{i:04d}"),
            "staff_id": text(staff_id),
            "timestamp": datetime(2026, 2, 1, 8) + timedelta(hours=5 * i),
        }
        alerts = []
        for position, (label, status) in enumerate(acts):
            kind = kind_of(label_of(label))
            if label_of(label) in ALERT_OF:
                alert = str(ALERT_OF[label_of(label)])
                alerts.append(
                    {"kind": alert, "route_to": text(f"{alert} desk"), "finding": position}
                )
            findings.append(
                key
                | {
                    "position": position,
                    "kind": str(kind),
                    "label": label,
                    "status": status,
                    "start": 10 * position,
                    "end": 10 * position + 5,
                    "quote": text(QUOTES[label]),
                    "score": 0.6 + (i % 37) / 100,
                    "actor": "patient_side" if kind is Kind.CUE else "author",
                    "mention": label == "self_harm" and i % 2 == 0,
                }
            )
        location = LOCATIONS[i % 3]
        analyses.append(
            key
            | {
                "staff_name": text(name),
                "role": text(role),
                "channel": CHANNELS[i % 7 % 3],
                "location": None if location is None else text(location),
                "case_id": text(f"C{i // 2}") if i % 3 else None,
                "patient_id": text(f"P{i // 2}"),
                "word_count": 40 + i % 90,
                "sentiment_start": -1.5 if i % 3 else -1.0,
                "sentiment_end": [-1.0, 0.5, 1.0][i % 7 % 3],
                "sentiment_compound": 0.0,
                "escalation": 3 if alerts else i % 3,
                "outcome": ["resolved", "pending", "partly"][i % 3],
                "experience": "neutral",
                "p_negative": [0.6, 0.15, 0.05][i % 7 % 3],
                "p_positive": [0.05, 0.2, 0.5][i % 7 % 3],
                **{
                    step: "done"
                    if step in done
                    else "missed"
                    if step in missed
                    else "not_documented"
                    for step in ("listen", "empathize", "resolve")
                },
                "heart_head_heart": str(list(HeartHeadHeart)[i % 6]),
                "themes": [["wait"], ["access", "communication"], [], ["billing"], ["wait"]][i % 5],
                "concern": i % 8 != 0,
                "alerts": alerts,
                "model": text("test_notes@1.0"),
            }
        )
    return frames_of(
        pa.Table.from_pylist(analyses, ANALYSES),
        pa.Table.from_pylist(findings, FINDINGS),
        CONTACTS.empty_table(),
    )


def crowd(frames: Frames, people: int) -> Frames:
    """Return the same notes as the work of so many people, in turn."""
    names = {
        note: f"{number % people:03d}" for number, note in enumerate(frames.analyses["note_id"])
    }
    analyses, findings = (
        rows.assign(staff_id="C" + rows["note_id"].map(names))
        for rows in (frames.analyses, frames.findings)
    )
    analyses = analyses.assign(staff_name="Member " + analyses["note_id"].map(names))
    return replace(frames, analyses=analyses, findings=findings)
