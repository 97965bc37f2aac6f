"""Analyses in a folder of months and locations, whole or marked as not."""

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from engines.executors import load_nothing
from fake_reader import load_fake_reader, note_batch

from analyzer.engines.errors import EngineError
from analyzer.engines.spark import analyze, write_partitioned
from analyzer.engines.spark.columns import spark_schema
from analyzer.reports.slugs import slug
from analyzer.schema import ANALYSIS, NOTE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PLACES = ("North", "../../etc", "Süd/Øst=1%2F\n", "", None)


@pytest.fixture
def notes(spark: "SparkSession") -> "DataFrame":
    """A note a location in each of two months, and one without a time."""
    times = (datetime(2025, 12, 31, 23, 59), datetime(2026, 1, 1), None)
    batch = note_batch(
        *({"text": "angry", "location": place, "timestamp": at} for place in PLACES for at in times)
    )
    return spark.createDataFrame(pa.Table.from_batches([batch]), spark_schema(NOTE))


def rows(frame: "DataFrame") -> list[dict[str, object]]:
    return frame.select(*ANALYSIS.names).toArrow().sort_by("note_id").to_pylist()


def test_months_and_locations_are_folders_and_no_location_is_a_path(
    spark: "SparkSession", notes: "DataFrame", tmp_path: Path
) -> None:
    folder = tmp_path / "analyses"
    analyses = analyze(notes, load=load_fake_reader)
    write_partitioned(analyses, str(folder))
    assert {path.parent.relative_to(folder).as_posix() for path in folder.rglob("*.parquet")} == {
        f"month={month}/location_slug={'unknown' if place is None else slug(place)}"
        for month in ("2025-12", "2026-01", "unknown")
        for place in PLACES
    }
    assert (folder / "_SUCCESS").exists()
    back = spark.read.parquet(str(folder))
    assert rows(back) == rows(analyses)
    assert {row["location"] for row in rows(back)} == set(PLACES)
    with pytest.raises(EngineError, match=re.escape(f"{folder} is there already; name a new")):
        write_partitioned(analyses, str(folder))
    assert rows(back) == rows(analyses)


def test_a_folder_that_was_not_ended_is_not_marked_as_whole(
    notes: "DataFrame", tmp_path: Path
) -> None:
    folder = tmp_path / "analyses"
    with pytest.raises(EngineError, match=r"^The model of Ward 7 is damaged\.$"):
        write_partitioned(analyze(notes, load=load_nothing), str(folder))
    assert not (folder / "_SUCCESS").exists()
    assert list(folder.rglob("*.parquet")) == []
