"""A file of HL7 messages cut into its messages, however large it is."""

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from analyzer.intake.encoding import LONGEST_LINE, Encoding
from analyzer.intake.hl7_v2.encoding import decode


class Message(NamedTuple):
    """One message: its lines without blank ones, parted by carriage returns, or its ``problem``
    and what of it a reject shows."""

    number: int
    """1 for the first of the file."""
    text: str
    problem: str | None = None


_CHUNK = 1024 * 1024
_SHOWN = 500
_LINE_ENDS = re.compile("[\r\n\x0b\x1a\x1c]")
"""Those of a segment, the bytes that frame a message on a network (MLLP), and the end of a file
from DOS."""
_BEGINS = re.compile(
    "(?:\ufeff|\u00ef\u00bb\u00bf)?\\s*"
    r"(?:(?P<header>MSH|FHS|BHS)"
    r"(?:\||(?P<field>[^\w\s+/])(?:(?!(?P=field))[^\w\s]){1,5}(?P=field))"
    r"|(?P<trailer>BTS|FTS)(?:\||[^\w\s+/]\d|\s*$))"
)
"""A line of a note ("MSH ER.", "FHS 140", "MSH: -") or of Base64 can begin with the same letters; a
header goes on with the separators, among which the usual first one is enough."""
_COUNT = re.compile(r"BTS([^A-Za-z0-9])\s*(?P<messages>\d{1,9})\s*(?:\1|$)", re.ASCII)


def begins_message(path: Path, encoding: Encoding) -> bool | None:
    """Say whether a line of a file begins a message; None where the file is blank."""
    found = None
    with _latin(encoding).open(path) as file:
        for line in _lines(file):
            begins = _BEGINS.match(line)
            if begins and begins["header"] == "MSH":
                return True
            if line and not line.isspace():
                found = False
    return found


def split(path: Path, encoding: Encoding) -> Iterator[Message]:
    """Yield the messages of a file.

    The segments around a batch are none. Where a batch tells of another number of messages than it
    holds, one more with that problem comes last; it is about the first such batch.
    """
    wide = _is_wide(encoding)
    number = in_batch = batch = 0
    wrong: list[str] = []
    with _latin(encoding).open(path) as file:
        for kind, text in _pieces(_lines(file)):
            if kind in ("MSH", ""):
                number += 1
                in_batch += 1
                whole = text if wide else decode(text.encode("latin-1"), encoding)
                yield _checked(Message(number, whole), len(text))
                continue
            if kind == "BTS":
                batch += 1
                count = _COUNT.match(text)
                if count and int(count["messages"]) != in_batch and not wrong:
                    wrong = [
                        text[:_SHOWN],
                        f"segment BTS of batch {batch} tells of {int(count['messages']):,} "
                        f"messages, and the batch holds {in_batch:,}; export the file again",
                    ]
            in_batch = 0
    if wrong:
        yield Message(number + 1, *wrong)


def _is_wide(encoding: Encoding) -> bool:
    """Say whether the characters must be known before the lines can be."""
    return encoding.name.startswith("utf-16")


def _latin(encoding: Encoding) -> Encoding:
    """Return Latin-1 where it gives the lines: every byte is then one character, and a message can
    be decoded by what it says."""
    return encoding if _is_wide(encoding) else Encoding("latin-1")


def _checked(message: Message, size: int) -> Message:
    if size > LONGEST_LINE:
        problem = (
            f"the message is longer than {LONGEST_LINE:,} bytes; "
            "export it without pictures and attached documents"
        )
    elif not message.text.startswith("MSH"):
        problem = "the message does not begin with segment MSH; export it again as a whole"
    else:
        return message
    return message._replace(text=message.text[:_SHOWN], problem=problem)


def _pieces(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each message and each segment around a batch, with the segment name that it begins
    with; a message that lost its MSH has none. More than ``LONGEST_LINE`` is not kept."""
    kind: str | None = None
    kept = io.StringIO()
    for line in lines:
        if not line or line.isspace():
            continue
        begins = _BEGINS.match(line)
        if not begins and kind in ("MSH", ""):
            if kept.tell() <= LONGEST_LINE:
                kept.write(f"\r{line}")
            continue
        if kind is not None:
            yield kind, kept.getvalue()
        kind = (begins["header"] or begins["trailer"]) if begins else ""
        kept = io.StringIO()
        kept.write(line[line.index(kind) :])
    if kind is not None:
        yield kind, kept.getvalue()


def _lines(file: TextIO) -> Iterator[str]:
    """Yield the lines without their ends; of one longer than ``LONGEST_LINE``, what shows that."""
    rest = ""
    while chunk := file.read(_CHUNK):
        first, *others = _LINE_ENDS.split(chunk)
        if len(rest) <= LONGEST_LINE:
            rest += first
        if others:
            yield rest
            *whole, rest = others
            yield from whole
    yield rest
