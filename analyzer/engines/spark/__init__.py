"""Notes of a Spark frame, or an export's batches, analysed by the executors of a cluster.

Needs the extra ``spark``. Nothing here is imported by the rest of the program before it is asked
for, and pyspark only when there is work.
"""

from analyzer.engines.spark.analysis import analyze
from analyzer.engines.spark.batches import analyze_batches
from analyzer.engines.spark.session import spark_session
from analyzer.engines.spark.writing import write_partitioned

__all__ = ["analyze", "analyze_batches", "spark_session", "write_partitioned"]
