"""The corpus through the command line, in every format that it writes."""

import csv
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from journeys.calling import ROOT

from analyzer.cli import main
from analyzer.schema import ANALYSIS

CORPUS = ROOT / "models/corpus/T01.jsonl"


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    lines = CORPUS.read_text("utf-8").splitlines()
    return {row["note_id"]: row["text"] for row in map(json.loads, lines)}


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("corpus")
    for format_ in ("jsonl", "csv", "parquet"):
        output = str(folder / f"a.{format_}")
        result = CliRunner().invoke(main, ["analyze", str(CORPUS), "-o", output])
        assert result.exit_code == 0, result.stderr
        assert result.stderr.startswith("read 100 = analysed 100 + ")
    with (folder / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    nested = [f.name for f in ANALYSIS if pa.types.is_nested(f.type)]
    return {
        "jsonl": [
            json.loads(line) for line in (folder / "a.jsonl").read_text("utf-8").splitlines()
        ],
        "csv": [row | {name: json.loads(row[name]) for name in nested} for row in rows],
        "parquet": pq.read_table(folder / "a.parquet").to_pylist(),
    }


@pytest.mark.parametrize("format_", ["jsonl", "csv", "parquet"])
def test_every_note_is_a_record_and_every_quote_is_where_it_says(
    records: dict[str, list[dict[str, Any]]], texts: dict[str, str], format_: str
) -> None:
    assert [row["note_id"] for row in records[format_]] == list(texts)
    quotes = [(row["note_id"], f) for row in records[format_] for f in row["findings"]]
    assert len(quotes) > 100
    for note_id, finding in quotes:
        assert texts[note_id][finding["start"] : finding["end"]] == finding["quote"]
    assert not any(row["error"] for row in records[format_])


def test_all_formats_hold_the_same(records: dict[str, list[dict[str, Any]]]) -> None:
    for name in ("findings", "steps", "themes", "alerts"):
        columns = [[row[name] for row in rows] for rows in records.values()]
        assert columns[0] == columns[1] == columns[2]
    for name in ("escalation", "p_negative", "word_count", "outcome", "model"):
        columns = [[str(row[name]) for row in rows] for rows in records.values()]
        assert columns[0] == columns[1] == columns[2]


def test_the_same_note_alone_is_read_the_same(
    records: dict[str, list[dict[str, Any]]], texts: dict[str, str]
) -> None:
    for row in records["jsonl"][:5]:
        result = CliRunner().invoke(main, ["check", "-", "--json"], input=texts[row["note_id"]])
        alone = json.loads(result.stdout)
        for name in ("escalation", "outcome", "p_negative", "steps", "themes", "concern"):
            assert alone[name] == row[name]
        for finding, in_batch in zip(alone["findings"], row["findings"], strict=True):
            # who is redacted depends on the names beside the note, which check does not have
            assert finding | {"redacted_quote": ""} == in_batch | {"redacted_quote": ""}
