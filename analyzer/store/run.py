"""One run over one or more exports: which notes are new, and what becomes of each row."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import pyarrow as pa
from sqlalchemy import Connection, Engine, bindparam, insert, select, true, update

from analyzer.intake import Accounting
from analyzer.intake.content import content_hashes
from analyzer.schema import ANALYSIS
from analyzer.settings import Settings
from analyzer.store.connection import store_errors
from analyzer.store.tables import analyses, findings, texts

Key = tuple[str, str]
"""A note's source and note_id."""


class Run:
    """Tells new notes from known ones, and saves what was read in them.

    It is given each note once, as intake does. A note replaces what the store had of its key; the
    old analysis is kept and is no longer current.
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

    def new_notes(self, notes: pa.RecordBatch) -> pa.RecordBatch:
        """Return the rows of a NOTE batch that must be analysed, in order; maybe none.

        Notes that this model has read with these settings are counted and left out. A known
        content is made current again.
        """
        rows = list(zip(_keys(notes), content_hashes(notes), strict=True))
        with store_errors(self._engine, "written"), self._engine.begin() as connection:
            known = self._known(connection, [key for key, _ in rows])
            unchanged = {row[0]: known[row] for row in rows if row in known}
            restored = {key: known.id for key, known in unchanged.items() if not known.current}
            _retire(connection, restored)
            if restored:
                connection.execute(
                    update(analyses).where(analyses.c.id.in_(restored.values())),
                    {"current": True},
                )
        self._accounting.unchanged += len(unchanged)
        return notes.filter(pa.array([row not in known for row in rows], pa.bool_()))

    def save(self, notes: pa.RecordBatch, results: pa.RecordBatch) -> None:
        """Save the ANALYSIS of a NOTE batch, as the engine gave it, in one transaction.

        Rows with an error are passed over: they are rejects, for the caller to count.
        """
        done = [
            _Result(key, content, text, row)
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
        self._accounting.analysed += len(done)

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

    def _insert(self, connection: Connection, done: list["_Result"]) -> None:
        _retire(connection, [result.key for result in done])
        ids = connection.execute(
            insert(analyses).returning(analyses.c.id, sort_by_parameter_order=True),
            [
                {
                    "run_id": self._run_id,
                    "current": True,
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
    """A note with what was read in it."""

    key: Key
    content: str
    text: str
    row: dict[str, Any]


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
