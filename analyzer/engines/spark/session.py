"""The Spark session that the command line works with."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from analyzer.engines.errors import EngineError
from analyzer.engines.spark.java import need_java

if TYPE_CHECKING:
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

_QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # What goes wrong is told in a sentence of ours; Spark's log may repeat what it stumbles over.
    "spark.log.level": "OFF",
}
_ON_THIS_MACHINE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


@contextmanager
def spark_session() -> Iterator["SparkSession"]:
    """Give the Spark session that is active, else one that ends with the block.

    Where it works is told as for any program of Spark: by ``spark.master`` in spark-defaults.conf,
    or by the variables MASTER or PYSPARK_SUBMIT_ARGS; else on all cores of this machine, when no
    port is open to others. A new session has no web page and writes no log, unless
    Spark's configuration asks for them. Raises EngineError where pyspark or Java is missing, and
    where Spark does not start.
    """
    need_pyspark()
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    if active := SparkSession.getActiveSession():
        yield active
        return
    try:
        try:
            session = SparkSession.builder.config(conf=_configuration()).getOrCreate()
        except (PySparkException, Py4JError) as error:
            raise EngineError(
                f"Spark did not start ({type(error).__name__}); it needs Java 17 or 21 and a "
                "cluster that answers. What it wrote to standard error says more."
            ) from None
        try:
            yield session
        finally:
            session.stop()
    finally:
        _end_java()


def need_pyspark() -> None:
    """Raise EngineError, which says what to install, where there is no pyspark."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        raise EngineError(
            "The engine spark needs pyspark; install it with: "
            "pip install 'interaction-note-analyzer[spark]'"
        ) from None


def _end_java() -> None:
    """End the Java of this process, so that the next session is configured anew."""
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    java = getattr(gateway, "proc", None)
    if gateway is not None and java is not None:  # else spark-submit's
        gateway.shutdown()
        java.stdin.close()  # at which it ends
        java.wait()
        SparkContext._gateway = SparkContext._jvm = None


def _configuration() -> "SparkConf":
    """Return Spark's own configuration, and what it leaves open."""
    from pyspark import SparkConf, SparkContext

    if "PYSPARK_GATEWAY_PORT" not in os.environ:  # else spark-submit has started Java
        need_java()
    SparkContext._ensure_initialized()  # only Java knows what configures Spark
    configuration = SparkConf()
    wanted = dict(_QUIET)
    if str(configuration.get("spark.master")).startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        wanted |= _ON_THIS_MACHINE
    for key, value in wanted.items():
        configuration.setIfMissing(key, value)
    # Set by Java for every program, so never missing.
    return configuration.set("spark.ui.showConsoleProgress", "false").setAppName("analyzer")
