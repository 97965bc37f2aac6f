"""The audit trail: who changed the store when, with which program, from which files."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, select, update

from analyzer import __version__
from analyzer.intake.inputs import Input
from analyzer.store.connection import reading, writing
from analyzer.store.errors import StoreError
from analyzer.store.tables import run_inputs, runs


@dataclass(frozen=True, slots=True)
class RunRecord:
    """An entry of the audit trail.

    ``command`` is run, purge or copy; ``state`` running, done, failed (it ended with an error) or
    interrupted (it was ended from outside, as by a reboot). Times are UTC; ``who`` is a login name,
    None in stores of older programs. The counts are rows of the export, None where they were not
    noted; ``removed`` counts the analyses that a purge took out. ``settings_fingerprint`` stands
    for the model and what changes an analysis, ``settings_hash`` for all settings.
    """

    id: int
    command: str
    started: datetime
    finished: datetime | None
    who: str | None
    state: str
    program_version: str
    model: str
    settings_fingerprint: str
    settings_hash: str | None
    read: int | None
    analysed: int | None
    unchanged: int | None
    duplicate: int | None
    superseded: int | None
    rejected: int | None
    removed: int | None
    detail: str | None
    inputs: tuple[Input, ...]

    @property
    def duration(self) -> timedelta | None:
        """How long it took; None while it runs and where it was interrupted."""
        return None if self.finished is None else self.finished - self.started


def run_records(engine: Engine) -> list[RunRecord]:
    """Return the whole audit trail, the newest first; raises StoreError."""
    with reading(engine) as connection:
        files: dict[int, list[Input]] = {}
        for row in connection.execute(
            select(run_inputs).order_by(run_inputs.c.run_id, run_inputs.c.position)
        ):
            files.setdefault(row.run_id, []).append(Input(row.name, row.size, row.sha256))
        rows = connection.execute(select(runs).order_by(runs.c.id.desc())).mappings()
        return [RunRecord(**row, inputs=tuple(files.get(row["id"], ()))) for row in rows]


@contextmanager
def recorded(
    engine: Engine,
    command: str,
    counts: Any,
    *,
    model: str,
    settings_fingerprint: str,
    detail: str | None,
    settings_hash: str | None = None,
) -> Iterator[int]:
    """Keep what happens in the block in the audit trail, and give its number.

    ``counts`` is a dataclass whose fields are columns of the table of runs; its values at the end
    are kept. Whoever calls this holds the lock of the store, so that an entry that still says that
    it runs is of a program that was ended from outside. Raises StoreError.
    """
    with writing(engine) as connection:
        connection.execute(
            update(runs).where(runs.c.state == "running").values(state="interrupted")
        )
        run_id: int = connection.execute(
            insert(runs).returning(runs.c.id),
            {
                "command": command,
                "who": login_name(),
                "started": utc_now(),
                "program_version": __version__,
                "model": model,
                "settings_fingerprint": settings_fingerprint,
                "settings_hash": settings_hash,
                "state": "running",
                "detail": detail,
            },
        ).scalar_one()
    try:
        yield run_id
    except BaseException as error:
        state = "interrupted" if isinstance(error, SystemExit | KeyboardInterrupt) else "failed"
        with suppress(StoreError):  # the first error is the one to tell
            _finish(engine, run_id, state, counts)
        raise
    _finish(engine, run_id, "done", counts)


def record_counts(engine: Engine, run_id: int, counts: Any) -> None:
    """Keep the counts of a run that goes on; ``counts`` as in ``recorded``. Raises StoreError."""
    with writing(engine) as connection:
        connection.execute(update(runs).where(runs.c.id == run_id).values(**asdict(counts)))


def _finish(engine: Engine, run_id: int, state: str, counts: Any) -> None:
    with writing(engine) as connection:
        connection.execute(
            update(runs)
            .where(runs.c.id == run_id)
            .values(finished=utc_now(), state=state, **asdict(counts))
        )


def record_inputs(engine: Engine, run_id: int, inputs: list[Input]) -> None:
    """Keep which files a run reads; raises StoreError."""
    rows = [
        {"run_id": run_id, "position": position, **asdict(one)}
        for position, one in enumerate(inputs)
    ]
    if rows:
        with writing(engine) as connection:
            connection.execute(insert(run_inputs), rows)


def login_name() -> str:
    """Return the name that this program runs under; "unknown" where the system has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def utc_now() -> datetime:
    """Return the time of the clock in UTC, without its zone, as the store keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)
