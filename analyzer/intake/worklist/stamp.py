"""What a row of a worklist file was when the list was made, so that edits can be told by it."""

import hashlib
import json
import re
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import NamedTuple

from analyzer.codebook import CaseResult, CaseStatus

_STAMP = re.compile(
    r"v(?P<version>\d{1,18}) (?P<seen>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?|undated) "
    r"(?P<case>[0-9a-f]{8}) (?P<filled>[0-9a-f]{8})"
)


@dataclass(frozen=True, slots=True)
class Filled:
    """The five columns that people fill in; ``attempts`` is at least 0."""

    owner: str | None = None
    status: CaseStatus = CaseStatus.OPEN
    attempts: int = 0
    result: CaseResult | None = None
    closed: date | None = None


class Listed(NamedTuple):
    """What a stamp says: the ``version`` of the case's edit and the time of the latest contact that
    the list showed, and whether the row's columns are as they were written."""

    version: int
    seen_until: datetime | None
    is_of_case: bool
    is_unchanged: bool


def stamp(source: str, case: str, version: int, seen_until: datetime | None, filled: Filled) -> str:
    """Return the stamp of a row: a word that no spreadsheet takes for a number or a date.

    It holds nothing of the case in clear. ``seen_until`` is the time of the latest contact.

    >>> stamp("export", "case C1", 3, datetime(2026, 3, 14, 9, 40), Filled())
    'v3 2026-03-14T09:40:00 d4a91a86 709059fb'
    """
    seen = "undated" if seen_until is None else seen_until.isoformat()
    return f"v{version} {seen} {_digest(source, case, str(version), seen)} {_of_filled(filled)}"


def read_stamp(text: str, source: str, case: str, filled: Filled) -> Listed | None:
    """Return what a stamp says beside the columns of its row now; None where it is no stamp."""
    match = _STAMP.fullmatch(" ".join(text.split()))
    if not match:
        return None
    try:
        seen = None if match["seen"] == "undated" else datetime.fromisoformat(match["seen"])
    except ValueError:
        return None
    return Listed(
        version=int(match["version"]),
        seen_until=seen,
        is_of_case=_digest(source, case, match["version"], match["seen"]) == match["case"],
        is_unchanged=_of_filled(filled) == match["filled"],
    )


def _of_filled(filled: Filled) -> str:
    return _digest(*("" if value is None else str(value) for value in astuple(filled)))


def _digest(*parts: str) -> str:
    """Return eight digits of the SHA-256: enough to find what slipped or was changed in a row."""
    written = json.dumps(parts).encode()
    return hashlib.sha256(written).hexdigest()[:8]
