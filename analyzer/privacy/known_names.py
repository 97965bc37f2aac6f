"""The names and numbers that a note's own row gives, found in its text however they are typed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from analyzer.language.word_lists import people_words
from analyzer.privacy.disguises import fold, without_accents
from analyzer.privacy.identifiers import Identifier, IdentifierType

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_RUN = re.compile(r"[^\W_]+")
_JOINT = re.compile(r"['-]")
_BETWEEN = re.compile(r"[\W_]{0,3}")
_BEHIND = re.compile(r"['’]?s?(?![^\W_])", re.IGNORECASE)
_SHORTEST_HALF = 4
_SHORTEST_IN_PIECES = 6
"""Letters of a name that is also found where its letters stand apart, as in "A D E Y E M I"."""
_SHORTEST_NUMBER = 3


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
            given("patient_id", "case_id"),
        )


def find_known(text: str, known: Known) -> list[Identifier]:
    """Return every place where a name, a part of it or a number that the row gives stands.

    Case, accents and what stands between the letters do not count. A part of a name that is also a
    function word (Will, May), or has two letters, counts only with a capital. A number counts from
    three characters on, with a digit among them. ``text`` is without disguises, see
    ``disguises.fold``.

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
            for part in _parts_of_name(name):
                squeezed = squeezed or _Squeezed.of(text)
                found += squeezed.find(part, type_)
    for number in known.numbers:
        digits = _number(number)
        if digits is not None:
            squeezed = squeezed or _Squeezed.of(text)
            found += squeezed.find(digits, IdentifierType.ID)
    return found


class _Part(NamedTuple):
    """What is looked for: letters and digits in lower case."""

    letters: str
    with_capital: bool
    in_pieces: bool


@lru_cache(maxsize=4096)
def _parts_of_name(name: str) -> tuple[_Part, ...]:
    """Return the parts of a name: its words, the halves of double ones, all of it either way."""
    plain = without_accents(fold(name).text)
    passed_over = people_words("credentials") | people_words("particles")
    words = [word for word in _WORD.findall(plain) if word.casefold() not in passed_over]
    letters = [_squeeze(word) for word in words]
    halves = [
        _squeeze(half)
        for word in words
        for half in _JOINT.split(word)
        if half != word and len(half) >= _SHORTEST_HALF
    ]
    whole: list[str] = []
    if len(words) > 1:
        initial = letters[0][:1]
        family = ["".join(letters[1:]), *halves]
        whole = ["".join(letters), "".join(reversed(letters))]
        whole += [form for name in family for form in (initial + name, name + initial)]
    return tuple(
        _Part(
            part,
            with_capital=len(part) == 2 or part in people_words("function_words"),
            in_pieces=len(part) >= _SHORTEST_IN_PIECES,
        )
        for part in dict.fromkeys([*whole, *letters, *halves])
        if len(part) > 1
    )


@lru_cache(maxsize=4096)
def _number(number: str) -> _Part | None:
    letters = _squeeze(without_accents(fold(number).text))
    if len(letters) < _SHORTEST_NUMBER or not any(letter.isdigit() for letter in letters):
        return None
    return _Part(letters, with_capital=False, in_pieces=True)


def _squeeze(text: str) -> str:
    return "".join(_RUN.findall(text)).lower()


@dataclass(frozen=True, slots=True)
class _Squeezed:
    """A text's letters and digits in lower case without accents, and where they stand in it."""

    text: str
    letters: str
    places: list[int]

    @classmethod
    def of(cls, text: str) -> "_Squeezed":
        lower = without_accents(text).lower()  # of the text's length, letter for letter
        letters: list[str] = []
        places: list[int] = []
        for run in _RUN.finditer(lower):
            letters.append(run.group())
            places.extend(range(run.start(), run.end()))
        return cls(text, "".join(letters), places)

    def find(self, part: _Part, type_: IdentifierType) -> Iterator[Identifier]:
        """Yield where a part stands as a word, or as several that make it up."""
        first = self.letters.find(part.letters)
        while first >= 0:
            start = self.places[first]
            end = self.places[first + len(part.letters) - 1] + 1
            if self._is_apart(start, end) and self._is_as_wanted(start, end, part):
                yield Identifier(start, end, type_)
            first = self.letters.find(part.letters, first + 1)

    def _is_apart(self, start: int, end: int) -> bool:
        before = start == 0 or not self.text[start - 1].isalnum()
        return before and _BEHIND.match(self.text, end) is not None

    def _is_as_wanted(self, start: int, end: int, part: _Part) -> bool:
        stretch = self.text[start:end]
        if part.with_capital and not stretch[0].isupper():
            return False
        if len(stretch) == len(part.letters):
            return True
        gaps = _RUN.split(stretch)[1:-1]
        if not part.in_pieces:
            return all(gap in ("-", "'", ".") for gap in gaps)
        return all(_BETWEEN.fullmatch(gap) for gap in gaps)
