"""The store as the rest of the program sees it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
from sqlalchemy import ColumnElement, Engine, func, insert, select, true, update

from analyzer import __version__
from analyzer.frames import ANALYSES, FINDINGS, Frames, frames_of
from analyzer.intake import Accounting
from analyzer.settings import Settings
from analyzer.store.connection import StoreError, connect, store_errors
from analyzer.store.run import Run
from analyzer.store.tables import analyses, findings, runs


def open_store(url: str) -> "Store":
    """Open the store at a database address such as ``sqlite:///analyzer.sqlite``.

    A SQLite file that is missing is created, readable by its owner alone.
    Raises StoreError where it cannot be opened or is no database.
    """
    return Store(connect(url))


class Store:
    """The history of analyses; a context manager that closes the database at its end."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

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
        self, model: str, settings: Settings, accounting: Accounting, digest: str = ""
    ) -> Iterator[Run]:
        """Give a run that tells new notes from known ones and saves what was read in them.

        ``model`` is the reader's name, ``digest`` stands for its files: a note is known only where
        it was read by the same. The run counts in ``accounting``; the counts and how the
        block ended are kept in the table of runs. Raises StoreError, here and in the run's
        methods, where the database fails.
        """
        fingerprint = settings.fingerprint() + digest
        started = {
            "started": _now(),
            "program_version": __version__,
            "model": model,
            "settings_fingerprint": fingerprint,
            "state": "running",
        }
        with store_errors(self._engine, "written"), self._engine.begin() as connection:
            run_id = connection.execute(insert(runs).returning(runs.c.id), started).scalar_one()
        try:
            yield Run(self._engine, run_id, model, fingerprint, settings, accounting)
        except BaseException:
            with suppress(StoreError):  # the first error is the one to tell
                self._finish(run_id, "failed", accounting)
            raise
        self._finish(run_id, "done", accounting)

    def newest_day(self, until: date) -> date | None:
        """Return the day of the newest current note that is not after ``until``; None without one.

        Raises StoreError where the database fails.
        """
        newest = select(func.max(analyses.c.timestamp)).where(
            analyses.c.current == true(), analyses.c.timestamp < _day_after(until)
        )
        with store_errors(self._engine, "read"), self._engine.connect() as connection:
            found: datetime | None = connection.execute(newest).scalar()
        return found.date() if found else None

    def left_out(self, after: date) -> tuple[int, int]:
        """Return how many current notes have no time, and how many are dated after a day.

        Raises StoreError where the database fails.
        """
        time_of = analyses.c.timestamp
        counts = select(
            func.count().filter(time_of.is_(None)),
            func.count().filter(time_of >= _day_after(after)),
        ).where(analyses.c.current == true())
        with store_errors(self._engine, "read"), self._engine.connect() as connection:
            undated, later = connection.execute(counts).one()
        return int(undated), int(later)

    def frames(self, from_: date | None = None, to: date | None = None) -> Frames:
        """Return the current analyses and their findings, of all time or of a stretch of days.

        Both days belong to the stretch; a note without a time belongs to none.
        Raises StoreError where the database fails.
        """
        wanted: list[ColumnElement[bool]] = [analyses.c.current == true()]
        if from_ is not None:
            wanted.append(analyses.c.timestamp >= datetime.combine(from_, time()))
        if to is not None:
            wanted.append(analyses.c.timestamp < _day_after(to))
        of_finding = {**analyses.c, **findings.c, "quote": findings.c.redacted_quote}
        return frames_of(
            self._table([analyses.c[name] for name in ANALYSES.names], wanted, ANALYSES),
            self._table(
                [of_finding[name].label(name) for name in FINDINGS.names],
                [findings.c.analysis_id == analyses.c.id, *wanted],
                FINDINGS,
            ),
        )

    def _table(
        self, columns: list[Any], wanted: list[ColumnElement[bool]], schema: pa.Schema
    ) -> pa.Table:
        with store_errors(self._engine, "read"), self._engine.connect() as connection:
            rows = connection.execute(select(*columns).where(*wanted)).mappings()
            return pa.Table.from_pylist([dict(row) for row in rows], schema=schema)

    def _finish(self, run_id: int, state: str, accounting: Accounting) -> None:
        with store_errors(self._engine, "written"), self._engine.begin() as connection:
            connection.execute(
                update(runs)
                .where(runs.c.id == run_id)
                .values(finished=_now(), state=state, **asdict(accounting))
            )


def _day_after(day: date) -> datetime:
    return datetime.combine(day, time()) + timedelta(days=1)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
