"""Identifiers of people in a note, found and replaced.

The patterns are in identifiers.toml beside this file; the names of people are found by
``analyzer.privacy.names``. Finding is a net with holes: a quote that was redacted is safer to
read out in a meeting, but it is not anonymous.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from analyzer.privacy.identifiers import Identifier, IdentifierType, identifier_data
from analyzer.privacy.names import find_given_names, find_people

__all__ = ["Identifier", "IdentifierType", "find_identifiers", "is_nhs_number", "redact"]


def find_identifiers(
    text: str,
    names: Sequence[str] = (),
    staff_names: Sequence[str] = (),
    numbers: Sequence[str] = (),
) -> list[Identifier]:
    """Return the identifiers in a note, in text order, none overlapping another.

    ``names`` are names that the caller knows to be the patient's side, ``staff_names`` those of
    colleagues: each is found whole and in its parts of three letters or more, whatever the case
    (a part that is also a function word, such as Will, and a part of two letters only where
    written with a capital). ``numbers`` are record numbers that the caller knows; one without a
    digit or under three characters is passed over. Other people are found by titles, relations
    and capitals.
    Time grows in step with the length of the text.

    >>> note = "Mrs Adeyemi rang from 555-0148 on 4 March, very upset with Dr Okafor."
    >>> [(note[i.start : i.end], str(i.type)) for i in find_identifiers(note, ["Funmi Adeyemi"])]
    [('Adeyemi', 'patient'), ('555-0148', 'phone'), ('4 March', 'date'), ('Okafor', 'staff')]
    """
    found = [
        *find_given_names(text, names, IdentifierType.PATIENT),
        *find_given_names(text, staff_names, IdentifierType.STAFF),
        *_find_numbers(text, numbers),
        *_find_patterns(text),
        *_find_nhs_numbers(text),
        *find_people(text),
    ]
    return _joined(text, found)


def redact(text: str, start: int, end: int, identifiers: Sequence[Identifier]) -> str:
    """Return ``text[start:end]`` with every identifier in it replaced, such as by "[patient]".

    An identifier that reaches over the edge of the stretch is replaced whole; nothing outside
    the stretch is added. ``identifiers`` are those of the whole text, as found above.

    >>> redact("Call 555-0148", 0, 8, [Identifier(5, 13, IdentifierType.PHONE)])
    'Call [phone]'
    """
    pieces = []
    position = start
    for identifier in identifiers:
        if identifier.end <= start or identifier.start >= end:
            continue
        pieces += [text[position : identifier.start], f"[{identifier.type}]"]
        position = min(identifier.end, end)
    return "".join([*pieces, text[position:end]])


@cache
def _patterns() -> list[tuple[IdentifierType, re.Pattern[str]]]:
    return [
        (IdentifierType(type_), re.compile(pattern, re.VERBOSE))
        for type_, patterns in identifier_data()["patterns"].items()
        for pattern in patterns
    ]


def _find_patterns(text: str) -> Iterator[Identifier]:
    for type_, pattern in _patterns():
        group = "identifier" if "identifier" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            yield Identifier(*match.span(group), type_)


def _find_numbers(text: str, numbers: Sequence[str]) -> Iterator[Identifier]:
    for number in numbers:
        if len(number) >= 3 and any(character.isdigit() for character in number):
            for match in re.finditer(rf"(?<!\w){re.escape(number)}(?!\w)", text, re.IGNORECASE):
                yield Identifier(*match.span(), IdentifierType.ID)


_TEN_DIGITS = re.compile(r"(?<![\w-])\d{3}([ -]?)\d{3}\1\d{4}(?![\w-])")


def _find_nhs_numbers(text: str) -> Iterator[Identifier]:
    for match in _TEN_DIGITS.finditer(text):
        if is_nhs_number(match.group()):
            yield Identifier(*match.span(), IdentifierType.ID)


def is_nhs_number(number: str) -> bool:
    """Say whether ten digits pass the check of an NHS number (England, Wales, Isle of Man).

    The last digit is 11 less the sum, modulo 11, of the first nine weighted 10 to 2 (NHS Data
    Dictionary, "NHS NUMBER"); 11 counts as 0 and 10 is never given out. Other characters than
    digits are skipped.

    >>> is_nhs_number("943 476 5919")
    True
    >>> is_nhs_number("943 476 5918")
    False
    """
    digits = [int(character) for character in number if character.isdecimal()]
    if len(digits) != 10:
        return False
    weighted = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - weighted % 11) % 11 == digits[9]


def _joined(text: str, found: Sequence[Identifier]) -> list[Identifier]:
    """Return the found stretches with overlapping ones made one, named by the first type.

    The words of one name, a space between them, are made one as well.
    """
    rank = {type_: position for position, type_ in enumerate(IdentifierType)}
    joined: list[Identifier] = []
    for identifier in sorted(found):
        if joined and (
            identifier.start < joined[-1].end or _is_one_name(text, joined[-1], identifier)
        ):
            last = joined.pop()
            identifier = Identifier(
                last.start,
                max(last.end, identifier.end),
                min(last.type, identifier.type, key=rank.__getitem__),
            )
        joined.append(identifier)
    return joined


def _is_one_name(text: str, first: Identifier, second: Identifier) -> bool:
    people = (IdentifierType.PATIENT, IdentifierType.STAFF, IdentifierType.NAME)
    same = first.type == second.type and first.type in people
    return same and text[first.end : second.start] == " "
