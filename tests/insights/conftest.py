"""Small frames built by hand: every field has a plain default, a test names what it is about."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from analyzer.codebook import Kind, kind_of, label_of
from analyzer.frames import ANALYSES, CONTACTS, FINDINGS, Frames, frames_of
from analyzer.settings import Settings

NOTE = {
    "source": "export",
    "staff_id": "S1",
    "staff_name": "Ada Bell",
    "role": "front desk",
    "channel": "phone",
    "location": "North",
    "timestamp": datetime(2026, 3, 2, 9),
    "case_id": None,
    "patient_id": None,
    "word_count": 60,
    "sentiment_start": -1.0,
    "sentiment_end": 0.0,
    "sentiment_compound": 0.0,
    "escalation": 1,
    "outcome": "resolved",
    "experience": "neutral",
    "p_negative": 0.2,
    "p_positive": 0.2,
    "listen": "not_documented",
    "empathize": "not_documented",
    "resolve": "not_documented",
    "heart_head_heart": "none",
    "themes": [],
    "concern": True,
    "alerts": [],
    "interpreter": None,
    "model": "test@1",
}


def finding(label: str, status: str | None = "done", **fields: Any) -> dict[str, Any]:
    """Return a finding; a cue has no status and belongs to the patient side."""
    kind = kind_of(label_of(label))
    cue = kind is Kind.CUE
    return {
        "kind": str(kind),
        "label": label,
        "status": None if cue else status,
        "start": 0,
        "end": 5,
        "quote": f"{label} words",
        "score": 0.9,
        "actor": "patient_side" if cue else "author",
        "mention": False,
    } | fields


def contact(kind: str, quote: str, start: int = 0, **fields: Any) -> dict[str, Any]:
    """Return a contact by the clinic, made by the note's author."""
    end = start + len(quote)
    return {"kind": kind, "start": start, "end": end, "quote": quote, "actor": "author"} | fields


def note(note_id: str, *told: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a note with these findings and contacts, in text order."""
    unknown = fields.keys() - NOTE.keys()
    assert not unknown, unknown
    return NOTE | fields | {"note_id": note_id, "told": told}


def frames(*notes: dict[str, Any]) -> Frames:
    """Return the tidy frames of these notes."""
    shared = ("source", "note_id", "staff_id", "timestamp")
    rows = [
        {name: one[name] for name in shared} | told | {"position": position}
        for one in notes
        for position, told in enumerate(one["told"])
    ]
    findings = [row for row in rows if "label" in row]
    contacts = [row for row in rows if "label" not in row]
    return frames_of(
        pa.Table.from_pylist(list(notes), ANALYSES),
        pa.Table.from_pylist(findings, FINDINGS),
        pa.Table.from_pylist(contacts, CONTACTS),
    )


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """``make.note``, ``make.finding``, ``make.contact`` and ``make.frames``."""
    return SimpleNamespace(note=note, finding=finding, contact=contact, frames=frames)


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings()
