"""Notes as they may leave the clinic: which columns do, and what stands in them."""

from collections.abc import Sequence

import pyarrow as pa

from analyzer.privacy.pseudonyms import Pseudonyms
from analyzer.schema import NOTE

_KINDS = {"note_id": "note", "staff_id": "staff", "patient_id": "patient", "case_id": "case"}
"""The columns whose values become pseudonyms, with the word that these begin with."""

REDACTED = pa.schema(
    [
        NOTE.field("source"),
        NOTE.field("note_id"),
        NOTE.field("timestamp"),
        NOTE.field("utc_offset_minutes"),
        NOTE.field("staff_id"),
        NOTE.field("role"),
        NOTE.field("channel"),
        NOTE.field("location"),
        NOTE.field("patient_id"),
        NOTE.field("case_id"),
        NOTE.field("text"),
    ]
)
"""A row a note. ``text`` is redacted, and the numbers are pseudonyms, so that what belongs to one
patient, case or author stays together. Left out are the names, the columns that the program does
not know, which may hold anything, and the file, which may be named after a person."""


def redacted_columns(
    notes: pa.RecordBatch, texts: Sequence[str], pseudonyms: Pseudonyms
) -> list[pa.Array]:
    """Return the columns of REDACTED for a NOTE batch, in their order, with its redacted texts."""

    def column(name: str) -> pa.Array:
        if name == "text":
            return pa.array(texts, pa.string())
        if name not in _KINDS:
            return notes[name]
        numbers = zip(notes["source"].to_pylist(), notes[name].to_pylist(), strict=True)
        return pa.array(
            [
                None if number is None else pseudonyms.of(_KINDS[name], source, number)
                for source, number in numbers
            ],
            pa.string(),
        )

    return [column(name) for name in REDACTED.names]
