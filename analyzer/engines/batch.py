"""The unit of work: notes in, analyses out, whatever the engine."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, Protocol

import pyarrow as pa

from analyzer.engines.analysis_columns import NotAnalysed, analysis_columns
from analyzer.engines.bisection import attempt_of, bisect
from analyzer.language.written_language import language_of
from analyzer.schema import (
    ANALYSIS,
    PASSED_THROUGH,
    Analysis,
    analysis_to_row,
)

Note = Mapping[str, Any]
"""A row of NOTE as plain values: ``note_id`` and ``text``, and where they are known those by which
``find_in_notes`` knows people."""

READ = (
    "note_id",
    "text",
    "timestamp",
    "patient_name",
    "patient_names",
    "staff_name",
    "staff_names",
    "patient_id",
    "case_id",
)


Hide = Callable[[Sequence[Analysis], Sequence[Note]], list[Analysis]]


class Reader(Protocol):
    """What an engine needs of the language room's reader."""

    @property
    def name(self) -> str:
        """The model as ``name@version``."""

    def read(self, texts: Sequence[str], note_ids: Sequence[str]) -> list[Analysis]:
        """Return one analysis a text, in the same order."""


def analyze_batch(
    batch: pa.RecordBatch, *, reader: Reader, time_limit: float | None = None
) -> pa.RecordBatch:
    """Return the ANALYSIS of a NOTE batch: same length, same order; see ``analyze_notes``."""
    notes = batch.select([*READ]).to_pylist()
    return _beside(batch, _read(notes, reader, time_limit, redacted=True))


def rejected(batch: pa.RecordBatch, model: str, sentence: str) -> pa.RecordBatch:
    """Return the ANALYSIS of a NOTE batch that ``model`` could not read, for one reason."""
    return _beside(batch, [NotAnalysed(model, sentence)] * batch.num_rows)


def analyze_notes(
    notes: Sequence[Note],
    *,
    reader: Reader,
    time_limit: float | None = None,
    redacted: bool = True,
) -> list[dict[str, Any]]:
    """Return the ANALYSIS fields of some notes as plain values, without those passed through.

    Quotes are redacted with the names that a note's row gives; where ``redacted`` is false, the
    redacted ones are empty. A note that cannot be read, takes
    longer than ``time_limit`` seconds alone, or is not in English, gets a sentence in ``error``,
    which never repeats its text, and the rest is analysed. It is found by halves, so an endless
    note in a batch of 512 takes ten times the limit. For where the limit holds, see
    ``time_limit.limit_time``; a note that ends this process ends it.
    Raises ModelError where the model that finds names is damaged.
    """
    return [
        one._asdict() if isinstance(one, NotAnalysed) else analysis_to_row(one)
        for one in _read(notes, reader, time_limit, redacted=redacted)
    ]


def refusal(text: str) -> str | None:
    """Return the reason why a note is not scored whatever it says; None where it is.

    >>> refusal("La paciente llamó muy enojada porque nadie le devolvió la llamada ayer.")
    'The note is in Spanish; only English notes are scored.'
    """
    language = language_of(text)
    if language is None:
        return None
    return f"The note is in {language}; only English notes are scored."


def _read(
    notes: Sequence[Note], reader: Reader, time_limit: float | None, *, redacted: bool
) -> list[Analysis | NotAnalysed]:
    hide: Hide = _as_they_are
    if redacted:
        # The model of names takes a while to load, for which a note on a screen need not wait.
        from analyzer.engines.quotes import quote_redactor

        hide = quote_redactor()

    def analyze(some: Sequence[Note]) -> list[Analysis | NotAnalysed]:
        return _analyze(some, reader, hide)

    def reject(some: Sequence[Note], sentence: str) -> list[Analysis | NotAnalysed]:
        return [NotAnalysed(reader.name, sentence) for _ in some]

    attempt = attempt_of(analyze, "analysed", time_limit)
    return list(chain.from_iterable(bisect(notes, attempt, reject)))


def _analyze(notes: Sequence[Note], reader: Reader, hide: Hide) -> list[Analysis | NotAnalysed]:
    refusals = [refusal(note["text"]) for note in notes]
    english = [note for note, reason in zip(notes, refusals, strict=True) if reason is None]
    analyses = reader.read([note["text"] for note in english], [n["note_id"] for n in english])
    read = iter(hide(analyses, english))
    return [
        next(read) if reason is None else NotAnalysed(reader.name, reason) for reason in refusals
    ]


def _as_they_are(analyses: Sequence[Analysis], notes: Sequence[Note]) -> list[Analysis]:
    return list(analyses)


def _beside(batch: pa.RecordBatch, read: Sequence[Analysis | NotAnalysed]) -> pa.RecordBatch:
    """Return what was read of notes with what a NOTE batch passes through."""
    columns = analysis_columns(read)
    return pa.RecordBatch.from_arrays(
        [
            batch[field.name] if field.name in PASSED_THROUGH else columns[field.name]
            for field in ANALYSIS
        ],
        schema=ANALYSIS,
    )
