"""The names and numbers that a note's own row gives, found in its text however they are typed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from analyzer.language.tokens import lower_case
from analyzer.privacy.disguises import without_accents
from analyzer.privacy.identifiers import Identifier, IdentifierType
from analyzer.privacy.name_parts import Part, number_part, parts_of_name

_RUN = re.compile(r"[^\W_]+")
_MARKS = {code: None for code in range(128) if not chr(code).isalnum()}
_JOINTS = ("-", "'", ".")
_BETWEEN = re.compile(r"[\W_]{0,3}")
_LINE_BREAK = re.compile(r"-?[^\S\n]*\n\s*")
_BEHIND = re.compile(r"()['’]?s?(?![^\W_])", re.IGNORECASE)
_BEHIND_NAME = re.compile(r"(\d{0,4})['’]?s?(?![^\W_])", re.IGNORECASE)
"""What may stand behind a name: digits, which belong to it ("smith2", "AnnSmith1980"), and an s."""
_SHORTEST_LETTER_BY_LETTER = 4
"""Letters of a name that is also found where all of them stand apart, as in "F u n m i"."""
_SHORTEST_NOTE_ID = 5


class Known(NamedTuple):
    """What the row of a note says of the people in it: names as they are written there."""

    patients: Sequence[str] = ()
    authors: Sequence[str] = ()
    staff: Sequence[str] = ()
    numbers: Sequence[str] = ()

    @classmethod
    def of(cls, note: Mapping[str, Any]) -> "Known":
        """Return what a row of NOTE knows; columns that it lacks say nothing."""

        def given(*columns: str) -> list[str]:
            return [value for column in columns if (value := note.get(column))]

        return cls(
            sorted({*given("patient_name"), *(note.get("patient_names") or ())}),
            given("staff_name"),
            note.get("staff_names") or (),
            [
                *given("patient_id", "case_id", "staff_id"),
                # Notes are often counted from 1, and 120 is a blood pressure too.
                *(number for number in given("note_id") if len(number) >= _SHORTEST_NOTE_ID),
            ],
        )


def find_known(text: str, known: Known) -> list[Identifier]:
    """Return every place where a name, a part of it or a number that the row gives stands.

    Case, accents and what stands between the letters do not count, nor does how ß or ö is spelled.
    A part of a name that is also a small word or a place (Will, Ward), or has two letters, counts
    only with a capital; titles, posts and places beside it ("Charge Nurse", "Ward 7B") do not
    count. Up to four digits behind a part of four letters or more belong to it. Of a name, 100
    characters and eight words are read. A number counts from three characters on (a note's own
    from five), from four where no digit is among them and it is not made of common words, up to
    100. ``text`` is without disguises, see ``disguises.fold``.

    >>> known = Known(patients=["Zoë Adeyemi"], numbers=["P-40771"])
    >>> text = "ADEYEMI, zoe (p40771)"
    >>> [text[one.start : one.end] for one in find_known(text, known)]
    ['ADEYEMI, zoe', 'zoe', 'ADEYEMI', 'p40771']
    """
    squeezed: _Squeezed | None = None
    found: list[Identifier] = []
    for names, type_ in (
        (known.patients, IdentifierType.PATIENT),
        (known.authors, IdentifierType.AUTHOR),
        (known.staff, IdentifierType.STAFF),
    ):
        for name in names:
            for part in parts_of_name(name):
                squeezed = squeezed or _Squeezed(text)
                found += squeezed.find(part, type_)
    for number in known.numbers:
        digits = number_part(number)
        if digits is not None:
            squeezed = squeezed or _Squeezed(text)
            found += squeezed.find(digits, IdentifierType.ID)
    return found


class _Squeezed:
    """A text's letters and digits in lower case without accents, and where they stand in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lower = lower_case(without_accents(text))
        self.letters = _letters_of(self._lower)

    @cached_property
    def places(self) -> list[int]:
        """Where each of the letters stands; few texts have a part, so few have to tell."""
        runs = _RUN.finditer(self._lower)
        return [place for run in runs for place in range(run.start(), run.end())]

    def find(self, part: Part, type_: IdentifierType) -> Iterator[Identifier]:
        """Yield where a part stands as a word, or as several that make it up."""
        size = len(part.letters)
        first = self.letters.find(part.letters)
        while first >= 0:
            start = self.places[first]
            end = self.places[first + size - 1] + 1
            behind = self._is_apart(start, end, part)
            if behind and self._is_as_wanted(start, end, part):
                yield Identifier(start, behind.end(1), type_)
                first = self.letters.find(part.letters, first + size)
            else:
                first = self.letters.find(part.letters, first + 1)

    def _is_apart(self, start: int, end: int, part: Part) -> re.Match[str] | None:
        """Return what stands behind a word, None where the stretch is not one."""
        if start and self.text[start - 1].isalnum():
            return None
        return (_BEHIND_NAME if part.with_digits else _BEHIND).match(self.text, end)

    def _is_as_wanted(self, start: int, end: int, part: Part) -> bool:
        stretch = self.text[start:end]
        if part.with_capital and not stretch[0].isupper():
            return False
        if len(stretch) == len(part.letters):
            return True
        gaps = _RUN.split(stretch)[1:-1]
        if part.in_pieces:
            return all(_BETWEEN.fullmatch(gap) or _LINE_BREAK.fullmatch(gap) for gap in gaps)
        if len(gaps) == len(part.letters) - 1 >= _SHORTEST_LETTER_BY_LETTER - 1:
            return all(map(_BETWEEN.fullmatch, gaps))
        breaks = [gap for gap in gaps if gap not in _JOINTS]
        return len(breaks) < 2 and all(map(_LINE_BREAK.fullmatch, breaks))


def _letters_of(lower: str) -> str:
    if lower.isascii():
        return lower.translate(_MARKS)
    return "".join(_RUN.findall(lower))
