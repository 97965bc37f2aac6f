"""Batches of an export that this process reads, spread over Spark's executors."""

from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.engines.local import Pair
from analyzer.engines.opening import LoadReader, load_reader
from analyzer.engines.spark.analysis import analyze
from analyzer.engines.spark.columns import spark_schema
from analyzer.engines.spark.failing import in_a_sentence
from analyzer.engines.spark.session import spark_session
from analyzer.schema import ANALYSIS, NOTE
from analyzer.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

BATCHES_A_CORE = 16
MOST_BATCHES = 1024
"""Batches of a job, for each core and at most: enough that none waits long for the last, few enough
that this process, which holds a job's notes and results, needs little memory."""


def analyze_batches(
    batches: Iterable[pa.RecordBatch], settings: Settings, load: LoadReader = load_reader
) -> Generator[Pair, None, None]:
    """Yield every NOTE batch with its ANALYSIS, in the order given, as ``local.analyze`` does.

    The session is that of ``spark_session``. Raises EngineError where Spark
    cannot start or end the work, and what ``spark.analyze`` raises.
    """
    batches = iter(batches)
    first = next(batches, None)
    if first is None:
        return
    with spark_session() as session:
        size = min(BATCHES_A_CORE * session.sparkContext.defaultParallelism, MOST_BATCHES)
        some = [first, *islice(batches, size - 1)]
        while some:
            yield from _job(session, some, settings, load)
            some = list(islice(batches, size))


def _job(
    session: "SparkSession", batches: list[pa.RecordBatch], settings: Settings, load: LoadReader
) -> Iterator[Pair]:
    with in_a_sentence():
        # Partitions come back in their order.
        frame = session.createDataFrame(pa.Table.from_batches(batches), spark_schema(NOTE))
        results = analyze(frame, settings, load).toArrow().cast(ANALYSIS)
    done = 0
    for batch in batches:
        part = [column.combine_chunks() for column in results.slice(done, batch.num_rows).columns]
        done += batch.num_rows
        yield batch, pa.RecordBatch.from_arrays(part, schema=ANALYSIS)
