"""Which text files are a table, and not one note."""

import csv
import re
from contextlib import suppress
from itertools import islice
from pathlib import Path

from analyzer.intake.columns import hold_text, is_usual_name
from analyzer.intake.data import key
from analyzer.intake.delimited import DELIMITERS
from analyzer.intake.encoding import Encoding, marked_encoding
from analyzer.intake.header import ROWS_LOOKED_AT, find_header
from analyzer.settings import Columns

_HEAD = 64 * 1024
_LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")
_EXCEL_HINT = re.compile('"?sep=.')
_FEWEST_NAMES = 2


def is_table(path: Path, chosen: Columns) -> bool:
    """Say whether a text file is a table, as Excel and databases save one as text.

    Its header has two names of columns or more, the usual ones or those ``chosen`` in the
    settings, one of them for the note's text; and a row under it, where there is any, is as wide.
    Raises OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    encoding = marked_encoding(head) or Encoding("utf-8", "replace")
    lines = [line[0] for line in _LINE.finditer(head.decode(*encoding))]
    if lines and _EXCEL_HINT.match(lines[0]):
        del lines[0]
    return any(_has_header(lines, delimiter, chosen) for delimiter in DELIMITERS)


def _has_header(lines: list[str], delimiter: str, chosen: Columns) -> bool:
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(islice(csv.reader(lines, delimiter=delimiter), ROWS_LOOKED_AT + 1))
    if all(len(row) < _FEWEST_NAMES for row in rows):
        return False
    header = find_header(rows, chosen)
    by_settings = {key(name) for _, name in chosen if name}
    known = [name for name in header.names if is_usual_name(name) or key(name) in by_settings]
    under = rows[header.rows :]
    return (
        len(known) >= _FEWEST_NAMES
        and hold_text(known, chosen)
        and (not under or any(len(row) == len(header.names) for row in under))
    )
