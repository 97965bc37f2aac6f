"""The escape sequences in the text of an HL7 message."""

import re
from functools import lru_cache
from typing import NamedTuple


class Marks(NamedTuple):
    """The characters that part a message, as MSH-1 and MSH-2 say them; one that a message does
    without is empty."""

    field: str
    component: str
    repetition: str
    escape: str
    subcomponent: str
    truncation: str = ""


USUAL = Marks("|", "^", "~", "\\", "&")

_MOST_BLANKS = 40


def unescape(text: str, marks: Marks = USUAL) -> str:
    r"""Return a text with its escape sequences (HL7 version 2, section 2.7) as what they stand for.

    Line breaks (``.br``, ``.ce``, ``.sp`` and its number) become line feeds, indents and skips
    (``.in``, ``.ti``, ``.sk``) so many spaces; highlighting, other character sets, local sequences,
    ``.fi`` and ``.nf`` are dropped. Hexadecimal data is UTF-8, or Windows-1252 where it is not.
    What is no escape sequence stays as it is, such as the path of a file.

    The library's own unescape is not used: after a lone escape character it loses the rest of the
    text, it logs the text, and ``.sp`` with a great number fills the memory.

    >>> unescape(r"Asked twice\.br\for \T\ against A\S\B\X21\ C:\temp")
    'Asked twice\nfor & against A^B! C:\\temp'
    """
    if not marks.escape or marks.escape not in text:
        return text
    meanings = {
        "F": marks.field,
        "S": marks.component,
        "R": marks.repetition,
        "E": marks.escape,
        "T": marks.subcomponent,
        "P": marks.truncation,
    }

    def meaning(found: re.Match[str]) -> str:
        if found["mark"]:
            return meanings[found["mark"]]
        if found["command"]:
            return _layout(found["command"].lower(), found["number"])
        if found["hexadecimal"]:
            return _characters(found["hexadecimal"]) or found[0]
        return ""

    return _pattern(marks).sub(meaning, text)


@lru_cache(maxsize=64)
def _pattern(marks: Marks) -> re.Pattern[str]:
    e, c = re.escape(marks.escape), re.escape(marks.component)
    hexadecimal = "[Xx][0-9A-Fa-f]+"
    # "^\.sp\" is how version 2.1 wrote "\.br\"
    return re.compile(
        rf"(?:{c}(?={e}\.sp{e}))?{e}(?:"
        rf"(?P<mark>[FSRET{'P' if marks.truncation else ''}])"
        rf"|(?P<hexadecimal>{hexadecimal}(?:{e}{e}{hexadecimal}(?={e}))*+)"
        r"|\.(?P<command>(?i:br|ce|sp|sk|in|ti|fi|nf)) ?(?P<number>[+-]?[0-9]{0,4})"
        r"|[HN]|[CM][0-9A-Fa-f]{4,6}|Z[0-9A-Za-z]+"
        rf"){e}"
    )


def _layout(command: str, number: str) -> str:
    """Return the white space that a formatting command makes."""
    count = int(number) if number.strip("+-") else None
    if command in ("br", "ce"):
        return "\n"
    if command == "sp":
        return "\n" * min(max(count or 1, 1), _MOST_BLANKS)
    if command == "sk":
        return " " * min(max(1 if count is None else count, 0), _MOST_BLANKS)
    if command in ("in", "ti"):
        return " " * min(max(count or 0, 0), _MOST_BLANKS)
    return ""


def _characters(sequences: str) -> str:
    """Return what the bytes in neighbouring hexadecimal sequences are; nothing where a byte is
    half."""
    digits = re.sub("[^0-9A-Fa-f]", "", sequences)
    if len(digits) % 2:
        return ""
    data = bytes.fromhex(digits)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "surrogateescape")
