"""Which fields of an HL7 message are which of a note."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from analyzer.codebook import Channel
from analyzer.intake.channels import channel_of
from analyzer.intake.data import key, load
from analyzer.intake.errors import BadRow
from analyzer.intake.hl7_v2.observations import text_of
from analyzer.intake.hl7_v2.segments import Segment
from analyzer.intake.hl7_v2.values import (
    Person,
    code_text,
    first_known,
    interpreter,
    moment,
    patient_values,
    person,
    visit_values,
)

_WITHDRAWN: dict[str, str] = {
    key(code): word for code, word in load("hl7_v2/codes.toml")["withdrawn"].items()
}
_ADDENDUM = "T06"
_ABSENT = Segment()
_TEXT = re.compile(r"\btext\b(?!\s+messag)", re.IGNORECASE)
"""The word by itself may tell of any note, and then of no channel."""


class Part(NamedTuple):
    """What one note is made of; what the message lacks is empty."""

    segments: list[Segment]
    """Those with the text."""
    header: Segment
    """MSH"""
    title: Segment = _ABSENT
    """TXA or OBR"""
    event: Segment = _ABSENT
    """EVN"""
    patient: Mapping[str, str] = MappingProxyType({})
    visit: Mapping[str, str] = MappingProxyType({})
    attending: Person = Person()


def parts_of(segments: list[Segment]) -> list[Part]:
    """Return what can be notes in an MDM message, always one, or in an ORU message."""
    return [_document_of(segments)] if _is_document(segments[0]) else _results_of(segments)


def values_of(part: Part) -> dict[str, object]:
    """Return one note by column, empty where it holds no text.

    Raises BadRow where the note does not count, or its text cannot be read.
    """
    return _document_values(part) if _is_document(part.header) else _result_values(part)


def kind_of(header: Segment) -> str:
    """Return the message type in MSH-9, such as "MDM^T02"."""
    return "^".join(filter(None, [header.value(9), header.value(9, 2)])).upper()


def _is_document(header: Segment) -> bool:
    return kind_of(header).startswith("MDM")


def _document_of(segments: list[Segment]) -> Part:
    first: dict[str, Segment] = {}
    for segment in segments:
        first.setdefault(segment.name, segment)
    title, event, patient, visit = (first.get(n, _ABSENT) for n in ("TXA", "EVN", "PID", "PV1"))
    return Part(
        segments,
        segments[0],
        title,
        event,
        patient_values(patient),
        visit_values(visit),
        person(visit, 7),
    )


def _results_of(segments: list[Segment]) -> list[Part]:
    """Return each OBR with what follows it, and observations without one; PID and PV1 hold for
    what comes after them."""
    parts: list[Part] = []
    now = Part([], segments[0])
    for segment in segments:
        if segment.name == "PID":
            now = Part([], segments[0], patient=patient_values(segment))
        elif segment.name == "PV1":
            now = Part(
                [],
                segments[0],
                patient=now.patient,
                visit=visit_values(segment),
                attending=person(segment, 7),
            )
        elif segment.name == "OBR" or (segment.name == "OBX" and not now.segments):
            title = segment if segment.name == "OBR" else _ABSENT
            now = now._replace(segments=[segment], title=title)
            parts.append(now)
        elif now.segments:
            now.segments.append(segment)
    return parts


def _document_values(part: Part) -> dict[str, object]:
    title, header = part.title, part.header
    for field in (17, 19):
        if word := _WITHDRAWN.get(key(title.value(field))):
            raise BadRow(
                f"field TXA-{field} says that the document is {word}; "
                "leave the message out of the export"
            )
    # the parent of an addendum is another note
    parent = "" if header.value(9, 2).upper() == _ADDENDUM else title.value(13)
    return _values(
        part,
        number=title.value(12) or parent or header.value(10),
        times=(title.value(4), title.value(6), title.value(7), part.event.value(2)),
        writers=(person(title, 9), person(title, 5), person(title, 11)),
        type=code_text(title, 2),
        status=title.value(17) or title.value(19),
    )


def _result_values(part: Part) -> dict[str, object]:
    title = part.title
    observations = [segment for segment in part.segments if segment.name == "OBX"]
    statuses = [segment.value(11) for segment in observations]
    return _values(
        part,
        number=title.value(3) or title.value(2) or part.header.value(10),
        times=(title.value(7), title.value(22), *(segment.value(14) for segment in observations)),
        writers=(
            interpreter(title, 32),
            *(person(segment, 16) for segment in observations),
            person(title, 16),
        ),
        type=code_text(title, 4),
        status=title.value(25) or next(filter(None, statuses), ""),
    )


def _values(
    part: Part,
    number: str,
    times: Iterable[str],
    writers: Iterable[Person],
    type: str,
    status: str,
) -> dict[str, object]:
    text = text_of(part.segments, may_be_result=not _is_document(part.header))
    if not text.strip():
        return {}
    writer = first_known([*writers, part.attending])
    channel = channel_of(_TEXT.sub("", type))
    values = {
        "note id": number,
        "text": text,
        "timestamp": moment(next(filter(None, times), "") or part.header.value(7)),
        "staff id": writer.number,
        "staff name": writer.name,
        "role": writer.role,
        "channel": "" if channel is Channel.OTHER else str(channel),
        "location": part.visit.get("location"),
        "patient id": part.patient.get("patient id"),
        "patient name": part.patient.get("patient name"),
        "case id": part.visit.get("case id") or part.patient.get("case id"),
        "document type": type,
        "message type": kind_of(part.header),
        "status": status,
    }
    return {column: value for column, value in values.items() if value}
