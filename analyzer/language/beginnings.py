"""Finds the first of many patterns, each tried only where a text can begin a match of it.

An alternation of a hundred patterns tries them all at every word. What a match can begin with is
read from the pattern itself, so that nearly all words are passed over by a look at their first
letters. What is found is what the alternation finds.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from string import ascii_uppercase
from typing import NamedTuple

from analyzer.language.remembered import Remembered

_KNOWN_BEGINNINGS = 65_536
_WIDTHLESS = frozenset(["$", r"\b", r"\B", r"\A", r"\Z"])
_UNKNOWN = frozenset("(^{?*+")
"""What stands for itself nowhere in the syntax that is known: a group with a name, say."""
_NO_PART_OF_A_WORD = frozenset([r"\W", r"\s"])

_atom = re.compile(
    r"[\w ]+(?![?*+{])|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?::|-i:|=|!|<=|<!)|.", re.S
)
_repeat = re.compile(r"([?*+]|\{(?P<least>\d+)(?P<most>,\d*)?\})\??")


def beginnings(pattern: str, length: int) -> frozenset[str]:
    """Return what the text begins with from every match of a regular expression on.

    It begins with one of these, of at most ``length`` characters; behind a shorter one, anything
    can follow, or nothing. A space stands for any mark too where the pattern has a ``\\W``. Knows
    the syntax that the rules are written in; groups have no names and are not referred to. Raises
    ValueError for other syntax.

    >>> sorted(beginnings("(?:un)?kind|[ab]c+|no+", 2))
    ['ac', 'bc', 'ki', 'no', 'un']
    """
    begun = _Reader(pattern, length).alternatives()
    return begun.whole | begun.open


class Patterns:
    """Patterns in order of preference, each with what its matches begin with."""

    def __init__(self, patterns: Iterable[tuple[Iterable[str], re.Pattern[str]]]) -> None:
        self._patterns: list[re.Pattern[str]] = []
        self._begun: dict[str, list[int]] = defaultdict(list)
        for number, (begun, pattern) in enumerate(patterns):
            self._patterns.append(pattern)
            for one in begun:
                self._begun[one].append(number)
        self._at = Remembered(self._beginning_with, _KNOWN_BEGINNINGS)

    @property
    def beginnings(self) -> Iterable[str]:
        """What matches begin with."""
        return self._begun.keys()

    def finditer(
        self, text: str, places: Iterable[int], starts: Iterable[str]
    ) -> Iterator[re.Match[str]]:
        """Yield the matches in a text, none of which overlap.

        ``places`` are those where a match may begin, in order; ``starts`` what is looked up for
        each: as much as ``beginnings`` was asked for, or what is left at the end of the text.
        """
        tried = [*map(self._at.__getitem__, starts)]
        told = 0
        for place, patterns in compress(zip(places, tried, strict=False), tried):
            if place >= told:
                for pattern in patterns:
                    if found := pattern.match(text, place):
                        told = found.end()
                        yield found
                        break

    def _beginning_with(self, start: str) -> Sequence[re.Pattern[str]]:
        numbers = {
            number
            for length in range(len(start) + 1)
            for number in self._begun.get(start[:length], ())
        }
        return [self._patterns[number] for number in sorted(numbers)]


class _Begun(NamedTuple):
    """What a part of a pattern begins with: what is ``whole`` is not gone on with, for it is long
    enough or followed by anything; what is ``open``, by what the next part begins with."""

    whole: frozenset[str]
    open: frozenset[str]


_NOTHING = _Begun(frozenset(), frozenset([""]))
_NEVER = _Begun(frozenset(), frozenset())
_ANYTHING = _Begun(frozenset([""]), frozenset())


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str, length: int) -> None:
        self._pattern = pattern
        self._length = length
        self._place = 0

    def alternatives(self) -> _Begun:
        """Read to the end of a group, or of the pattern."""
        begun, one = _NEVER, _NOTHING
        while atom := _atom.match(self._pattern, self._place):
            if atom.group() == ")":
                break
            self._place = atom.end()
            if atom.group() == "|":
                begun, one = _either(begun, one), _NOTHING
            else:
                one = self._followed(one, self._repeated(self._meaning(atom.group())))
        return _either(begun, one)

    def _meaning(self, atom: str) -> _Begun:
        if atom in _UNKNOWN:
            raise ValueError(f"{self._pattern!r} has {atom!r}, whose beginnings cannot be read.")
        if atom.startswith("(?"):
            inside = self.alternatives()
            self._place += len(")")
            if atom == "(?=":
                return _Begun(inside.whole | inside.open, frozenset())
            return inside if atom in ("(?:", "(?-i:") else _NOTHING
        if atom in _WIDTHLESS:
            return _NOTHING
        if atom in _NO_PART_OF_A_WORD:
            return self._one_of(" ")
        if atom == "[A-Z]":
            return _Begun(frozenset(ascii_uppercase), frozenset())
        if atom == "." or (atom[0] == "\\" and atom[1].isalnum()):
            return _ANYTHING
        if atom[0] == "[":
            plain = not (set("\\-^") & set(atom))
            return self._one_of(atom[1:-1]) if plain else _ANYTHING
        return self._one_of([atom.removeprefix("\\")])

    def _one_of(self, texts: Iterable[str]) -> _Begun:
        return self._followed(_NOTHING, _Begun(frozenset(), frozenset(texts)))

    def _repeated(self, begun: _Begun) -> _Begun:
        repeat = _repeat.match(self._pattern, self._place)
        if not repeat:
            return begun
        self._place = repeat.end()
        least, most = int(repeat["least"] or repeat.group()[0] == "+"), repeat["most"]
        often = least if repeat["least"] and not most else self._length
        if repeat.group()[0] == "?":
            often = 1
        elif most and most[1:]:
            often = min(int(most[1:]), self._length)
        in_a_row, any_times = _NOTHING, _NOTHING if not least else _NEVER
        for times in range(1, max(least, often) + 1):
            in_a_row = self._followed(in_a_row, begun)
            if times >= least:
                any_times = _either(any_times, in_a_row)
        return any_times

    def _followed(self, one: _Begun, other: _Begun) -> _Begun:
        if not one.open:
            return one
        longer = {a + b for a in one.open for b in other.open}
        return _Begun(
            one.whole
            | {(a + b)[: self._length] for a in one.open for b in other.whole}
            | {text[: self._length] for text in longer if len(text) >= self._length},
            frozenset(text for text in longer if len(text) < self._length),
        )


def _either(one: _Begun, other: _Begun) -> _Begun:
    return _Begun(one.whole | other.whole, one.open | other.open)
