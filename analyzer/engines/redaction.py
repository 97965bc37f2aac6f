"""Notes in, redacted notes out, a batch at a time and in this process."""

from collections.abc import Mapping, Sequence
from itertools import chain, compress
from typing import Any, NamedTuple

import pyarrow as pa

from analyzer.engines.bisection import attempt_of, bisect
from analyzer.language.written_language import language_of
from analyzer.privacy.pseudonyms import Pseudonyms
from analyzer.privacy.redacted_notes import REDACTED, redacted_columns
from analyzer.privacy.redaction import find_in_notes, redact

_RESULT = pa.schema([*REDACTED, pa.field("error", pa.string())])

_TRIAL = "Mrs Adeyemi rang from 555-0148 about the wait."


def open_redactor() -> None:
    """Look for identifiers in a sentence of ours.

    So what is amiss with this installation is raised before the first note; otherwise every note
    would be rejected for it, and the first would be charged with the time of getting ready.
    """
    find_in_notes([{"text": _TRIAL}])


def redact_batch(
    batch: pa.RecordBatch, pseudonyms: Pseudonyms, *, time_limit: float | None = None
) -> pa.RecordBatch:
    """Return the notes of a NOTE batch as REDACTED and a column ``error``, in the same order.

    A note that cannot be read, takes longer than ``time_limit`` seconds alone (see
    ``time_limit.limit_time``), or is not in English, where names would be missed, has an empty
    text and a sentence in ``error``, which repeats nothing of it; the rest is redacted.
    """

    def reject(notes: Sequence[Mapping[str, Any]], sentence: str) -> list[_Redacted]:
        return [_Redacted(error=sentence) for _ in notes]

    attempt = attempt_of(_redact, "redacted", time_limit)
    done = list(chain.from_iterable(bisect(batch.to_pylist(), attempt, reject)))
    columns = redacted_columns(batch, [note.text for note in done], pseudonyms)
    errors = pa.array([note.error for note in done], pa.string())
    return pa.RecordBatch.from_arrays([*columns, errors], schema=_RESULT)


class _Redacted(NamedTuple):
    """The text of a note as it was redacted, or the reason why there is none."""

    text: str = ""
    error: str | None = None


def _redact(notes: Sequence[Mapping[str, Any]]) -> list[_Redacted]:
    languages = [language_of(note["text"]) for note in notes]
    english = [language is None for language in languages]
    found = iter(find_in_notes(list(compress(notes, english))))
    return [
        _Redacted(redact(note["text"], 0, len(note["text"]), next(found)))
        if language is None
        else _Redacted(error=f"The note is in {language}; only English notes are redacted.")
        for note, language in zip(notes, languages, strict=True)
    ]
