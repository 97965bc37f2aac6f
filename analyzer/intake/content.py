"""When two rows hold the same note, and which of two versions of it is the later."""

import json
from datetime import datetime, timedelta
from hashlib import blake2b

import pyarrow as pa

CONTENT = (
    "text",
    "timestamp",
    "utc_offset_minutes",
    "staff_id",
    "staff_name",
    "role",
    "channel",
    "location",
    "patient_id",
    "patient_name",
    "case_id",
)
"""Columns of NOTE that make a note's content. Where it stood in the export and columns that the
program does not read are left out, so that a new export of the same note is the same note."""


def content_hashes(notes: pa.RecordBatch) -> list[str]:
    """Return a hash of 32 hexadecimal digits for the content of each note of a NOTE batch."""
    return [
        blake2b(json.dumps(row, default=str).encode(), digest_size=16).hexdigest()
        for row in zip(*(notes[name].to_pylist() for name in CONTENT), strict=True)
    ]


def key_of(source: str, number: str) -> bytes:
    """Return 16 bytes that stand for a number, of a note or a patient, of one exporting system.

    >>> key_of("a", "bc") == key_of("ab", "c")
    False
    """
    return blake2b(f"{len(source)} {source}{number}".encode(), digest_size=16).digest()


_EARLIEST = datetime(1, 1, 1)


def moment(time: datetime | None, utc_offset_minutes: int | None) -> int:
    """Return a number that grows with a note's time, in microseconds; -1 for a note without one.

    It is counted in UTC where the offset is known.

    >>> moment(datetime(2026, 3, 2, 9), 60) < moment(datetime(2026, 3, 2, 9), None)
    True
    """
    if time is None:
        return -1
    return (time - _EARLIEST) // timedelta(microseconds=1) - (utc_offset_minutes or 0) * 60_000_000
