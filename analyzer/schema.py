"""The two contracts: a Note goes in, an Analysis comes out.

Each stands here twice, as a frozen dataclass for one note and as an Arrow schema for a batch;
``analysis_to_row`` and ``analysis_from_row`` are the bridge between the two for one note,
``engines.analysis_columns`` that for a batch.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta, timezone
from typing import Any

import pyarrow as pa

from analyzer.codebook import (
    Actor,
    AlertKind,
    ContactKind,
    Cue,
    Experience,
    HeartHeadHeart,
    Kind,
    Label,
    Outcome,
    Status,
    Step,
    StepState,
    Theme,
    label_of,
)

EXPORTED = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("note_id", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("timestamp", pa.timestamp("us")),
        pa.field("utc_offset_minutes", pa.int16()),
        pa.field("staff_id", pa.string()),
        pa.field("staff_name", pa.string()),
        pa.field("role", pa.string()),
        pa.field("channel", pa.string()),
        pa.field("location", pa.string()),
        pa.field("patient_id", pa.string()),
        pa.field("patient_name", pa.string()),
        pa.field("case_id", pa.string()),
        pa.field("extra", pa.string()),
        pa.field("file", pa.string()),
        pa.field("row", pa.int64()),
    ]
)
"""What one row of an export says. ``timestamp`` is the wall clock of the clinic as the export wrote
it and ``utc_offset_minutes`` its distance from UTC where the export says so (null where it does
not). ``extra`` holds the export's other columns as one JSON object; ``file`` and ``row`` say where
in the export the note stands (row 1 is the first after the header)."""

NOTE = pa.schema(
    [
        *EXPORTED,
        pa.field("patient_names", pa.list_(pa.string())),
        pa.field("staff_names", pa.list_(pa.string())),
    ]
)
"""Intake's output: the row, and all names that the export gives for its patient and for the staff
who wrote about this patient, the row's own among them, sorted; null where it gives none. They are
for redaction alone and go no further."""

FINDING = pa.struct(
    [
        pa.field("kind", pa.string(), nullable=False),
        pa.field("label", pa.string(), nullable=False),
        pa.field("status", pa.string()),
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("quote", pa.string(), nullable=False),
        pa.field("redacted_quote", pa.string(), nullable=False),
        pa.field("score", pa.float64(), nullable=False),
        pa.field("actor", pa.string(), nullable=False),
        pa.field("mention", pa.bool_(), nullable=False),
    ]
)
"""``start`` and ``end`` are characters of the note's text: ``text[start:end] == quote``.
``redacted_quote`` is the only wording that leaves the store; ``mention`` marks a self_harm that
context would have cancelled and that is shown all the same."""

CONTACT = pa.struct(
    [
        pa.field("kind", pa.string(), nullable=False),
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("quote", pa.string(), nullable=False),
        pa.field("redacted_quote", pa.string(), nullable=False),
        pa.field("actor", pa.string(), nullable=False),
    ]
)
"""``kind`` is a ContactKind; the rest is as in FINDING."""

ALERT = pa.struct(
    [
        pa.field("kind", pa.string(), nullable=False),
        pa.field("route_to", pa.string(), nullable=False),
        pa.field("finding", pa.int32()),
    ]
)
"""``finding`` is the position in ``findings`` that raised the alert; null for a theme's."""

PASSED_THROUGH = (
    "source",
    "note_id",
    "staff_id",
    "staff_name",
    "role",
    "channel",
    "location",
    "timestamp",
    "utc_offset_minutes",
    "case_id",
    "patient_id",
)
"""Columns of NOTE that ANALYSIS carries unchanged."""

ANALYSIS = pa.schema(
    [NOTE.field(name) for name in PASSED_THROUGH]
    + [
        pa.field("word_count", pa.int32()),
        pa.field("findings", pa.list_(FINDING)),
        pa.field("sentiment_start", pa.float64()),
        pa.field("sentiment_end", pa.float64()),
        pa.field("sentiment_compound", pa.float64()),
        pa.field("escalation", pa.int8()),
        pa.field("outcome", pa.string()),
        pa.field("experience", pa.string()),
        pa.field("p_negative", pa.float64()),
        pa.field("p_positive", pa.float64()),
        pa.field("steps", pa.struct([pa.field(str(step), pa.string()) for step in Step])),
        pa.field("heart_head_heart", pa.string()),
        pa.field("themes", pa.list_(pa.string())),
        pa.field("concern", pa.bool_()),
        pa.field("alerts", pa.list_(ALERT)),
        pa.field("interpreter", pa.string()),
        pa.field("contacts", pa.list_(CONTACT)),
        pa.field("model", pa.string(), nullable=False),
        pa.field("error", pa.string()),
    ]
)
"""Language's output, a row a note. Where ``error`` is not null the fields between
``word_count`` and ``contacts`` are null and the note is a reject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A label with its evidence in one note; ``score`` is a probability from 0 to 1."""

    label: Label
    kind: Kind
    status: Status | None
    start: int
    end: int
    quote: str
    score: float
    actor: Actor
    mention: bool = False
    redacted_quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact by the clinic with the patient side, as one clause of a note tells of it.

    ``actor`` is who makes it: the author, a colleague, or unclear.
    """

    kind: ContactKind
    start: int
    end: int
    quote: str
    actor: Actor
    redacted_quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something in a note that belongs on a named desk."""

    kind: AlertKind
    route_to: str
    finding: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What was read in one note.

    Sentiments run from -2 to 2 (the patient side), ``sentiment_compound`` from -1 to 1 (VADER's
    own), ``escalation`` from 0 to 3, the probabilities from 0 to 1. ``interpreter`` is the language
    that the patient side needs interpreting from, None where the note does not say so. ``contacts``
    are those by the clinic; unlike findings they are no judgement, only what promises are followed
    by.
    """

    note_id: str
    findings: tuple[Finding, ...]
    sentiment_start: float
    sentiment_end: float
    sentiment_compound: float
    escalation: int
    outcome: Outcome
    experience: Experience
    p_negative: float
    p_positive: float
    steps: dict[Step, StepState]
    heart_head_heart: HeartHeadHeart
    themes: tuple[Theme, ...]
    concern: bool
    alerts: tuple[Alert, ...]
    interpreter: str | None = None
    contacts: tuple[Contact, ...] = ()
    word_count: int
    model: str

    def found(self, label: Label, status: Status | None = None) -> tuple[Finding, ...]:
        """Return the findings of a label, in text order; of one status where it is given."""
        return tuple(f for f in self.findings if f.label == label and status in (None, f.status))


def is_concern(cues: set[Cue], sentiment_start: float) -> bool:
    """Say whether a contact had something to solve for an unhappy person.

    True for a cue other than satisfaction, or a start at or below -0.5 on the scale -2 to 2.
    Crying alone with a start at or above 0 is joy and no concern.

    >>> is_concern({Cue.CRYING, Cue.SATISFACTION}, 1.0)
    False
    >>> is_concern({Cue.REPEAT_CONTACT}, 0.0)
    True
    """
    unhappy = cues - {Cue.SATISFACTION}
    if unhappy == {Cue.CRYING} and sentiment_start >= 0:
        return False
    return bool(unhappy) or sentiment_start <= -0.5


def analysis_to_row(analysis: Analysis) -> dict[str, Any]:
    """Return the ANALYSIS fields of one analysis as plain values; the passed-through columns
    other than note_id are the caller's."""
    return _fields_of(analysis) | {
        "findings": [finding_to_row(finding) for finding in analysis.findings],
        "steps": {str(step): str(state) for step, state in analysis.steps.items()},
        "alerts": [_fields_of(alert) for alert in analysis.alerts],
        "contacts": [_fields_of(contact) for contact in analysis.contacts],
        "error": None,
    }


def finding_to_row(finding: Finding) -> dict[str, Any]:
    """Return the FINDING fields of one finding as plain values."""
    return _fields_of(finding)


def finding_from_row(row: dict[str, Any]) -> Finding:
    """Return one finding from a row of the FINDING schema."""
    return Finding(
        label=label_of(row["label"]),
        kind=Kind(row["kind"]),
        status=Status(row["status"]) if row["status"] else None,
        start=row["start"],
        end=row["end"],
        quote=row["quote"],
        redacted_quote=row["redacted_quote"],
        score=row["score"],
        actor=Actor(row["actor"]),
        mention=row["mention"],
    )


def _fields_of(record: Analysis | Finding | Contact | Alert) -> dict[str, Any]:
    """Return the fields of a record as they are; ``asdict`` copies each, at ten times the cost."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def analysis_from_row(row: dict[str, Any]) -> Analysis:
    """Return one analysis from a row of the ANALYSIS schema (``RecordBatch.to_pylist()``).

    Raises ValueError where the row holds an error instead of an analysis.
    """
    if row["error"] is not None:
        raise ValueError(f"Note {row['note_id']} could not be analysed: {row['error']}")
    return Analysis(
        note_id=row["note_id"],
        findings=tuple(finding_from_row(finding) for finding in row["findings"]),
        sentiment_start=row["sentiment_start"],
        sentiment_end=row["sentiment_end"],
        sentiment_compound=row["sentiment_compound"],
        escalation=row["escalation"],
        outcome=Outcome(row["outcome"]),
        experience=Experience(row["experience"]),
        p_negative=row["p_negative"],
        p_positive=row["p_positive"],
        steps={Step(step): StepState(state) for step, state in row["steps"].items()},
        heart_head_heart=HeartHeadHeart(row["heart_head_heart"]),
        themes=tuple(Theme(theme) for theme in row["themes"]),
        concern=row["concern"],
        alerts=tuple(
            Alert(kind=AlertKind(a["kind"]), route_to=a["route_to"], finding=a["finding"])
            for a in row["alerts"]
        ),
        interpreter=row["interpreter"],
        contacts=tuple(
            Contact(
                kind=ContactKind(contact["kind"]),
                start=contact["start"],
                end=contact["end"],
                quote=contact["quote"],
                redacted_quote=contact["redacted_quote"],
                actor=Actor(contact["actor"]),
            )
            for contact in row["contacts"]
        ),
        word_count=row["word_count"],
        model=row["model"],
    )


def timestamp_text(timestamp: datetime | None, utc_offset_minutes: int | None) -> str | None:
    """Return a note's time as ISO 8601, with its offset where the export gave one.

    >>> timestamp_text(datetime(2026, 3, 14, 9, 40), -300)
    '2026-03-14T09:40:00-05:00'
    """
    if timestamp is None:
        return None
    if utc_offset_minutes is None:
        return timestamp.isoformat()
    zone = timezone(timedelta(minutes=utc_offset_minutes))
    return timestamp.replace(tzinfo=zone).isoformat()
