import csv
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import analyzer.cli.analysis
from analyzer.schema import ANALYSIS

REPEATS = """\
note_id,timestamp,note
n1,2026-03-02,First wording.
n1,2026-03-02,First wording.
n1,2026-03-02,Second wording.
n2,2026-03-02,This one is unreadable.
n3,,
"""


def rejects_in(folder: Path) -> list[dict[str, str]]:
    with (folder / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_jsonl_is_the_contract_with_times_as_text(invoke) -> None:
    result = invoke("analyze", "export.csv")
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["note_id"] for row in rows] == ["n1", "n2", "n3"]
    assert set(rows[0]) == set(ANALYSIS.names) - {"utc_offset_minutes"}
    assert rows[0]["timestamp"] == "2026-03-02T09:30:00"
    assert rows[0]["steps"]["listen"] == "done"
    assert rows[0]["findings"][0]["quote"] == "angry"
    assert rows[0]["error"] is None
    assert result.stderr == (
        "read 3 = analysed 3 + unchanged 0 + duplicate 0 + superseded 0 + rejected 0\n"
    )


def test_standard_input_is_an_export(invoke) -> None:
    result = invoke("analyze", "-", input='{"note_id": "a", "text": "angry"}\n')
    assert json.loads(result.stdout)["escalation"] == 1


@pytest.mark.parametrize("arguments", [["-o", "a.csv"], ["-o", "a.txt", "--format", "csv"]])
def test_csv_holds_nested_fields_as_json_and_no_formulas(
    invoke, folder: Path, arguments: list[str]
) -> None:
    result = invoke("analyze", "export.csv", *arguments)
    assert result.stdout == ""
    with (folder / arguments[1]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["staff_id"] for row in rows] == ["S1", "'=S2", "S1"]
    assert json.loads(rows[0]["findings"])[1]["label"] == "legal"
    assert json.loads(rows[0]["steps"])["listen"] == "done"
    assert rows[0]["sentiment_start"] == "-1.0"


def test_parquet_has_the_schema_in_a_file_and_on_standard_output(invoke, folder: Path) -> None:
    invoke("analyze", "export.csv", "-o", "a.parquet")
    table = pq.read_table(folder / "a.parquet")
    assert table.schema == ANALYSIS
    assert table["note_id"].to_pylist() == ["n1", "n2", "n3"]
    result = invoke("analyze", "export.csv", "--format", "parquet")
    assert pq.read_table(pa.BufferReader(result.stdout_bytes)) == table


def test_all_formats_say_the_same(invoke) -> None:
    lines = invoke("analyze", "export.csv").stdout.splitlines()
    rows = csv.DictReader(io.StringIO(invoke("analyze", "export.csv", "--format", "csv").stdout))
    assert [json.loads(line)["word_count"] for line in lines] == [
        int(row["word_count"]) for row in rows
    ]


def test_repeats_and_failed_notes_are_counted_and_kept_with_reasons(invoke, folder: Path) -> None:
    (folder / "export.csv").write_text(REPEATS)
    (folder / "out").mkdir()
    result = invoke("analyze", "export.csv", "-o", "out/a.jsonl")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[0] == (
        "read 5 = analysed 1 + unchanged 0 + duplicate 1 + superseded 1 + rejected 2"
    )
    assert result.stderr.splitlines()[1].startswith(
        "Many rows have the note number of another row and other content."
    )
    assert result.stderr.splitlines()[2] == (
        f"Rows that were not used and the reasons are in {Path('out', 'rejects.csv')}."
    )
    rejects = {int(row["row"]): row for row in rejects_in(folder / "out")}
    assert set(rejects) == {1, 4, 5}
    assert rejects[1]["reason"].startswith(
        "another version of the note: row 3 of export.csv has the same note number"
    )
    assert rejects[4]["reason"] == "The note could not be analysed (RuntimeError)."
    assert rejects[5]["reason"] == "column 'note' is empty; put the note's text there"
    assert "First wording." in rejects[1]["raw"]
    assert len((folder / "out" / "a.jsonl").read_text().splitlines()) == 1
    assert "wording" not in result.stderr


def test_rows_that_were_not_used_are_told_even_where_none_was_rejected(invoke, folder) -> None:
    (folder / "export.csv").write_text("note_id,note\nn1,First.\nn1,Second.\n")
    result = invoke("analyze", "export.csv", "-o", "a.jsonl", "--strict")
    assert result.exit_code == 0
    assert result.stderr.endswith("Rows that were not used and the reasons are in rejects.csv.\n")
    assert len(rejects_in(folder)) == 1


def test_mended_rejects_are_an_export(invoke, folder: Path) -> None:
    (folder / "export.csv").write_text(REPEATS.replace("note_id,", "Number,", 1))
    (folder / "analyzer.toml").write_text('[columns]\nnote_id = "Number"\n')
    invoke("analyze", "export.csv", "-o", "a.jsonl")
    rejected = (folder / "rejects.csv").read_text(encoding="utf-8-sig")
    for damaged, mended in (("is unreadable", "was angry"), ('""note"": """"', '""note"": ""x""')):
        assert damaged in rejected
        rejected = rejected.replace(damaged, mended)
    (folder / "mended.csv").write_text(rejected)
    result = invoke("analyze", "mended.csv")
    rows = {row["note_id"]: row for row in map(json.loads, result.stdout.splitlines())}
    assert set(rows) == {"n2", "n3"}
    assert rows["n2"]["findings"][0]["quote"] == "angry"
    assert rows["n2"]["timestamp"] == "2026-03-02T00:00:00"
    # the version that another one replaced does not come back by itself
    [row] = rejects_in(folder)
    assert row["reason"].startswith("another version stands in the place of this row")
    assert row["file"] == "mended.csv (export.csv)"


def test_strict_ends_with_4_only_for_rejects(invoke, folder: Path) -> None:
    assert invoke("analyze", "export.csv", "-o", "a.jsonl", "--strict").exit_code == 0
    (folder / "export.csv").write_text(REPEATS)
    assert invoke("analyze", "export.csv", "-o", "a.jsonl", "--strict").exit_code == 4
    assert invoke("analyze", "export.csv", "-o", "a.jsonl").exit_code == 0


def test_a_failure_leaves_the_file_as_it_was(invoke, folder: Path) -> None:
    (folder / "a.jsonl").write_text("before")
    assert invoke("analyze", "missing.csv", "-o", "a.jsonl").exit_code == 1
    assert (folder / "a.jsonl").read_text() == "before"
    assert sorted(path.name for path in folder.iterdir()) == ["a.jsonl", "export.csv"]


def test_a_missing_folder_is_told_before_the_work(invoke) -> None:
    result = invoke("analyze", "export.csv", "-o", "nowhere/a.jsonl")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr


def test_model_and_workers_reach_the_engine(
    invoke, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = []

    def analyze(batches, settings, workers):
        given.append((settings.reader.model, workers))
        yield from ()

    monkeypatch.setattr(analyzer.cli.analysis, "analyze", analyze)
    invoke("analyze", "export.csv", "--model", "my_model", "--workers", "3")
    invoke("analyze", "export.csv", "--workers", "auto")
    assert given == [("my_model", 3), ("", "auto")]


def test_no_process_is_no_number_of_workers(invoke) -> None:
    result = invoke("analyze", "export.csv", "--workers", "0")
    assert result.exit_code == 2
    assert 'Give a number of processes, 1 or more, or "auto".' in result.stderr


@pytest.mark.parametrize(
    ("export", "output"),
    [
        ("export.csv", "export.csv"),
        ("export.csv", "../{folder}/export.csv"),
        ("*.csv", "export.csv"),
        (".", "export.csv"),
        (".", "analyses.jsonl"),
    ],
)
def test_an_export_is_never_replaced_nor_joined_by_its_analyses(
    invoke, folder: Path, export: str, output: str
) -> None:
    before = (folder / "export.csv").read_bytes()
    result = invoke("analyze", export, "-o", output.format(folder=folder.name))
    assert result.exit_code == 2
    assert "among the exports" in result.stderr
    assert (folder / "export.csv").read_bytes() == before
    assert invoke("analyze", "export.csv", "-o", "analyses.jsonl").exit_code == 0


def test_an_empty_result_still_has_its_header(invoke, folder: Path) -> None:
    (folder / "export.csv").write_text("note_id,note\na,\n")
    header = invoke("analyze", "export.csv", "--format", "csv").stdout
    assert header.startswith("source,note_id,")
    assert len(header.splitlines()) == 1
    parquet = invoke("analyze", "export.csv", "--format", "parquet").stdout_bytes
    assert pq.read_table(pa.BufferReader(parquet)).schema == ANALYSIS


def test_the_place_of_rejected_rows_is_no_output(invoke, folder: Path) -> None:
    result = invoke("analyze", "export.csv", "-o", "rejects.csv")
    assert result.exit_code == 2
    assert "rejects.csv is for rejected rows" in result.stderr
