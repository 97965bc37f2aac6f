"""The cases that the store has notes of."""

import pandas as pd
import pyarrow as pa
from sqlalchemy import (
    ColumnElement,
    Engine,
    FromClause,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    true,
)

from analyzer.store.connection import reading
from analyzer.store.tables import analyses

case_key = case(
    (analyses.c.case_id.is_not(None), "case " + analyses.c.case_id),
    (analyses.c.patient_id.is_not(None), "patient " + analyses.c.patient_id),
    else_="note " + analyses.c.note_id,
)
"""The key of an analysis' case, as ``insights.cases.case_keys`` writes it."""

CASES = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("case", pa.string(), nullable=False),
        pa.field("case_id", pa.string()),
        pa.field("patient_id", pa.string()),
        pa.field("last_contact", pa.timestamp("us")),
    ]
)
"""A row a case and patient; ``case`` is a key such as "case C1"."""


def read_cases(engine: Engine) -> pd.DataFrame:
    """Return every case of the current notes, a row a case and patient, as ``CASES`` says.

    Raises StoreError.
    """
    columns = [analyses.c.source, case_key.label("case"), analyses.c.case_id, analyses.c.patient_id]
    query = (
        select(*columns, func.max(analyses.c.timestamp).label("last_contact"))
        .where(analyses.c.current == true())
        .group_by(*columns)
        .order_by("source", "case", "patient_id")
    )
    with reading(engine) as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
    frame: pd.DataFrame = pa.Table.from_pylist(rows, CASES).to_pandas()
    return frame


def came_late(edits: FromClause) -> ColumnElement[bool]:
    """Return whether a note of an edit's case came to the store after the edit, though it is dated
    before the latest contact that the editor knew of, or not at all.

    A note that was only read again is none. Each kind of case is asked for by itself, so that it
    goes by its index.
    """
    note = analyses.alias("note")
    number = {
        kind: func.substr(edits.c.case, len(kind) + 2) for kind in ("case", "patient", "note")
    }
    return or_(
        _came_late(edits, note, "case", note.c.case_id == number["case"]),
        _came_late(
            edits, note, "patient", note.c.patient_id == number["patient"], note.c.case_id.is_(None)
        ),
        _came_late(
            edits,
            note,
            "note",
            note.c.note_id == number["note"],
            note.c.case_id.is_(None),
            note.c.patient_id.is_(None),
        ),
    )


def _came_late(
    edits: FromClause, note: FromClause, kind: str, *of_case: ColumnElement[bool]
) -> ColumnElement[bool]:
    earlier = analyses.alias("earlier")
    read_before = exists().where(
        earlier.c.source == note.c.source,
        earlier.c.note_id == note.c.note_id,
        earlier.c.content_hash == note.c.content_hash,
        earlier.c.id < note.c.id,
    )
    late = (
        exists(note.c.id)
        .where(
            note.c.source == edits.c.source,
            *of_case,
            note.c.id > edits.c.last_analysis,
            note.c.current == true(),
            or_(note.c.timestamp.is_(None), note.c.timestamp <= edits.c.seen_until),
            ~read_before,
        )
        .correlate(edits)
    )
    return and_(edits.c.case.startswith(f"{kind} "), late)
