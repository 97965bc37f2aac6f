"""The analyses of a Spark frame of notes, as a frame."""

from functools import partial
from typing import TYPE_CHECKING

from analyzer.engines.opening import LoadReader, load_reader
from analyzer.engines.spark.columns import as_notes, spark_schema
from analyzer.engines.spark.executor import SENT, analyze_arrow, reading_digest
from analyzer.engines.spark.model_files import ship_model
from analyzer.engines.spark.session import need_pyspark
from analyzer.schema import ANALYSIS
from analyzer.settings import Settings, Store

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def analyze(
    notes: "DataFrame", settings: Settings | None = None, load: LoadReader = load_reader
) -> "DataFrame":
    """Return the ANALYSIS of a frame of notes, a row a note, as a frame that is yet to be computed.

    ``notes`` has ``note_id`` and ``text``, and whichever other columns of NOTE are known; what else
    it has must be dropped or renamed first. ``settings`` are the defaults unless given. The program
    must be installed on every machine of the cluster; a model that the settings name is sent there
    once. Each Python process of an executor loads its reader once, with ``load``.

    A note that raises, exceeds the settings' time limit, is not in English, or has no text or
    number, gets a sentence in ``error``. One that ends its process is tried by Spark as often as
    ``spark.task.maxFailures`` says, and then ends the job.
    Raises EngineError for columns that cannot be used, before anything is computed, ModelError for
    a folder that holds no model; an action on the frame raises what Spark makes of what
    ``open_reader`` raises on an executor.
    """
    need_pyspark()
    settings = settings or Settings()
    sent = as_notes(notes, settings).select(*SENT.names)
    work = partial(
        analyze_arrow,
        # Executors need no address of a store, which may hold a password.
        settings=settings.model_copy(update={"store": Store()}),
        load=load,
        model=ship_model(notes.sparkSession, settings),
        digest=reading_digest(settings),
    )
    return sent.mapInArrow(work, spark_schema(ANALYSIS))
