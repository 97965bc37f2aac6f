"""Which reader opens a file: a row a format, tried from the top."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from analyzer.intake.delimited import Delimited
from analyzer.intake.encoding import marked_encoding
from analyzer.intake.errors import IntakeError
from analyzer.intake.json_lines import JsonLines
from analyzer.intake.records import Table


class Format(NamedTuple):
    """A kind of export: its name, file endings, how its content begins, and its reader."""

    name: str
    endings: frozenset[str]
    begins: re.Pattern[str]
    open: Callable[[Path, str], Table]


FORMATS = (
    Format(
        "JSON Lines",
        frozenset({".jsonl", ".ndjson", ".json"}),
        re.compile(r'\s*\{\s*("|\}|$)'),
        JsonLines,
    ),
    Format("CSV or TSV", frozenset({".csv", ".tsv", ".tab", ".txt"}), re.compile(""), Delimited),
)
"""The content decides where it is plain, then the file's ending, then the last row of all."""

ENDINGS = frozenset[str]().union(*(format.endings for format in FORMATS))

_HEAD = 8192
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BINARY_SHARE = 0.05
_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-", b"PAR1", b"\x1f\x8b")


def open_table(path: Path, name: str) -> tuple[Format, Table]:
    """Open a file with the reader of its format; ``name`` stands for it in messages.

    Raises IntakeError for a file that is missing, empty, not text, or not a table.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise IntakeError(f"{name} does not exist.") from None
    except OSError as error:
        raise IntakeError(f"{name} cannot be read: {error.strerror}.") from None
    marked = marked_encoding(head)
    if not marked and _is_binary(head):
        raise IntakeError(f"{name} is not a text file; export it as CSV, TSV or JSON Lines.")
    start = head.decode(*marked) if marked else head.decode("utf-8", "replace")
    if not start.strip():
        raise IntakeError(f"{name} is empty.")
    if re.match(r"\s*\[\s*[{\]]", start):
        raise IntakeError(f"{name} holds one JSON list; export it with one JSON object a line.")
    format = _format_of(start, path.suffix.casefold())
    return format, format.open(path, name)


def _format_of(start: str, ending: str) -> Format:
    *signed, last = FORMATS
    for format in signed:
        if format.begins.match(start):
            return format
    for format in signed:
        if ending in format.endings:
            return format
    return last


def _is_binary(head: bytes) -> bool:
    """Say whether a file is another kind of document, or holds control characters all over."""
    if head.startswith(_SIGNATURES):
        return True
    return len(_CONTROL.findall(head)) > _BINARY_SHARE * len(head)
