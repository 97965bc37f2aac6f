import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from analyzer.cli import main
from analyzer.language.model import shipped_model

CORPUS = Path(__file__).parents[2] / "models" / "corpus"


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["evaluate", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    file = tmp_path / "gold.jsonl"
    lines = (CORPUS / "T01.jsonl").read_text("utf-8").splitlines()[:20]
    file.write_text("\n".join(lines), "utf-8")
    return file


def rows_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").split("\n")]


def write(file: Path, rows: list[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return file


def figures(output: str) -> dict[str, Any]:
    return dict(json.loads(output))


def test_annotated_notes_agree_with_themselves(gold: Path) -> None:
    status, output = run(gold, gold, "--json")
    assert status == 0
    assert figures(output)["findings_f1"] == 1.0
    assert figures(output)["notes"] == 20


def test_the_shipped_model_reads_the_notes_where_no_analyses_are_given(gold: Path) -> None:
    status, output = run(gold, "--json")
    assert status == 0
    assert figures(output)["missing"] == 0
    assert figures(output)["findings_f1"] > 0.7
    assert 0 <= figures(output)["ece_p_negative"] <= 1


def test_a_folder_is_all_its_files(gold: Path) -> None:
    other = gold.with_name("other.jsonl")
    lines = (CORPUS / "T02.jsonl").read_text("utf-8").splitlines()[:5]
    other.write_text("\n".join(lines), "utf-8")
    assert figures(run(gold.parent, "--json")[1])["notes"] == 25
    other.write_text(gold.read_text("utf-8"), "utf-8")
    status, output = run(gold.parent)
    assert status == 1
    assert output == (
        "Error: other.jsonl, line 1: field 'note_id' is 'T01-001' as in gold.jsonl, line 1; "
        "give every note a note_id of its own.\n"
    )


def test_the_page_has_figures_labels_and_the_arc(gold: Path) -> None:
    status, output = run(gold)
    assert status == 0
    for line in ("findings_f1 ", "ece_p_negative ", "label ", "sentiment_start: annotated"):
        assert any(row.startswith(line) for row in output.splitlines()), line


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "gold.jsonl holds no note; give a file with a JSON object a line."),
        (b"{}\n", "gold.jsonl, line 1: no field 'note_id'; it must be a text that is not empty."),
        (b"no json\n", "gold.jsonl, line 1: not a JSON object; write one object a line."),
        (
            b'\n{"note_id": "a"}\n',
            "gold.jsonl, line 2: no field 'text'; it must be a text that is not empty.",
        ),
        (
            b'{"note_id": "a", "text": "x"}\n',
            "gold.jsonl, line 1: no field 'findings'; it must be a list of JSON objects.",
        ),
        (
            '{"note_id": "é"}\n'.encode("latin-1"),
            "gold.jsonl, line 1: not UTF-8; save the file in that encoding.",
        ),
    ],
)
def test_a_file_that_is_no_gold_is_named(tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_bytes(content)
    assert run(file) == (1, f"Error: {sentence}\n")


def test_gold_is_checked_as_a_corpus_is(gold: Path) -> None:
    rows = rows_of(gold)
    write(gold, [rows[0], rows[1] | {"escalation": 7}])
    assert run(gold) == (
        1,
        "Error: gold.jsonl, line 2: field 'escalation' is 7; it must be one of 0, 1, 2, 3.\n",
    )


def test_a_byte_order_mark_and_blank_lines_are_no_error(gold: Path) -> None:
    lines = gold.read_text("utf-8").split("\n")
    gold.write_text("\n\n".join(lines) + "\n\n", "utf-8-sig")
    status, output = run(gold, gold, "--json")
    assert status == 0
    assert figures(output)["notes"] == 20


def test_notes_that_were_judged_as_a_whole_are_scored_on_the_judgement(gold: Path) -> None:
    rows = rows_of(gold)
    analyses = write(gold.with_name("analyses.jsonl"), rows)
    write(gold, [row | {"findings": None} for row in rows])
    status, output = run(gold, analyses, "--json")
    assert status == 0
    assert figures(output)["escalation_qwk"] == 1.0
    assert "findings_f1" not in figures(output)
    status, output = run(gold, analyses)
    assert status == 0
    assert "findings_f1" not in output


@pytest.mark.parametrize(
    "change",
    [
        {"findings": None},
        {"error": "RuntimeError", "findings": None, "escalation": None},
        {"error": "RuntimeError"},
    ],
)
def test_a_row_without_an_analysis_counts_as_missing(gold: Path, change: dict[str, Any]) -> None:
    first, second, third, *rest = rows_of(gold)
    without = {"note_id": second["note_id"]}
    analyses = write(gold.with_name("analyses.jsonl"), [first | change, without, third, *rest])
    status, output = run(gold, analyses, "--json")
    assert status == 0
    assert figures(output)["missing"] == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"escalation": 7}, ": field 'escalation' is 7; it must be a number from 0 to 3."),
        (
            {"sentiment_start": "low"},
            ": field 'sentiment_start' is 'low'; it must be a number from -2 to 2.",
        ),
        ({"sentiment_end": None}, ": field 'sentiment_end' is None; it must be a number from "),
        ({"outcome": "fine"}, ": field 'outcome' is 'fine'; it must be one of resolved, "),
        ({"experience": 1}, ": field 'experience' is 1; it must be one of negative, neutral, "),
        ({"themes": ["parking"]}, ": field 'themes' is ['parking']; it must be a list, "),
        ({"p_negative": 1.5}, ": field 'p_negative' is 1.5; it must be a number from 0 to 1."),
        ({"findings": {}}, ": field 'findings' is {}; it must be a list of JSON objects."),
        (
            {"findings": [{"label": "sobbing", "quote": "x"}]},
            ", findings 1: field 'label' is 'sobbing'; it must be one of frustration, ",
        ),
        (
            {"findings": [{"label": "crying"}]},
            ", findings 1: no field 'quote'; it must be a text that is not empty.",
        ),
        (
            {"findings": [{"label": "crying", "start": None, "end": 4}]},
            ", findings 1: field 'start' is None; it must be a whole number from 0 up.",
        ),
        (
            {"findings": [{"label": "crying", "start": 0}]},
            ", findings 1: no field 'end'; it must be a whole number from 0 up.",
        ),
    ],
)
def test_a_wrong_analysis_is_named(gold: Path, change: dict[str, Any], sentence: str) -> None:
    first, second, *_ = rows_of(gold)
    analyses = write(gold.with_name("analyses.jsonl"), [first, second | change])
    status, output = run(gold, analyses)
    assert status == 1
    assert output.startswith(f"Error: analyses.jsonl, line 2{sentence}")


def test_a_note_that_was_analysed_twice_is_named(gold: Path) -> None:
    first, *_ = rows_of(gold)
    analyses = write(gold.with_name("analyses.jsonl"), [first, first])
    status, output = run(gold, analyses)
    assert status == 1
    assert output.startswith("Error: analyses.jsonl, line 2: field 'note_id' is 'T01-001' as in ")


def test_analyses_in_another_encoding_are_named(gold: Path) -> None:
    analyses = gold.with_name("analyses.jsonl")
    analyses.write_bytes('{"note_id": "é"}\n'.encode("latin-1"))
    assert run(gold, analyses) == (
        1,
        "Error: analyses.jsonl, line 1: not UTF-8; save the file in that encoding.\n",
    )


def test_the_model_asked_for_wins_over_the_environment(
    gold: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(gold, rows_of(gold)[:1])
    nowhere = gold.with_name("nowhere")
    monkeypatch.setenv("ANALYZER_READER__MODEL", str(nowhere))
    status, output = run(gold)
    assert status == 1
    assert output.startswith(f"Error: {nowhere} holds no trained model")
    assert run(gold, "--model", shipped_model())[0] == 0


def test_predictions_and_a_model_are_not_asked_for_together(gold: Path) -> None:
    status, output = run(gold, gold, "--model", gold.parent)
    assert status == 2
    assert "not both" in output


def test_redaction_is_scored_against_what_is_annotated(gold: Path) -> None:
    text = "Mrs Adeyemi rang from 555-0148, upset with Dr Okafor."
    phi = [
        {"type": "NAME", "quote": "Mrs Adeyemi"},
        {"type": "PHONE", "quote": "555-0148"},
        {"type": "ID", "quote": "upset"},
    ]
    write(gold, [rows_of(gold)[0] | {"text": text, "phi": phi, "findings": None}])
    status, output = run("--phi", gold, "--json")
    assert status == 0
    types = figures(output)["types"]
    assert {type_: types[type_]["annotated"] for type_ in types} == {
        "NAME": 1, "STAFF": 0, "PHONE": 1, "DATE": 0, "ID": 1, "ADDRESS": 0, "EMAIL": 0,
    }  # fmt: skip
    assert [types[type_]["recall"]["share"] for type_ in ("NAME", "PHONE", "ID")] == [1, 1, 0]
    assert types["STAFF"]["precision"]["share"] == 0
    assert figures(output)["found"] == 3
    assert figures(output)["precision"]["share"] == pytest.approx(2 / 3)


def test_the_page_of_identifiers_has_a_line_a_type(gold: Path) -> None:
    status, output = run("--phi", gold)
    assert status == 0
    first, *rows = output.splitlines()
    assert first.split() == ["type", "n", "recall", "right", "type", "found", "precision"]
    assert [row.split()[0] for row in rows] == [
        "NAME", "STAFF", "PHONE", "DATE", "ID", "ADDRESS", "EMAIL", "all",
    ]  # fmt: skip


def test_redaction_is_scored_on_the_text_alone(gold: Path) -> None:
    names = [row | {"patient_name": row["text"].split()[0]} for row in rows_of(gold)]
    told = write(gold.with_name("told.jsonl"), names)
    assert run("--phi", told, "--json") == run("--phi", gold, "--json")


def test_redaction_is_not_scored_with_analyses_or_a_model(gold: Path) -> None:
    for arguments in ((gold,), ("--model", shipped_model())):
        status, output = run("--phi", gold, *arguments)
        assert status == 2
        assert "--phi reads GOLD itself; leave PREDICTIONS and --model out." in output
    gold.write_text("no note")  # is refused before anything is read
    assert run("--phi", gold, gold)[0] == 2
