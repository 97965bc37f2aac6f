"""The store as the rest of the program sees it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from types import TracebackType
from typing import Any, Self

import pandas as pd
import pyarrow as pa
from sqlalchemy import ColumnElement, Connection, Engine, and_, exists, func, or_, select, true

from analyzer.frames import ANALYSES, CONTACTS, FINDINGS, Frames, frame_of
from analyzer.intake import Rejects
from analyzer.settings import Settings
from analyzer.store.audit import RunRecord, recorded, run_records
from analyzer.store.cases import read_cases
from analyzer.store.connection import connect, reading
from analyzer.store.copy import check_empty, copy_tables
from analyzer.store.layout import bring_up_to_date
from analyzer.store.lock import alone
from analyzer.store.purge import purge_before
from analyzer.store.run import Run
from analyzer.store.tables import analyses, contacts, findings
from analyzer.store.worklist import CaseEdit, EditedCases, read_edits, write_edits

WAIT_SECONDS = 60.0
"""How long a writer waits for another one on the same store before it gives up."""


def open_store(url: str, *, create: bool = True, wait_seconds: float = WAIT_SECONDS) -> "Store":
    """Open the store at a database address such as ``sqlite:///analyzer.sqlite``.

    A SQLite file that is missing is made, readable by its owner alone, unless ``create`` is False;
    the tables of an older program are brought up to date.
    Raises StoreError where it cannot be opened, is no store, or was written by a newer program.
    """
    engine = connect(url, create=create)
    try:
        bring_up_to_date(engine, wait_seconds, create=create)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, wait_seconds)


def copy_store(source: str, target: str, *, wait_seconds: float = WAIT_SECONDS) -> int:
    """Copy a whole store into an empty one, and return how many analyses it holds.

    Raises StoreError where a store cannot be used, or ``target`` holds anything already.
    """
    with (
        open_store(source, create=False, wait_seconds=wait_seconds) as old,
        open_store(target, wait_seconds=wait_seconds) as new,
    ):
        return old.copy_to(new)


class Store:
    """The history of analyses; a context manager that closes the database at its end."""

    def __init__(self, engine: Engine, wait_seconds: float = WAIT_SECONDS) -> None:
        self._engine = engine
        self._wait_seconds = wait_seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._engine.dispose()

    @contextmanager
    def run(
        self,
        model: str,
        settings: Settings,
        rejects: Rejects,
        digest: str = "",
        *,
        reanalyse: bool = False,
    ) -> Iterator[Run]:
        """Give a run that tells new notes from known ones and saves what was read in them.

        No other run writes meanwhile. ``model`` is the reader's name, ``digest`` stands for its
        files: a note is known only where it was read by the same; with ``reanalyse`` none is.
        The run counts in ``rejects.accounting``; the counts and how the block ended are kept in
        the audit trail. Raises StoreError, here and in the run's methods, where the database
        fails or another run goes on for too long.
        """
        fingerprint = settings.fingerprint() + digest
        with (
            alone(self._engine, self._wait_seconds) as check_lock,
            recorded(
                self._engine,
                "run",
                rejects.accounting,
                model=model,
                settings_fingerprint=fingerprint,
                settings_hash=settings.digest(),
                detail="reanalyse" if reanalyse else None,
            ) as run_id,
        ):
            yield Run(
                self._engine,
                run_id,
                model,
                fingerprint,
                settings,
                rejects,
                check_lock,
                reanalyse=reanalyse,
            )

    def runs(self) -> list[RunRecord]:
        """Return the audit trail, the newest entry first; raises StoreError."""
        return run_records(self._engine)

    def arrivals(self, after: int) -> pd.DataFrame:
        """Return which notes the runs after one of this number brought, 0 for all of them.

        A row a current analysis, of source, note_id and corrected (whether it replaced another
        content of the note). A note that was only read again, by another model, is none.
        Raises StoreError.
        """
        earlier = analyses.alias("earlier")
        before = and_(
            earlier.c.source == analyses.c.source,
            earlier.c.note_id == analyses.c.note_id,
            earlier.c.id < analyses.c.id,
        )
        query = select(
            analyses.c.source,
            analyses.c.note_id,
            exists().where(before).label("corrected"),
        ).where(
            analyses.c.run_id > after,
            analyses.c.current == true(),
            ~exists().where(before, earlier.c.content_hash == analyses.c.content_hash),
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(analyses.c.id)).all()
        columns = ["source", "note_id", "corrected"]
        types = {"source": "str", "note_id": "str", "corrected": "bool"}
        return pd.DataFrame([tuple(row) for row in rows], columns=columns).astype(types)

    def cases(self) -> pd.DataFrame:
        """Return every case of the current notes, a row a case and patient.

        Columns: source, case (a key such as "case C1"), case_id, patient_id and last_contact.
        Raises StoreError.
        """
        return read_cases(self._engine)

    def case_edits(self) -> pd.DataFrame:
        """Return what people wrote in the worklist, the latest edit of each case.

        Columns: source, case (a key such as "case C1"), owner, status, attempts, result, closed,
        seen_until, version, edited (UTC), edited_by, and came_late (whether a note of the case
        came to the store since that is dated before seen_until, or not at all).
        Raises StoreError.
        """
        return read_edits(self._engine)

    def edit_cases(self, edits: Sequence[CaseEdit], by: str) -> EditedCases:
        """Keep what somebody wrote in the worklist, all in one transaction.

        A case that was changed since its editor looked is refused and told. Raises StoreError.
        """
        return write_edits(self._engine, edits, by)

    def purge(self, before: date) -> int:
        """Remove all notes dated before a day for good, and return how many analyses went.

        That it was done stays in the audit trail. Raises StoreError.
        """
        with alone(self._engine, self._wait_seconds):
            return purge_before(self._engine, before)

    def copy_to(self, target: "Store") -> int:
        """Copy everything into an empty store, and return how many analyses there were.

        Raises StoreError where ``target`` holds anything already.
        """
        with reading(target._engine) as connection:
            check_empty(connection)  # before the wait: it may be this store itself
        with (
            alone(self._engine, self._wait_seconds),
            alone(target._engine, self._wait_seconds),
        ):
            return copy_tables(self._engine, target._engine)

    def newest_time(self, until: date | None = None) -> datetime | None:
        """Return the time of the newest current note, of those not after a day; None without one.

        Raises StoreError where the database fails.
        """
        newest = select(func.max(analyses.c.timestamp)).where(analyses.c.current == true())
        if until is not None:
            newest = newest.where(analyses.c.timestamp <= _end_of(until))
        with reading(self._engine) as connection:
            found: datetime | None = connection.execute(newest).scalar()
        return found

    def left_out(self, after: date) -> tuple[int, int]:
        """Return how many current notes have no time, and how many are dated after a day.

        Raises StoreError where the database fails.
        """
        time_of = analyses.c.timestamp
        counts = select(
            func.count().filter(time_of.is_(None)),
            func.count().filter(time_of > _end_of(after)),
        ).where(analyses.c.current == true())
        with reading(self._engine) as connection:
            undated, later = connection.execute(counts).one()
        return int(undated), int(later)

    def frames(
        self, from_: date | None = None, to: date | None = None, *, undated: bool = False
    ) -> Frames:
        """Return the current analyses, their findings and contacts, of all time or some days.

        Both days belong to the stretch; a note without a time belongs to none, and is there only
        where neither day is given, or with ``undated``.
        Raises StoreError where the database fails.
        """
        wanted = _standing(from_, to, undated)
        with reading(self._engine) as connection:
            return Frames(
                frame_of(_parts(connection, {**analyses.c}, wanted, ANALYSES), ANALYSES),
                *(
                    frame_of(
                        _parts(
                            connection,
                            {**analyses.c, **table.c, "quote": table.c.redacted_quote},
                            [table.c.analysis_id == analyses.c.id, *wanted],
                            schema,
                        ),
                        schema,
                    )
                    for table, schema in ((findings, FINDINGS), (contacts, CONTACTS))
                ),
            )

    def analyses(
        self, from_: date, to: date, columns: Sequence[str], *, undated: bool = False
    ) -> pd.DataFrame:
        """Return some columns of the current analyses of some days, and nothing else of them.

        Both days belong to the stretch; the rows, and with ``undated`` those without a time, are
        those of ``Frames.analyses`` and sorted as they are. It takes a fraction of the memory of
        ``frames``. Raises KeyError for a column that is none of ANALYSES, and StoreError where the
        database fails.
        """
        schema = pa.schema(
            [ANALYSES.field(name) for name in dict.fromkeys([*columns, *_SORTED_BY])]
        )
        with reading(self._engine) as connection:
            wanted = _standing(from_, to, undated)
            rows = frame_of(_parts(connection, {**analyses.c}, wanted, schema), schema)
        some: pd.DataFrame = rows[list(columns)]
        return some


_SORTED_BY = ("timestamp", "source", "note_id")


def _standing(from_: date | None, to: date | None, undated: bool) -> list[ColumnElement[bool]]:
    """Return what makes an analysis a current one of the days; ``undated`` adds those of no day."""
    stretch: list[ColumnElement[bool]] = []
    if from_ is not None:
        stretch.append(analyses.c.timestamp >= datetime.combine(from_, time()))
    if to is not None:
        stretch.append(analyses.c.timestamp <= _end_of(to))
    if undated and stretch:
        stretch = [or_(and_(*stretch), analyses.c.timestamp.is_(None))]
    return [analyses.c.current == true(), *stretch]


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max)


def _parts(
    connection: Connection,
    columns: Mapping[str, ColumnElement[Any]],
    wanted: Sequence[ColumnElement[bool]],
    schema: pa.Schema,
) -> Iterator[pa.Table]:
    """Yield the rows that are wanted, a few thousand at a time, in the columns of a schema."""
    query = select(*(columns[name].label(name) for name in schema.names)).where(*wanted)
    for rows in connection.execute(query).partitions():
        arrays = [
            pa.array(values, field.type)
            for values, field in zip(zip(*rows, strict=True), schema, strict=True)
        ]
        yield pa.Table.from_arrays(arrays, schema=schema)
