"""What a Python process of an executor does with its notes."""

from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version

import pyarrow as pa
import pyarrow.compute as pc

import analyzer
from analyzer.engines.batch import READ, Reader, analyze_batch, rejected
from analyzer.engines.errors import EngineError
from analyzer.engines.opening import LoadReader, learned_digest, open_reader
from analyzer.engines.spark.model_files import with_shipped_model
from analyzer.privacy.silence import forbid_core_dumps, silent_libraries
from analyzer.schema import NOTE, PASSED_THROUGH
from analyzer.settings import Settings

SENT = pa.schema([field for field in NOTE if field.name in {*READ, *PASSED_THROUGH}])
"""The columns of NOTE that an executor needs."""

_NEEDED = ("text", "note_id")


_NUMBERS = ("numpy", "scipy", "pyarrow", "vaderSentiment", "py3langid")
"""The packages whose versions what is read depends on."""


def reading_digest(settings: Settings) -> str:
    """Return what is the same where the same notes are read the same: hashes of the model, the
    rules and what redaction learned, and the versions of this program and of what it computes with.
    """
    versions = [f"{name} {version(name)}" for name in _NUMBERS]
    return ", ".join([learned_digest(settings), f"analyzer {analyzer.__version__}", *versions])


def analyze_arrow(
    batches: Iterator[pa.RecordBatch],
    settings: Settings,
    load: LoadReader,
    model: str | None,
    digest: str,
) -> Iterator[pa.RecordBatch]:
    """Yield the ANALYSIS of batches of SENT, as ``mapInArrow`` hands them over.

    ``model`` is the name of the model that was shipped, None for that of the installation;
    ``digest`` the ``reading_digest`` of whoever asks. Batches are read in pieces of the settings'
    batch size, whatever Spark's is. A note without a text or a number is rejected.
    Raises EngineError where this installation reads otherwise, and what ``open_reader`` raises.
    """
    with silent_libraries():
        reader = _reader(settings, load, model, digest)
        limit = settings.engine.time_limit_seconds
        for batch in batches:
            for start in range(0, batch.num_rows, settings.engine.batch_size):
                notes = _sent(batch.slice(start, settings.engine.batch_size))
                for name in _NEEDED:
                    held = pc.is_valid(notes[name])
                    if notes[name].null_count:
                        without = notes.filter(pc.invert(held))
                        yield rejected(without, reader.name, f"The note has no {name}.")
                        notes = notes.filter(held)
                yield analyze_batch(notes, reader=reader, time_limit=limit)


@lru_cache(maxsize=1)
def _reader(settings: Settings, load: LoadReader, model: str | None, digest: str) -> Reader:
    """Return the reader of this process, which reads for one task after the other."""
    forbid_core_dumps()
    settings = with_shipped_model(settings, model)
    if reading_digest(settings) != digest:
        raise EngineError(
            "An executor has another version of this program than the one that asks, and would "
            "read otherwise; install the same on every machine."
        )
    reader = open_reader(settings, load)
    from analyzer.engines.quotes import quote_redactor  # as in batch.py, not with the module

    quote_redactor()  # loaded here, so that it counts as no note's time
    return reader


def _sent(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch of Spark's with the types of SENT."""
    return pa.RecordBatch.from_arrays(
        [batch[field.name].cast(field.type) for field in SENT], schema=SENT
    )
