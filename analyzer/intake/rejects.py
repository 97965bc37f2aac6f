"""rejects.csv: every row that could not be read, with the reason and the whole row."""

import csv
import json
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from analyzer.intake.accounting import Accounting
from analyzer.privacy.spreadsheets import spreadsheet_cell, spreadsheet_json
from analyzer.privacy.writing import replacing

FILE_NAME = "rejects.csv"
HEADER = ("file", "row", "reason", "raw")

_MOST_REASONS = 1_000
_OTHER = "other reasons"
_BYTE_ORDER_MARK = "\ufeff"


class Rejects:
    """Takes rejected rows one by one and writes them to ``path`` when the block ends.

    The file is there only if a row was rejected, whole, and readable by its owner alone; one that
    an earlier run left is removed. After an error in the block it is as it was. Without a path the
    rows are only counted. ``accounting`` is where intake counts; ``reasons`` counts the rows by
    reason, and ``first`` has the file and row of the first of each. ``columns`` has, by file, the
    column of each field, so that a note that is rejected later stands as its export had it.

    >>> with Rejects() as rejects:
    ...     rejects.add("visits.csv", 7, "the text is empty", {"Note": ""})
    >>> rejects.accounting.rejected, dict(rejects.reasons)
    (1, {'the text is empty': 1})
    """

    def __init__(self, path: Path | None = None, accounting: Accounting | None = None) -> None:
        self.path = path
        self.accounting = accounting if accounting is not None else Accounting()
        self.reasons: Counter[str] = Counter()
        self.first: dict[str, tuple[str, int]] = {}
        self.columns: dict[str, Mapping[str, str]] = {}
        self._writing = ExitStack()
        self._writer: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._writing.__exit__(kind, error, traceback)
        if error is None and self.path is not None and self._writer is None and self._is_ours():
            self.path.unlink()

    def _is_ours(self) -> bool:
        """Say whether the file at the path is one that an earlier run left."""
        first = ",".join(HEADER)
        try:
            with open(self.path or "", encoding="utf-8-sig") as file:
                return file.readline(len(first) + 1).rstrip() == first
        except (OSError, UnicodeDecodeError):
            return False

    def add(self, file: str, row: int, reason: str, raw: object) -> None:
        """Keep one rejected row and count it.

        ``row`` is 1 for the first row after the header. ``raw`` is the row: a mapping of columns
        to values, a list of fields, or the line where it could not be taken apart.
        """
        self.accounting.rejected += 1
        counted = reason if reason in self.reasons or len(self.reasons) < _MOST_REASONS else _OTHER
        self.reasons[counted] += 1
        self.first.setdefault(counted, (file, row))
        self._write(file, row, reason, raw)

    def supersede(self, file: str, row: int, reason: str, raw: object) -> None:
        """Keep one row in whose place another version of the note stands, and count it so."""
        self.accounting.superseded += 1
        self._write(file, row, reason, raw)

    def _write(self, file: str, row: int, reason: str, raw: object) -> None:
        if self.path is None:
            return
        if self._writer is None:
            opened = self._writing.enter_context(replacing(self.path, "w"))
            opened.write(_BYTE_ORDER_MARK)  # without it Excel garbles every accent
            self._writer = csv.writer(opened)
            self._writer.writerow(HEADER)
        self._writer.writerow(
            [spreadsheet_cell(file), row, spreadsheet_cell(reason), spreadsheet_json(_as_json(raw))]
        )


def _as_json(raw: object) -> str:
    """Return a row as JSON; a line that is JSON already stays as it is."""
    if isinstance(raw, str):
        try:
            json.loads(raw)
        except (ValueError, RecursionError):
            pass
        else:
            return raw.strip()
    return json.dumps(raw, ensure_ascii=False, default=str)
