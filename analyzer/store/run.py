"""One run over one or more exports: which notes are new, and what becomes of each row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import pyarrow as pa
from sqlalchemy import Connection, Engine, bindparam, insert, select, true, update

from analyzer.intake import Accounting
from analyzer.schema import ANALYSIS
from analyzer.settings import Settings
from analyzer.store.connection import store_errors
from analyzer.store.content import content_hashes
from analyzer.store.tables import analyses, findings, texts

Key = tuple[str, str]
"""A note's source and note_id."""

Counted = Literal["analysed", "unchanged"]


@dataclass(slots=True)
class _Version:
    """The content of a note that stands, of those with its key in this run.

    ``counted`` is what its row was counted as; None while it is with the engine.
    """

    content: str
    time: datetime
    counted: Counted | None = None
    beaten: frozenset[str] = frozenset()


class Run:
    """Tells new notes from known ones, and saves what was read in them.

    Of several rows with one key, the same content again is a duplicate; of other contents the
    one with the later timestamp stands, then the later row, and the rest is superseded. One
    that stands replaces what the store had; the old analysis is kept and is no longer current.
    """

    def __init__(
        self,
        engine: Engine,
        run_id: int,
        model: str,
        fingerprint: str,
        settings: Settings,
        accounting: Accounting,
    ) -> None:
        self._engine = engine
        self._run_id = run_id
        self._model = model
        self._settings_fingerprint = fingerprint
        self._keep_text = settings.store.keep_text
        self._accounting = accounting
        self._standing: dict[Key, _Version] = {}

    def new_notes(self, notes: pa.RecordBatch) -> pa.RecordBatch:
        """Return the rows of a NOTE batch that must be analysed, in order; maybe none.

        Duplicates, superseded rows and notes that this model has read with these settings are
        counted and left out. A known content that stands again is made current again.
        """
        rows = list(zip(_keys(notes), content_hashes(notes), _times(notes), strict=True))
        with store_errors(self._engine, "written"), self._engine.begin() as connection:
            known = self._known(connection, [key for key, _, _ in rows])
            new: list[int] = []
            unchanged: dict[Key, _Known] = {}
            for position, (key, content, time) in enumerate(rows):
                if not self._stands(key, content, time):
                    continue
                if (key, content) in known:
                    self._count(key, "unchanged")
                    unchanged[key] = known[key, content]
                else:
                    new.append(position)
            restored = {key: known.id for key, known in unchanged.items() if not known.current}
            _retire(connection, restored)
            if restored:
                connection.execute(
                    update(analyses).where(analyses.c.id.in_(restored.values())),
                    {"current": True},
                )
        return notes.take(pa.array(new, pa.int64()))

    def save(self, notes: pa.RecordBatch, results: pa.RecordBatch) -> None:
        """Save the ANALYSIS of a NOTE batch, as the engine gave it, in one transaction.

        Rows with an error are passed over: they are rejects, for the caller to count.
        """
        done = [
            _Result(key, content, text, row, self._is_standing(key, content))
            for key, content, text, row in zip(
                _keys(notes),
                content_hashes(notes),
                notes["text"].to_pylist(),
                results.to_pylist(),
                strict=True,
            )
            if row["error"] is None
        ]
        if done:
            with store_errors(self._engine, "written"), self._engine.begin() as connection:
                self._insert(connection, done)
        for result in done:
            if result.stands:
                self._count(result.key, "analysed")
            else:
                self._accounting.superseded += 1

    def _known(self, connection: Connection, keys: list[Key]) -> dict[tuple[Key, str], "_Known"]:
        """Return what the store has of these notes from this model and these settings."""
        table = analyses.c
        rows = connection.execute(
            select(table.source, table.note_id, table.content_hash, table.id, table.current).where(
                table.source.in_({source for source, _ in keys}),
                table.note_id.in_({note_id for _, note_id in keys}),
                table.model == self._model,
                table.settings_fingerprint == self._settings_fingerprint,
            )
        )
        return {
            ((source, note_id), content): _Known(id_, current)
            for source, note_id, content, id_, current in rows
        }

    def _stands(self, key: Key, content: str, time: datetime) -> bool:
        """Say whether a row is the one that counts among those of its key so far, and count it
        (or the one that it beats) if not."""
        standing = self._standing.get(key)
        if standing is None:
            self._standing[key] = _Version(content, time)
            return True
        if content == standing.content or content in standing.beaten:
            self._accounting.duplicate += 1
            return False
        if time < standing.time:
            self._accounting.superseded += 1
            standing.beaten |= {content}
            return False
        if standing.counted:
            self._move(standing.counted)
        self._standing[key] = _Version(content, time, beaten=standing.beaten | {standing.content})
        return True

    def _move(self, counted: Counted) -> None:
        """Count a row as superseded that was counted otherwise before a later one came."""
        setattr(self._accounting, counted, getattr(self._accounting, counted) - 1)
        self._accounting.superseded += 1

    def _is_standing(self, key: Key, content: str) -> bool:
        return self._standing[key].content == content

    def _count(self, key: Key, counted: Counted) -> None:
        setattr(self._accounting, counted, getattr(self._accounting, counted) + 1)
        self._standing[key].counted = counted

    def _insert(self, connection: Connection, done: list["_Result"]) -> None:
        _retire(connection, [result.key for result in done if result.stands])
        ids = connection.execute(
            insert(analyses).returning(analyses.c.id, sort_by_parameter_order=True),
            [
                {
                    "run_id": self._run_id,
                    "current": result.stands,
                    "content_hash": result.content,
                    "settings_fingerprint": self._settings_fingerprint,
                    **result.row["steps"],
                    **{name: result.row[name] for name in _AS_THEY_ARE},
                }
                for result in done
            ],
        ).scalars()
        found: list[dict[str, Any]] = []
        kept: list[dict[str, Any]] = []
        for analysis_id, result in zip(ids, done, strict=True):
            for position, finding in enumerate(result.row["findings"]):
                quote = finding["quote"] if self._keep_text else None
                row = {"analysis_id": analysis_id, "position": position, "quote": quote}
                found.append(finding | row)
            if self._keep_text:
                kept.append({"analysis_id": analysis_id, "text": result.text})
        for table, rows in ((findings, found), (texts, kept)):
            if rows:
                connection.execute(insert(table), rows)


class _Known(NamedTuple):
    """An analysis that the store has."""

    id: int
    current: bool


class _Result(NamedTuple):
    """A note with what was read in it; ``stands`` until a later row of its key comes."""

    key: Key
    content: str
    text: str
    row: dict[str, Any]
    stands: bool


_AS_THEY_ARE = tuple(name for name in ANALYSIS.names if name in analyses.c)
"""Columns of ANALYSIS that the table of analyses has too."""


def _retire(connection: Connection, keys: Iterable[Key]) -> None:
    """Make the current analyses of these notes history."""
    values = [{"of_source": source, "of_note": note_id} for source, note_id in keys]
    if values:
        connection.execute(
            update(analyses)
            .where(
                analyses.c.source == bindparam("of_source"),
                analyses.c.note_id == bindparam("of_note"),
                analyses.c.current == true(),
            )
            .values(current=False),
            values,
        )


def _keys(notes: pa.RecordBatch) -> list[Key]:
    return list(zip(notes["source"].to_pylist(), notes["note_id"].to_pylist(), strict=True))


def _times(notes: pa.RecordBatch) -> Iterator[datetime]:
    """Yield the time of each note in UTC where its offset is known; without a time, the first."""
    for time, offset in zip(
        notes["timestamp"].to_pylist(), notes["utc_offset_minutes"].to_pylist(), strict=True
    ):
        yield datetime.min if time is None else time - timedelta(minutes=offset or 0)
