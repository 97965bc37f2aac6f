"""Identifiers of people in a note, found and replaced.

Finding is a net with holes: a quote that was redacted is safer to read out in a meeting, but it is
not anonymous. Who has a Presidio engine of their own may hang the same net into it
(``recognizers.py``).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from operator import itemgetter
from typing import Any

from analyzer.language.tokens import tokenize
from analyzer.privacy.disguises import Folded, fold
from analyzer.privacy.identifiers import Identifier, IdentifierType
from analyzer.privacy.known_names import Known, find_known
from analyzer.privacy.name_model import shipped_tagger
from analyzer.privacy.name_tagger import NameTagger
from analyzer.privacy.name_words import name_key
from analyzer.privacy.pattern_rules import before_birth
from analyzer.privacy.patterns import find_patterns_in
from analyzer.privacy.relative_days import relative_day

_PEOPLE = frozenset(
    (IdentifierType.PATIENT, IdentifierType.AUTHOR, IdentifierType.STAFF, IdentifierType.NAME)
)
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE_BIRTH = 30
"""Characters before a date among which words such as "date of birth" are."""
_PLACE = itemgetter(0, 1)
_RANK = {type_: rank for rank, type_ in enumerate(IdentifierType)}


def find_in_notes(
    notes: Sequence[Mapping[str, Any]], tagger: NameTagger | None = None
) -> list[list[Identifier]]:
    """Return the identifiers in the text of each note, in text order, none overlapping another.

    A note is a row of NOTE: ``text`` and, where the row has them, ``patient_name``,
    ``patient_names``, ``staff_name``, ``staff_names``, ``patient_id`` and ``case_id``, which are
    found however they are typed. With its ``timestamp``, a date near it tells how far it is. Other
    people are found by a trained tagger, numbers, dates and addresses by patterns. The same note
    gives the same whatever stands beside it. The tagger that travels with the program finds
    names unless another is given. Time grows in step with the text.

    >>> note = {"text": "Funmi rang from 555-0148, upset with Dr Okafor",
    ...         "patient_name": "Funmi Adeyemi"}
    >>> [found] = find_in_notes([note])
    >>> [(note["text"][one.start : one.end], str(one.type)) for one in found]
    [('Funmi', 'patient'), ('555-0148', 'phone'), ('Okafor', 'staff')]
    """
    folded = [fold(note["text"]) for note in notes]
    tokens = tokenize([plain.text for plain in folded])
    names = (tagger or shipped_tagger()).names(tokens)
    patterns = find_patterns_in(tokens)
    return [
        _with_distances(note["text"], _in_note(note, plain, told), note.get("timestamp"))
        for note, plain, *told in zip(notes, folded, names, patterns, strict=True)
    ]


def redact(text: str, start: int, end: int, identifiers: Sequence[Identifier]) -> str:
    """Return ``text[start:end]`` with every identifier in it replaced, such as by "[patient]".

    A date near the day of the note becomes its distance, such as "[date: in 2 days]". An identifier
    that reaches over the edge of the stretch is replaced whole; nothing outside the stretch is
    added. ``identifiers`` are those of the whole text, as found above.

    >>> redact("Call 555-0148", 0, 8, [Identifier(5, 13, IdentifierType.PHONE)])
    'Call [phone]'
    """
    if not identifiers:
        return text[start:end]
    pieces: list[str] = []
    for one in identifiers:
        if one.start < end and one.end > start:
            told = f": {one.told}" if one.told else ""
            pieces += text[start : max(start, one.start)], f"[{one.type}{told}]"
            start = min(one.end, end)
    return "".join(pieces) + text[start:end]


def _in_note(
    note: Mapping[str, Any], plain: Folded, told: Sequence[Sequence[Identifier]]
) -> list[Identifier]:
    """Return the identifiers of one note, given what its words alone tell."""
    known = Known.of(note)
    of_row = find_known(plain.text, known) if any(known) else []
    found = list(chain(*told, of_row))
    if not found:
        return found
    joined = _joined(plain.text, found)
    return [
        Identifier(*plain.place(one.start, one.end), one.type)
        for one in (_of_author(plain.text, one, known.authors) for one in joined)
    ]


def _with_distances(
    text: str, identifiers: Sequence[Identifier], written: datetime | None
) -> list[Identifier]:
    """Return the identifiers, the dates near the day of the note with how far they are from it.

    A date of birth, which a newborn has near, tells nothing.
    """
    if written is None or not identifiers:
        return list(identifiers)
    day = written.date()
    return [
        one._replace(told=relative_day(text[one.start : one.end], day) or "")
        if one.type is IdentifierType.DATE and not _is_of_birth(text, one.start)
        else one
        for one in identifiers
    ]


def _is_of_birth(text: str, start: int) -> bool:
    return before_birth().search(text[max(0, start - _BEFORE_BIRTH) : start].lower()) is not None


def _joined(text: str, found: Sequence[Identifier]) -> list[Identifier]:
    """Return what was found with overlapping stretches made one, named by the first type.

    The words of one name, a space between them, are made one as well.
    """
    joined: list[Identifier] = []
    for identifier in sorted(found, key=_PLACE):
        if joined and (
            identifier.start < joined[-1].end or _is_one_name(text, joined[-1], identifier)
        ):
            last = joined.pop()
            identifier = Identifier(
                last.start,
                max(last.end, identifier.end),
                min(last.type, identifier.type, key=_RANK.__getitem__),
            )
        joined.append(identifier)
    return joined


def _of_author(text: str, identifier: Identifier, authors: Sequence[str]) -> Identifier:
    """Return a stretch of the author's as one of the staff where somebody else is meant by it.

    So Sarah Jones in a note of Sarah Smith's: a page of hers would show her own name for it.
    """
    if identifier.type is not IdentifierType.AUTHOR:
        return identifier
    own = {name_key(word) for name in authors for word in _WORD.findall(fold(name).text)}
    own |= {word[0] for word in own}
    words = map(name_key, _WORD.findall(text[identifier.start : identifier.end]))
    if all(word in own for word in words):
        return identifier
    return identifier._replace(type=IdentifierType.STAFF)


def _is_one_name(text: str, first: Identifier, second: Identifier) -> bool:
    same = first.type == second.type and first.type in _PEOPLE
    return same and text[first.end : second.start] == " "
