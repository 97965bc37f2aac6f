"""Notes or their analyses as records of a file or of standard output."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any

import click
import pyarrow as pa
import pyarrow.parquet as pq

from analyzer.cli import parameters
from analyzer.cli.places import LocalPath
from analyzer.cli.record import record_of
from analyzer.privacy.spreadsheets import spreadsheet_cell, spreadsheet_json
from analyzer.privacy.writing import replacing

Write = Callable[[pa.RecordBatch], None]


@contextmanager
def write_records(path: Path | None, format_: str, schema: pa.Schema) -> Iterator[Write]:
    """Give a function that writes a batch of a schema with times, in one of FORMATS.

    The file takes its place when the block ends without an error. Without a path, the records go
    to standard output.
    """
    if path is None:
        with FORMATS[format_](sys.stdout.buffer, schema) as write:
            yield write
        sys.stdout.buffer.flush()  # here a full disk can still be told in a sentence
    else:
        with replacing(path, "wb") as file, FORMATS[format_](file, schema) as write:
            yield write


@contextmanager
def _jsonl(file: IO[bytes], _schema: pa.Schema) -> Iterator[Write]:
    def write(results: pa.RecordBatch) -> None:
        for row in results.to_pylist():
            file.write(json.dumps(record_of(row), ensure_ascii=False).encode() + b"\n")

    yield write


@contextmanager
def _csv(file: IO[bytes], schema: pa.Schema) -> Iterator[Write]:
    text = io.StringIO(newline="")
    rows = csv.DictWriter(text, [name for name in schema.names if name != "utc_offset_minutes"])

    def hand_over() -> None:
        file.write(text.getvalue().encode())
        text.seek(0)
        text.truncate()

    def write(results: pa.RecordBatch) -> None:
        for row in results.to_pylist():
            rows.writerow({name: _cell(value) for name, value in record_of(row).items()})
        hand_over()

    rows.writeheader()
    yield write
    hand_over()


_ROW_GROUP = 32 * 1024 * 1024
"""Bytes of records in a row group: few enough for flat memory, enough for a fast reader."""


@contextmanager
def _parquet(file: IO[bytes], schema: pa.Schema) -> Iterator[Write]:
    waiting: list[pa.RecordBatch] = []

    def hand_over() -> None:
        writer.write_table(pa.Table.from_batches(waiting, schema))
        waiting.clear()

    def write(results: pa.RecordBatch) -> None:
        waiting.append(results)
        if sum(batch.nbytes for batch in waiting) >= _ROW_GROUP:
            hand_over()

    with pq.ParquetWriter(file, schema) as writer:
        yield write
        hand_over()


FORMATS: dict[str, Callable[[IO[bytes], pa.Schema], AbstractContextManager[Write]]] = {
    "jsonl": _jsonl,
    "parquet": _parquet,
    "csv": _csv,
}

output = click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=LocalPath(dir_okay=False),
    callback=parameters.in_a_folder,
    help="File to write, instead of standard output.",
)

format_ = click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    help="Format of the records. [default: what FILE ends in, else jsonl]",
)


def format_of(path: Path | None, asked: str | None) -> str:
    """Return the format that was asked for, else what the file to write ends in, else jsonl."""
    ending = path.suffix.removeprefix(".").casefold() if path else ""
    return asked or (ending if ending in FORMATS else "jsonl")


def _cell(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        return spreadsheet_json(json.dumps(value, ensure_ascii=False))
    return spreadsheet_cell(value) if isinstance(value, str) else value
