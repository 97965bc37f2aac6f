"""When two rows hold the same note: the fingerprint of a note's content."""

import json
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
