"""Spark's executors give what this machine gives, row for row, whatever happens to them."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from engines.executors import Doomed, load_nothing
from engines.spark_notes import varied_notes
from fake_reader import FakeReader, load_fake_reader, note_batch

from analyzer.engines import local
from analyzer.engines.batch import analyze_batch
from analyzer.engines.errors import EngineError
from analyzer.engines.spark import analyze, analyze_batches
from analyzer.engines.spark.columns import spark_schema
from analyzer.engines.spark.executor import analyze_arrow
from analyzer.engines.time_limit import too_long
from analyzer.language.errors import ModelError
from analyzer.language.model import shipped_model
from analyzer.schema import NOTE
from analyzer.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

IMPATIENT = Settings(engine={"time_limit_seconds": 3, "batch_size": 1})


def frame_of(spark: "SparkSession", *batches: pa.RecordBatch) -> "DataFrame":
    return spark.createDataFrame(pa.Table.from_batches(batches), spark_schema(NOTE))


def rows_of(results: "DataFrame | Iterable[pa.RecordBatch]") -> list[dict[str, object]]:
    if isinstance(results, Iterable):
        return [row for batch in results for row in batch.to_pylist()]
    rows: list[dict[str, object]] = results.toArrow().to_pylist()
    return rows


def kill_the_one_named_in(file: Path) -> None:
    while not file.exists():
        time.sleep(0.05)
    os.kill(int(file.read_text()), signal.SIGKILL)


def test_two_executors_give_what_this_machine_gives_though_one_is_killed(
    spark: "SparkSession", tmp_path: Path
) -> None:
    batches = varied_notes(40)
    here = list(local.analyze(batches, Settings(), workers=1))
    file = tmp_path / "executor"
    killing = threading.Thread(target=kill_the_one_named_in, args=[file], daemon=True)
    killing.start()
    there = list(analyze_batches(batches, Settings(), Doomed(file)))
    killing.join()
    with pytest.raises(ProcessLookupError):
        os.kill(int(file.read_text()), 0)
    assert [notes for notes, _ in there] == batches
    for (_, one), (_, other) in zip(here, there, strict=True):
        assert other.equals(one)
    errors = [row["error"] for row in rows_of(results for _, results in there) if row["error"]]
    assert errors == ["The note is in Spanish; only English notes are scored."]


def test_notes_that_cannot_be_read_are_told_and_the_rest_is_analysed(spark: "SparkSession") -> None:
    words = ("angry", "unreadable", "lawyer", "endless", "angry")
    batch = note_batch(*({"text": f"{word} Ana Ruiz"} for word in words))
    rows = rows_of(analyze(frame_of(spark, batch), IMPATIENT, load_fake_reader))
    assert [(row["note_id"], row["escalation"], row["error"]) for row in rows] == [
        ("n1", 1, None),
        ("n2", None, "The note could not be analysed (RuntimeError)."),
        ("n3", 3, None),
        ("n4", None, too_long(3)),
        ("n5", 1, None),
    ]


def test_a_note_without_a_text_or_a_number_is_rejected(spark: "SparkSession") -> None:
    rows = [("n1", None), (None, "angry"), (None, None), ("n2", "angry")]
    frame = spark.createDataFrame(rows, "note_id string, text string")
    found = rows_of(analyze(frame, load=load_fake_reader))
    assert sorted((str(row["note_id"]), row["error"], row["escalation"]) for row in found) == [
        ("None", "The note has no note_id.", None),
        ("None", "The note has no text.", None),
        ("n1", "The note has no text.", None),
        ("n2", None, 1),
    ]


def test_the_size_of_sparks_batches_changes_nothing(spark: "SparkSession") -> None:
    batch = note_batch(*({"text": "angry " * place} for place in range(1, 40)))
    size = "spark.sql.execution.arrow.maxRecordsPerBatch"
    usual = spark.conf.get(size)
    here = analyze_batch(batch, reader=FakeReader(Settings())).to_pylist()
    for given in ("7", "10000"):
        spark.conf.set(size, given)
        frame = frame_of(spark, batch).coalesce(1)
        assert rows_of(analyze(frame, Settings(engine={"batch_size": 5}), load_fake_reader)) == here
    spark.conf.set(size, usual)


def test_columns_that_are_not_there_are_empty(spark: "SparkSession") -> None:
    frame = spark.createDataFrame([("n1", "angry")], "note_id string, text string")
    settings = Settings(source={"name": "portal"})
    batch = note_batch({"source": "portal", "note_id": "n1", "text": "angry"})
    here = analyze_batch(batch, reader=FakeReader(settings)).to_pylist()
    assert rows_of(analyze(frame, settings, load_fake_reader)) == here


def test_a_time_with_a_zone_becomes_the_wall_clock_of_the_session(spark: "SparkSession") -> None:
    zone = "spark.sql.session.timeZone"
    usual = spark.conf.get(zone)
    spark.conf.set(zone, "America/Chicago")
    frame = spark.sql(
        "select 'n1' note_id, 'angry' text, timestamp'2026-03-02 14:30:00Z' timestamp,"
        " -360 utc_offset_minutes"
    )
    [row] = rows_of(analyze(frame, load=load_fake_reader))
    spark.conf.set(zone, usual)
    assert row["timestamp"] == datetime(2026, 3, 2, 8, 30)
    assert row["utc_offset_minutes"] == -360


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("select 'a' note, 'n' note_id", "The frame has no column text, which every note needs"),
        ("select 'a' text", "The frame has no column note_id"),
        (
            "select 'a' text, 'n' note_id, 'S1' staffId, 'x' ward",
            "The frame has columns that are none of a note's: staffId, ward. Rename",
        ),
        ("select 'a' text, 7 note_id", "The column note_id holds int, and a note's is string; "),
        (
            "select 'a' text, 'n' note_id, '2026-03-02' timestamp",
            "The column timestamp holds string, and a note's is timestamp_ntz; ",
        ),
        ("select 'a' text, 'b' text, 'n' note_id", "The frame has two columns of one name"),
    ],
)
def test_a_frame_that_cannot_be_used_is_refused_in_a_sentence(
    spark: "SparkSession", query: str, sentence: str
) -> None:
    with pytest.raises(EngineError) as raised:
        analyze(spark.sql(query), load=load_fake_reader)
    assert str(raised.value).startswith(sentence)


def test_a_model_of_ones_own_is_sent_to_the_executors(
    spark: "SparkSession", tmp_path: Path
) -> None:
    folder = shutil.copytree(shipped_model(), tmp_path / "own")
    meta = folder / "meta.json"
    meta.write_text(meta.read_text("utf-8").replace("interaction_notes", "ward_seven"), "utf-8")
    settings = Settings(reader={"model": str(folder)})
    batch = note_batch({"text": "Caller was upset about the wait. I apologised."})
    [(_, here)] = local.analyze([batch], settings, workers=1)
    frames = [analyze(frame_of(spark, batch), settings) for _ in range(2)]
    shutil.rmtree(folder)  # so that no executor can read it here
    for frame in frames:
        assert rows_of(frame) == here.to_pylist()
    assert str(here["model"][0]).startswith("en_ward_seven@")
    sent = spark.sparkContext.listArchives
    assert len([address for address in sent if "analyzer_model_" in address]) == 1


def test_a_folder_without_a_model_is_told_before_the_work(
    spark: "SparkSession", tmp_path: Path
) -> None:
    settings = Settings(reader={"model": str(tmp_path)})
    with pytest.raises(ModelError, match="holds no trained model"):
        analyze(frame_of(spark, note_batch({"text": "angry"})), settings)


def test_what_an_executor_says_is_told_in_its_sentence(spark: "SparkSession") -> None:
    with pytest.raises(EngineError, match=r"^The model of Ward 7 is damaged\.$"):
        list(analyze_batches([note_batch({"text": "angry"})], Settings(), load_nothing))


def test_notes_that_end_every_process_end_the_job_in_a_sentence(spark: "SparkSession") -> None:
    batch = note_batch({"text": "fatal Ana Ruiz"})
    with pytest.raises(EngineError, match=r"^Spark could not end the analysis \(\w+\): ") as raised:
        list(analyze_batches([batch], Settings(), load_fake_reader))
    assert "Ruiz" not in str(raised.value)


def test_an_interrupt_is_no_failure_of_spark(spark: "SparkSession") -> None:
    def interrupt() -> None:
        while not spark.sparkContext.statusTracker().getActiveStageIds():
            time.sleep(0.1)
        os.kill(os.getpid(), signal.SIGINT)

    interrupting = threading.Thread(target=interrupt, daemon=True)
    interrupting.start()
    with pytest.raises(KeyboardInterrupt):
        list(analyze_batches([note_batch({"text": "endless"})], Settings(), load_fake_reader))
    interrupting.join()


def test_an_executor_that_would_read_otherwise_refuses() -> None:
    results = analyze_arrow(iter([note_batch()]), Settings(), load_fake_reader, None, "of another")
    with pytest.raises(EngineError, match=r"^An executor has another version of this program"):
        next(results)


def test_no_batches_start_nothing() -> None:
    assert list(analyze_batches([], Settings(), load_fake_reader)) == []


def test_empty_batches_are_given_back(spark: "SparkSession") -> None:
    batches = [note_batch(), note_batch({"text": "angry"}), note_batch()]
    pairs = list(analyze_batches(batches, Settings(), load_fake_reader))
    assert [notes for notes, _ in pairs] == batches
    assert [results.num_rows for _, results in pairs] == [0, 1, 0]
