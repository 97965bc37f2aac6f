"""Analyses as a folder of Parquet files, one folder a month and location."""

from typing import TYPE_CHECKING

from analyzer.engines.errors import EngineError
from analyzer.engines.spark.failing import in_a_sentence

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

UNKNOWN = "unknown"
"""The month of notes without a time, and the place of those without a location."""

_SLUG_DIGITS = 16

_WHOLE_OR_UNMARKED = {
    # A job's files take their places when all are there, and then _SUCCESS is written.
    "mapreduce.fileoutputcommitter.algorithm.version": "1",
    "mapreduce.fileoutputcommitter.marksuccessfuljobs": "true",
}


def write_partitioned(analyses: "DataFrame", folder: str) -> None:
    """Write analyses as Parquet into a new folder, partitioned by ``month`` and ``location_slug``.

    ``month`` is that of the note's time, such as 2026-03. ``location_slug`` stands for the
    location, which is a column of the files: the same for the same location, and nothing of it in
    clear, for a location may hold what no path should (see ``reports.slugs``). Both are "unknown"
    where the note gives none. ``folder`` is a path or an address that Spark can write to. A folder
    is whole when it holds a file ``_SUCCESS``, which is written last.
    Raises EngineError where the folder is there already, and where Spark cannot end the work.
    """
    from pyspark.errors import AnalysisException
    from pyspark.sql import functions as f

    slug = f.substring(f.sha2(f.col("location").cast("binary"), 256), 1, _SLUG_DIGITS)
    placed = analyses.withColumns(
        {
            "month": f.coalesce(f.date_format("timestamp", "yyyy-MM"), f.lit(UNKNOWN)),
            "location_slug": f.coalesce(slug, f.lit(UNKNOWN)),
        }
    )
    partitions = ("month", "location_slug")
    with in_a_sentence():
        # The notes of a partition come together first, or each task would write a file of its own.
        rows = placed.repartition(*partitions)
        try:
            rows.write.options(**_WHOLE_OR_UNMARKED).partitionBy(*partitions).parquet(folder)
        except AnalysisException as error:
            if error.getCondition() != "PATH_ALREADY_EXISTS":
                raise
            raise EngineError(
                f"{folder} is there already; name a new folder, or remove it first."
            ) from None
