"""What the tests of the store have in common: nights without a model, and a look at the tables."""

from datetime import datetime
from typing import Any

import pyarrow as pa
from fake_reader import FakeReader, note_batch
from sqlalchemy import NullPool, Table, create_engine, select

from analyzer.engines.batch import analyze_batch
from analyzer.intake import Accounting, Rejects
from analyzer.settings import Settings
from analyzer.store import Store

NIGHT = [
    {
        "text": "Was angry, named a lawyer. I listened and apologised to Ana Ruiz.",
        "timestamp": datetime(2026, 3, 2, 9, 30, 0, 250),
        "utc_offset_minutes": -300,
        "staff_id": "S1",
        "staff_name": "Kim Poe",
        "role": "nurse",
        "channel": "phone",
        "location": "North",
        "patient_id": "P1",
        "patient_name": "Ana Ruiz",
        "case_id": "C1",
    },
    {"text": "Came by, booked.", "timestamp": datetime(2026, 3, 1, 23, 59)},
    {"text": "Nothing of note."},
]

KEEP_TEXT = Settings(store={"keep_text": True})


def note(staff_id: str = "S1", day: int | None = 2, **fields: object) -> pa.RecordBatch:
    """A note; another ``staff_id`` is another content of it, another ``day`` of March another time.

    Without a day it has no time.
    """
    time = None if day is None else datetime(2026, 3, day)
    return note_batch({"text": "angry", "staff_id": staff_id, "timestamp": time} | fields)


def run(
    store: Store,
    *batches: pa.RecordBatch,
    model: str = "fake@1",
    settings: Settings | None = None,
    digest: str = "",
    reanalyse: bool = False,
    rejects: Rejects | None = None,
) -> Accounting:
    """Analyse some batches as a night does, each saved before the next is read."""
    settings = settings or Settings()
    rejects = rejects or Rejects()
    accounting = rejects.accounting
    accounting.read = sum(batch.num_rows for batch in batches)
    with store.run(model, settings, rejects, digest, reanalyse=reanalyse) as night:
        for batch in batches:
            new = night.new_notes(batch)
            results = analyze_batch(new, reader=FakeReader(settings, model))
            accounting.rejected += results.num_rows - results["error"].null_count
            night.save(new, results)
    accounting.check()
    return accounting


def with_column(notes: pa.RecordBatch, name: str, values: list[object]) -> pa.RecordBatch:
    """The analyses of some notes, with values of our own in one column."""
    results = analyze_batch(notes, reader=FakeReader(Settings()))
    place = results.schema.get_field_index(name)
    field = results.schema.field(place)
    return results.set_column(place, field, pa.array(values, field.type))


def staff_of(store: Store) -> dict[str, str]:
    """Which content of each note stands."""
    analyses = store.frames().analyses
    return dict(zip(analyses["note_id"], analyses["staff_id"], strict=True))


def rows_in(url: str, table: Table) -> list[dict[str, Any]]:
    """All rows of a table, in the order of its primary key."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        rows = connection.execute(select(table).order_by(*table.primary_key)).mappings()
        return [dict(row) for row in rows]
