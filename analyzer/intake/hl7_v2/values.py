"""Persons, places, numbers and times as HL7 writes them."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from analyzer.intake.data import key, load
from analyzer.intake.hl7_v2.segments import Components, Segment, part

_TIME = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:(?P<hour>\d\d)(?:(?P<minute>\d\d)(?:(?P<second>\d\d(?:\.\d{1,6})?))?)?)?"
    r"(?:(?P<offset>[+-]\d\d)(?P<offset_minute>\d\d))?",
    re.ASCII,
)
_NUMBERS = load("hl7_v2/codes.toml")["patient_numbers"]
_RANK = {key(kind): rank for rank, kind in enumerate(_NUMBERS["preferred"])}
_OF_OTHERS = frozenset(map(key, _NUMBERS["of_others"]))
_LOOKS_LIKE_SECONDS = re.compile(r"\d{10}(?:\d{3})?", re.ASCII)


class Person(NamedTuple):
    """Who wrote a note; empty where the message does not say."""

    number: str = ""
    name: str = ""
    role: str = ""


def first_known(people: Iterable[Person]) -> Person:
    """Return the first person who has a number or a name."""
    return next((person for person in people if person.number or person.name), Person())


def person(segment: Segment, field: int) -> Person:
    """Return the person in a field of type XCN; the role is the degree, or (from version 2.7 on)
    the professional suffix."""
    for components in segment.repetitions(field)[:1]:
        return _person([part(components, at) for at in (1, 2, 3, 4, 7, 21)])
    return Person()


def interpreter(segment: Segment, field: int) -> Person:
    """Return the person in a field of type NDL, whose first component holds number and names. Many
    senders write an XCN there; its second component is then no time."""
    for components in segment.repetitions(field)[:1]:
        if len(components[0]) > 1:
            return _person([part(components, 1, at) for at in (1, 2, 3, 4, 7)])
        if part(components, 2)[:1].isdigit():
            return Person(part(components, 1))
    return person(segment, field)


def _person(parts: list[str]) -> Person:
    number, family, given, middle, *roles = parts
    return Person(number, _name(given, middle, family), next(filter(None, roles), ""))


def patient_values(patient: Segment) -> dict[str, str]:
    """Return what PID says, by column: the number that the clinic gave, the name as it is spoken,
    and the account."""
    return {
        "patient id": _patient_number(patient.repetitions(3)),
        "patient name": _name(patient.value(5, 2), patient.value(5, 3), patient.value(5)),
        "case id": patient.value(18),
    }


def _patient_number(numbers: Iterable[Components]) -> str:
    """Return the first number of the most preferred type; none that other offices gave the
    person."""
    typed = [(key(part(number, 5)), part(number, 1)) for number in numbers if part(number, 1)]
    known = [(kind, number) for kind, number in typed if kind not in _OF_OTHERS]
    return min(known, key=lambda pair: _RANK.get(pair[0], len(_RANK)), default=("", ""))[1]


def visit_values(visit: Segment) -> dict[str, str]:
    """Return what PV1 says, by column: the description of the place, or else the point of care and
    the facility; and the number of the visit."""
    names = filter(None, [visit.value(3), visit.value(3, 4)])
    return {
        "location": visit.value(3, 9) or ", ".join(dict.fromkeys(names)),
        "case id": visit.value(19),
    }


def _name(*names: str) -> str:
    return " ".join(filter(None, names))


def code_text(segment: Segment, field: int) -> str:
    """Return what a code means in words, or the code where it stands alone."""
    return segment.value(field, 2) or segment.value(field, 5) or segment.value(field)


def moment(value: str) -> str:
    """Return a time (YYYYMMDD[HH[MM[SS[.S]]]][+/-ZZZZ]) as ISO 8601 text, with the offset where
    it says one. Another value stays as it is, and is no date for the program.

    >>> moment("20260314094000.5-0500"), moment("20260314"), moment("202603")
    ('2026-03-14T09:40:00.5-05:00', '2026-03-14', '202603')
    """
    if found := _TIME.fullmatch(value):
        iso = "{year}-{month}-{day}".format(**found.groupdict())
        if found["hour"]:
            iso += f"T{found['hour']}:{found['minute'] or '00'}"
            iso += f":{found['second']}" if found["second"] else ""
            iso += f"{found['offset']}:{found['offset_minute']}" if found["offset"] else ""
        if _is_time(iso):
            return iso
    # so many digits would count as seconds since 1970
    return f"{value}?" if _LOOKS_LIKE_SECONDS.fullmatch(value) else value


def _is_time(iso: str) -> bool:
    try:
        datetime.fromisoformat(iso)
    except ValueError:
        return False
    return True
