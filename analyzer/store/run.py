"""One run over one or more exports: which notes are new, and what becomes of each row."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from enum import Enum
from itertools import groupby
from typing import Any, NamedTuple

import pyarrow as pa
from sqlalchemy import Connection, Engine, bindparam, insert, or_, select, true, update

from analyzer.intake import Rejects, export_row
from analyzer.intake.content import content_hashes, moment
from analyzer.intake.inputs import Input
from analyzer.intake.known_names import KnownNames
from analyzer.intake.records import REPLACED
from analyzer.intake.waiting import waiting_room
from analyzer.schema import ANALYSIS, EXPORTED
from analyzer.settings import Settings
from analyzer.store.audit import record_counts, record_inputs
from analyzer.store.connection import reading, writing
from analyzer.store.tables import analyses, contacts, findings, texts

Key = tuple[str, str]
"""A note's source and note_id."""

STORED = "the store"
"""What stands for the export of a note whose kept text is read again."""

_SUPERSEDED = (
    "the store holds a later version of this note, or had this one before it was corrected; to put "
    "it back, run its export with --reanalyse"
)


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
        rejects: Rejects,
        check_lock: Callable[[], None],
        *,
        reanalyse: bool = False,
    ) -> None:
        self.id = run_id
        self._engine = engine
        self._reading = _Reading(model, fingerprint)
        self._keep_text = settings.store.keep_text
        self._rejects = rejects
        self._check_lock = check_lock
        self._reanalyse = reanalyse

    def record_inputs(self, inputs: list[Input]) -> None:
        """Keep in the audit trail which files are read."""
        record_inputs(self._engine, self.id, inputs)

    def record_counts(self) -> None:
        """Keep the counts so far in the audit trail."""
        record_counts(self._engine, self.id, self._rejects.accounting)

    def new_notes(self, notes: pa.RecordBatch) -> pa.RecordBatch:
        """Return the rows of a NOTE batch that must be analysed, in order; maybe none.

        A content that this model has read with these settings is counted as unchanged. Where the
        store has another content of the note, the later time stands, and at the same time the one
        that the store had not seen before: last week's file, given again, does not undo a
        correction. A row that does not stand is counted as superseded and goes to the rejects.
        Where the run was told to reanalyse, every row is returned and will stand.
        """
        if self._reanalyse:
            return notes
        keys = _keys(notes)
        with reading(self._engine) as connection:
            versions = _versions(connection, keys)
        times = zip(*(notes[name].to_pylist() for name in _TIME), strict=True)
        fates = [
            _fate(versions.get(key, []), content, moment(*time), self._reading)
            for key, content, time in zip(keys, content_hashes(notes), times, strict=True)
        ]
        known = {
            key: fate
            for key, fate in zip(keys, fates, strict=True)
            if isinstance(fate, _Version) and not fate.current
        }
        if known:
            self._restore(known)
        self._rejects.accounting.unchanged += sum(isinstance(fate, _Version) for fate in fates)
        self._supersede(notes, [fate is _Fate.SUPERSEDED for fate in fates])
        return notes.filter(pa.array([fate is _Fate.NEW for fate in fates], pa.bool_()))

    def kept_notes(self, batch_size: int) -> Iterator[pa.RecordBatch]:
        """Yield, as NOTE batches, the notes with a kept text that another model or other settings
        read; each is counted as a row that was read. Their names are those of the whole store."""
        self._rejects.columns[STORED] = {}
        wanted = (
            analyses.c.current == true(),
            or_(
                analyses.c.model != self._reading.model,
                analyses.c.settings_fingerprint != self._reading.settings_fingerprint,
            ),
        )
        of_texts = texts.c.analysis_id == analyses.c.id
        with reading(self._engine) as connection:
            some = select(analyses.c.id).join(texts, of_texts).where(*wanted).order_by("id")
            ids = list(connection.execute(some).scalars())
        if not ids:
            return
        with waiting_room() as folder, closing(KnownNames(folder / "names.sqlite")) as names:
            self._add_names(names)
            for first in range(0, len(ids), batch_size):
                batch = ids[first : first + batch_size]
                with reading(self._engine) as connection:
                    rows = connection.execute(
                        select(analyses, texts)
                        .join(texts, of_texts)
                        .where(analyses.c.id.in_(batch))
                        .order_by(analyses.c.id)
                    ).mappings()
                    notes = [{**row, "file": STORED, "row": row["id"]} for row in rows]
                self._rejects.accounting.read += len(notes)
                yield names.beside(pa.RecordBatch.from_pylist(notes, schema=EXPORTED))

    def _add_names(self, names: KnownNames) -> None:
        """Add the names that the store knows of each patient and of those who wrote."""
        query = select(
            analyses.c.source, analyses.c.patient_id, analyses.c.staff_name, texts.c.patient_name
        ).outerjoin(texts, texts.c.analysis_id == analyses.c.id)
        with reading(self._engine) as connection:
            for rows in connection.execute(query).mappings().partitions():
                names.add(pa.RecordBatch.from_pylist(rows, schema=_GIVING_NAMES))

    def save(self, notes: pa.RecordBatch, results: pa.RecordBatch) -> None:
        """Save the ANALYSIS of a NOTE batch, as the engine gave it, in one transaction.

        Rows with an error are passed over: they are rejects, for the caller to count.
        """
        rows = zip(
            _keys(notes),
            content_hashes(notes),
            notes["text"].to_pylist(),
            notes["patient_name"].to_pylist(),
            results.to_pylist(),
            strict=True,
        )
        done = [_Result(*row) for row in rows if row[-1]["error"] is None]
        if done:
            self._check_lock()
            with writing(self._engine) as connection:
                self._insert(connection, done)
        self._rejects.accounting.analysed += len(done)

    def _restore(self, known: Mapping[Key, "_Version"]) -> None:
        self._check_lock()
        with writing(self._engine) as connection:
            _retire(connection, known)
            connection.execute(
                update(analyses).where(analyses.c.id.in_([one.id for one in known.values()])),
                {"current": True},
            )

    def _supersede(self, notes: pa.RecordBatch, superseded: Sequence[bool]) -> None:
        for note in notes.filter(pa.array(superseded, pa.bool_())).to_pylist():
            row = export_row(note, self._rejects.columns.get(note["file"], {}))
            self._rejects.supersede(
                note["file"], note["row"], _SUPERSEDED, {REPLACED: STORED, **row}
            )

    def _insert(self, connection: Connection, done: Sequence["_Result"]) -> None:
        _retire(connection, [result.key for result in done])
        ids = connection.execute(
            insert(analyses).returning(analyses.c.id, sort_by_parameter_order=True),
            [
                {
                    "run_id": self.id,
                    "current": True,
                    "content_hash": result.content,
                    "settings_fingerprint": self._reading.settings_fingerprint,
                    **result.row["steps"],
                    **{name: result.row[name] for name in _AS_THEY_ARE},
                }
                for result in done
            ],
        ).scalars()
        found: list[dict[str, Any]] = []
        told: list[dict[str, Any]] = []
        kept: list[dict[str, Any]] = []
        for analysis_id, result in zip(ids, done, strict=True):
            found += self._quoting(analysis_id, result.row["findings"])
            told += self._quoting(analysis_id, result.row["contacts"])
            if self._keep_text:
                text = {"text": result.text, "patient_name": result.patient_name}
                kept.append({"analysis_id": analysis_id, **text})
        for table, rows in ((findings, found), (contacts, told), (texts, kept)):
            if rows:
                connection.execute(insert(table), rows)

    def _quoting(self, analysis_id: int, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return rows with their place, and their quotes as they stand only where text is kept."""
        return [
            row
            | {"analysis_id": analysis_id, "position": position}
            | {"quote": row["quote"] if self._keep_text else None}
            for position, row in enumerate(rows)
        ]


class _Reading(NamedTuple):
    """With what a note was read."""

    model: str
    settings_fingerprint: str


class _Version(NamedTuple):
    """An analysis that the store has of a note; ``moment`` as in ``intake.content``."""

    id: int
    current: bool
    content: str
    moment: int
    reading: _Reading


class _Fate(Enum):
    """What becomes of a row that the store has no analysis of."""

    NEW = "new"
    SUPERSEDED = "superseded"


class _Result(NamedTuple):
    """A note with what was read in it."""

    key: Key
    content: str
    text: str
    patient_name: str | None
    row: dict[str, Any]


_GIVING_NAMES = pa.schema(
    [EXPORTED.field(name) for name in ("source", "patient_id", "staff_name", "patient_name")]
)

_TIME = ("timestamp", "utc_offset_minutes")

_AS_THEY_ARE = tuple(name for name in ANALYSIS.names if name in analyses.c)
"""Columns of ANALYSIS that the table of analyses has too."""


def _fate(
    versions: Sequence[_Version], content: str, time: int, reading: _Reading
) -> _Version | _Fate:
    """Return the analysis that stands for a row, or what becomes of it where there is none."""
    seen = [version for version in versions if version.content == content]
    standing = next((version for version in versions if version.current), None)
    if standing is not None and standing.content != content:
        corrected_since = bool(seen) and time == standing.moment
        if time < standing.moment or corrected_since:
            return _Fate.SUPERSEDED
    # The latest goes first: a note that was reanalysed has several of the same model.
    by_this = [version for version in seen if version.reading == reading]
    return max(by_this, key=lambda version: (version.current, version.id), default=_Fate.NEW)


def _versions(connection: Connection, keys: Sequence[Key]) -> dict[Key, list[_Version]]:
    """Return all that the store has of these notes."""
    table = analyses.c
    rows = connection.execute(
        select(
            table.source,
            table.note_id,
            table.id,
            table.current,
            table.content_hash,
            table.timestamp,
            table.utc_offset_minutes,
            table.model,
            table.settings_fingerprint,
        )
        .where(
            table.source.in_({source for source, _ in keys}),
            table.note_id.in_({note_id for _, note_id in keys}),
        )
        .order_by(table.source, table.note_id, table.id)
    )
    return {
        key: [
            _Version(id_, current, content, moment(time, offset), _Reading(model, fingerprint))
            for _, _, id_, current, content, time, offset, model, fingerprint in group
        ]
        for key, group in groupby(rows, key=lambda row: (row.source, row.note_id))
    }


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
