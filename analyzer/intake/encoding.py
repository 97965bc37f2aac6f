"""Which encoding a text file is in, found without holding the file in memory."""

import codecs
import re
from pathlib import Path
from typing import NamedTuple, TextIO

from charset_normalizer import from_bytes

from analyzer.intake.errors import IntakeError

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes. A longer line is no export of notes, and reading it would fill the memory."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BINARY_SHARE = 0.05
_FIRST_BYTES = 64
_CHUNK = 1024 * 1024
_SAMPLE = 64 * 1024
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_EXCEL_CODE_PAGES = ["cp1252", "latin_1"]


class Encoding(NamedTuple):
    """A codec's name. Bytes that it cannot decode come out as lone surrogates (UTF-16: as
    U+FFFD), so that only the rows that hold them are lost."""

    name: str
    errors: str = "surrogateescape"

    def open(self, path: Path) -> TextIO:
        """Open a file for reading with its line ends as they are."""
        return path.open(encoding=self.name, errors=self.errors, newline="")


def marked_encoding(head: bytes) -> Encoding | None:
    """Return the encoding that a file's byte order mark says, or the zeros of UTF-16 without one;
    None where neither is there.

    >>> marked_encoding("note".encode("utf-16")).name, marked_encoding(b"n\\0o\\0t\\0e\\0").name
    ('utf-16', 'utf-16-le')
    """
    for mark, name in _BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return Encoding(name, "replace" if name == "utf-16" else "surrogateescape")
    first, second = head[:_FIRST_BYTES:2], head[1:_FIRST_BYTES:2]
    if second and not first.count(0) and 2 * second.count(0) > len(second):
        return Encoding("utf-16-le", "replace")
    if second and not second.count(0) and 2 * first.count(0) > len(first):
        return Encoding("utf-16-be", "replace")
    return None


def is_binary(content: str) -> bool:
    """Say whether more than a twentieth of some characters steer a machine, as in no text."""
    return len(_CONTROL.findall(content)) > _BINARY_SHARE * len(content)


def find_encoding(path: Path, name: str) -> Encoding:
    """Return the encoding of a text file, which ``name`` stands for in messages.

    A byte order mark decides; else UTF-8 where it fits, a few damaged bytes aside (more of its
    accented characters are whole than broken); else what charset-normalizer finds among the code
    pages that Excel writes, Windows-1252 where it finds nothing.
    Raises IntakeError for a file with a line longer than ``LONGEST_LINE``.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    whole = broken = line = 0
    sample = b""
    with path.open("rb") as file:
        marked = marked_encoding(file.read(_FIRST_BYTES))
        file.seek(0)
        chunk = b"start"
        while chunk:
            chunk = file.read(_CHUNK)
            end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            line = line + len(chunk) if end < 0 else len(chunk) - end
            if line > LONGEST_LINE:
                raise IntakeError(
                    f"{name} holds a line of more than {LONGEST_LINE:,} bytes, "
                    "so it is no table of notes; export it again with one row a note."
                )
            text = decoder.decode(chunk, final=not chunk)
            if marked or (text.isascii() and chunk.isascii()):
                continue
            valid = text.encode("utf-8", "ignore").decode("utf-8")
            broken += len(text) - len(valid)
            whole += len(valid) - len(valid.encode("ascii", "ignore"))
            if len(sample) < _SAMPLE:
                accented = (part for part in chunk.splitlines() if not part.isascii())
                sample = (sample + b"\n".join(accented))[:_SAMPLE]
    if marked:
        return marked
    if not broken or whole > broken:
        return Encoding("utf-8")
    best = from_bytes(sample, cp_isolation=_EXCEL_CODE_PAGES).best()
    return Encoding(best.encoding if best else "cp1252")
