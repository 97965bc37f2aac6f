"""Retention: what is older than a day leaves the store for good."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection, Engine, and_, delete, exists, or_, select, true, tuple_

from analyzer.store.audit import recorded
from analyzer.store.cases import case_key
from analyzer.store.connection import give_space_back, writing
from analyzer.store.tables import analyses, case_edits, runs


@dataclass(slots=True)
class Removed:
    """How many analyses a purge took out, older versions of a note counted too."""

    removed: int = 0


def purge_before(engine: Engine, day: date) -> int:
    """Remove all analyses of notes dated before a day, and return how many there were.

    Where the version that stands goes, all versions of the note go with it. Their findings and kept
    texts go too, and what people wrote about cases of which nothing is left. A note without a time
    goes by the day (UTC) of the run that read it. That it was done stays in the audit trail.
    Whoever calls this holds the lock of the store. Raises StoreError, also where the bytes of what
    was removed stay in a file that another program reads.
    """
    counts = Removed()
    detail = f"notes before {day.isoformat()}"
    with (
        recorded(engine, "purge", counts, model="", settings_fingerprint="", detail=detail),
        writing(engine) as connection,
    ):
        counts.removed = _remove(connection, datetime.combine(day, time()))
    give_space_back(engine)
    return counts.removed


def _remove(connection: Connection, before: datetime) -> int:
    of_run = select(runs.c.id).where(runs.c.started < before)
    old = or_(
        analyses.c.timestamp < before,
        and_(analyses.c.timestamp.is_(None), analyses.c.run_id.in_(of_run)),
    )
    standing = analyses.alias("standing")
    stands = exists().where(
        standing.c.source == analyses.c.source,
        standing.c.note_id == analyses.c.note_id,
        standing.c.current == true(),
    )
    notes = select(analyses.c.source, analyses.c.note_id).where(
        old, or_(analyses.c.current == true(), ~stands)
    )
    of_notes = tuple_(analyses.c.source, analyses.c.note_id).in_(notes)
    removed = connection.execute(delete(analyses).where(or_(old, of_notes))).rowcount
    left = select(analyses.c.source, case_key).distinct()
    of_nothing = tuple_(case_edits.c.source, case_edits.c.case).not_in(left)
    connection.execute(delete(case_edits).where(of_nothing))
    return removed
