"""An HL7 message taken apart into its segments and their fields."""

import re
from collections import Counter
from typing import Any

import hl7

from analyzer.intake.errors import BadRow
from analyzer.intake.hl7_v2.escapes import USUAL, Marks, unescape

Components = list[list[str]]
"""A repetition of a field: its components, each the list of its subcomponents."""

_OF_TEXT = frozenset(["OBX", "NTE"])
_READ = _OF_TEXT.union(["EVN", "PID", "PV1", "OBR", "TXA"])
_HEADER = re.compile(r"MSH(?P<field>[^\r])(?P<others>[^\r]{1,5}?)(?P=field)")
_NAME = re.compile("[A-Z][A-Z0-9]{2}")
_NULL = '""'
_MOST_PARTS = 250_000
"""Each costs about half a kilobyte of memory."""
_LONGEST_VALUE = 1_000


class Segment:
    """A segment whose fields, components and subcomponents are counted from 1, as HL7 does.

    What is not there is empty, and so is what the sender wants deleted ('""'). What is not a text
    is one line; methods raise BadRow where it is longer than a name or a number can be.
    """

    def __init__(self, parsed: Any = ("",), marks: Marks = USUAL, place: str = "") -> None:
        self._parsed = parsed
        self.marks = marks
        self.name = str(parsed[0])
        self.place = place
        """Its name and its ordinal among the segments of that name: "OBX 2"."""

    def value(self, field: int, component: int = 1) -> str:
        """Return a component, in its first subcomponent and the field's first repetition."""
        for repetition in self._field(field)[:1]:
            for found in _parts(repetition)[component - 1 : component]:
                return self._value(_parts(found)[0], field)
        return ""

    def repetitions(self, field: int) -> list[Components]:
        """Return a field taken apart."""
        return [
            [[self._value(leaf, field) for leaf in _parts(found)] for found in _parts(repetition)]
            for repetition in self._field(field)
        ]

    def raw(self, field: int) -> list[str]:
        """Return the repetitions of a field as they stand."""
        return [str(repetition) for repetition in self._field(field)]

    def text(self, field: int) -> str:
        """Return a field of text: repetitions are lines, and what parts components stands in it."""
        return "\n".join("" if r == _NULL else unescape(r, self.marks) for r in self.raw(field))

    def _field(self, field: int) -> Any:
        return _parts(self._parsed[field]) if field < len(self._parsed) else []

    def _value(self, leaf: str, field: int) -> str:
        if len(leaf) > _LONGEST_VALUE:
            raise BadRow(
                f"field {self.name}-{field} is longer than {_LONGEST_VALUE:,} characters, "
                "so the message may be damaged; export it again"
            )
        return "" if leaf == _NULL else " ".join(unescape(leaf, self.marks).split())


def part(components: Components, component: int, subcomponent: int = 1) -> str:
    """Return a subcomponent, empty where it is not there."""
    for subcomponents in components[component - 1 : component]:
        for value in subcomponents[subcomponent - 1 : subcomponent]:
            return value
    return ""


def take_apart(message: str) -> list[Segment]:
    """Return the segments of a message that can matter for a note, MSH first.

    A line that begins no segment is the next line of the field before it: some senders leave the
    line ends in a text. There the name of a segment by itself is a word, such as "PID" or "MSH".
    Raises BadRow where the message cannot be taken apart.
    """
    marks = _marks(message)
    parting = ("\r", marks.field, marks.component, marks.repetition, marks.subcomponent)
    if sum(map(message.count, parting)) > _MOST_PARTS:
        raise BadRow(
            f"the message has more than {_MOST_PARTS:,} segments and fields, so it is no message "
            "of notes; leave it out of the export"
        )
    lines: list[list[str]] = []
    for line in message.split("\r"):
        if (_NAME.match(line) and line[3:4] == marks.field) or (
            line in _READ and lines[-1][0][:3] not in _OF_TEXT
        ):
            lines.append([line])
        else:
            lines[-1].append(line)
    header, *others = ("\n".join(segment) for segment in lines)
    whole = "\r".join([header, *(segment for segment in others if segment[:3] in _READ)])
    try:
        parsed = hl7.parse(whole)
    except Exception as error:  # the library promises nothing for a damaged message
        raise BadRow(
            f"the message cannot be taken apart ({type(error).__name__}); export it again"
        ) from None
    counted: Counter[str] = Counter()
    segments = []
    for segment in parsed:
        name = str(segment[0])
        counted[name] += 1
        segments.append(Segment(segment, marks, f"{name} {counted[name]}"))
    return segments


def _marks(message: str) -> Marks:
    """Return the separators of a message. One that MSH-2 leaves out is the usual one; without an
    escape character nothing is escaped."""
    header = _HEADER.match(message)
    if header is None:
        raise BadRow(f"segment MSH does not say the separators (MSH-1 and MSH-2); {_AGAIN}")
    said = header["field"] + header["others"]
    marks = Marks(*(said + "".join(USUAL)[len(said) :]))
    if len(set(marks)) < len(marks) or not all(map(_can_part, said)):
        raise BadRow(
            "the separators that segment MSH says (MSH-1 and MSH-2) are letters, blanks or twice "
            f"the same; {_AGAIN}"
        )
    return marks if len(said) > 3 else marks._replace(escape="")


_AGAIN = "export the message again from the system that it comes from"


def _can_part(character: str) -> bool:
    return character.isprintable() and not character.isalnum() and not character.isspace()


def _parts(whole: Any) -> Any:
    """Return the parts of a field or component; text that nothing parts is its own one part."""
    return [whole] if isinstance(whole, str) else whole
