"""A JSON document as a stream that a parser can be given whatever its bytes are."""

import codecs
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import ijson

from analyzer.intake.encoding import LONGEST_LINE, Encoding, find_encoding, marked_encoding
from analyzer.intake.errors import IntakeError
from analyzer.intake.source import Source

MOST_DIGITS = 640
"""Digits of a number; any Python makes an int of so many. Where it makes none, the parser ends the
whole program."""

BLOCK = 1024 * 1024
"""Bytes to give the parser at a time: it reads a value again from its start with every block."""

_TOO_MANY_DIGITS = re.compile(rb"[0-9]{%d}" % (MOST_DIGITS + 1))
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)

DEEPEST = 100
"""Objects and lists within one another."""


class JsonStream:
    """UTF-8 bytes of a document in any encoding, for ijson to ``read``.

    Bytes that are no characters, and halves of escaped characters, come out as U+FFFD. A value of
    more than ``LONGEST_LINE`` bytes, or a number of more than ``MOST_DIGITS`` digits, raises
    IntakeError before the parser can choke on it. ``given`` counts the bytes read so far.
    """

    def __init__(self, file: BinaryIO, encoding: Encoding, name: str) -> None:
        self.given = 0
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding.name)("replace")
        self._name = name
        self._ready = io.BytesIO()
        self._rest = b""
        self._since_quote = 0
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        if size == 0:  # the parser asks what kind of file it is
            return b""
        chunk = self._ready.read(size)
        if not chunk and not self._ended:
            self._ready = io.BytesIO(self._next())
            chunk = self._ready.read(size)
        self.given += len(chunk)
        return chunk

    def _next(self) -> bytes:
        """Return some more of the document, up to a quotation mark: there no escape and no number
        is cut."""
        piece, cut = self._rest, 0
        while not cut and not self._ended:
            block = self._file.read(BLOCK)
            piece += self._decoder.decode(block, final=not block).encode()
            self._ended = not block
            cut = len(piece) if self._ended else piece.rfind(b'"') + 1
            if not cut and len(piece) > LONGEST_LINE:
                raise self._too_long()
        piece, self._rest = piece[:cut], piece[cut:]
        self._check(piece)
        if b"\\ud" in piece or b"\\uD" in piece:
            piece = _ESCAPE.sub(lambda match: rb"\ufffd" if match["half"] else match[0], piece)
        return piece

    def _check(self, piece: bytes) -> None:
        if _TOO_MANY_DIGITS.search(piece):
            raise IntakeError(
                f"{self._name} holds a number of more than {MOST_DIGITS} digits, so it may be "
                "damaged; export it again."
            )
        plain = piece.replace(b"\\\\", b"--").replace(b'\\"', b"--")
        first = plain.find(b'"')
        if self._since_quote + (len(plain) if first < 0 else first) > LONGEST_LINE:
            raise self._too_long()
        self._since_quote += len(plain)
        if first >= 0:
            self._since_quote = len(plain) - plain.rfind(b'"') - 1

    def _too_long(self) -> IntakeError:
        return IntakeError(
            f"{self._name} holds a value of more than {LONGEST_LINE:,} bytes, so it is no list of "
            "notes; export it with one object a note."
        )


@contextmanager
def open_json_stream(source: Source) -> Iterator[JsonStream]:
    """Open a document in UTF-8, in UTF-16 with a byte order mark, or in a code page."""
    with source.path.open("rb") as file:
        encoding = marked_encoding(file.read(4))
        file.seek(0)
        yield JsonStream(file, encoding or _unmarked(source), source.name)


def _unmarked(source: Source) -> Encoding:
    try:
        return find_encoding(source.path, source.name)
    except IntakeError:  # a line too long for a table, as a document may well be
        return Encoding("utf-8")


@contextmanager
def parsing(name: str, notes: Callable[[], int]) -> Iterator[None]:
    """Say of which file it was, and after how many ``notes``, that ijson could not read on."""
    try:
        yield
    except (IntakeError, OSError):
        raise
    except Exception as error:  # beside its own errors ijson lets through what numbers raise
        place = f" after note {notes():,}" if notes() else ""
        if "premature EOF" in str(error):
            what = f"breaks off{place}"
        elif isinstance(error, ijson.JSONError):
            what = f"is not valid JSON{place}"
        else:
            what = f"holds a value that cannot be read{place} ({type(error).__name__})"
        raise IntakeError(f"{name} {what}; export it again.") from None
