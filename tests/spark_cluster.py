"""A cluster of Spark on this machine: two executors, each a process of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analyzer.engines.spark import spark_session

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

EXECUTORS = 2


@contextmanager
def spark_cluster(folder: Path) -> Iterator["SparkSession"]:
    """Start a cluster, which keeps what it writes in a folder, and give its session."""
    import pyspark

    home = folder / "spark"  # Spark writes into its own folder
    home.mkdir()
    for entry in Path(pyspark.__file__).parent.iterdir():
        (home / entry.name).symlink_to(entry)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_HOME", str(home))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("SPARK_LOCAL_DIRS", str(folder))
        patch.setenv("PYSPARK_SUBMIT_ARGS", "--conf spark.task.maxFailures=2 pyspark-shell")
        patch.setenv("MASTER", f"local-cluster[{EXECUTORS},1,1024]")
        with spark_session() as session:
            assert session.sparkContext.master == os.environ["MASTER"]
            yield session
