import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from analyzer.cli import main

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
    assert output == "Error: other.jsonl, note T01-001: stands in another file too.\n"


def test_the_page_has_figures_labels_and_the_arc(gold: Path) -> None:
    status, output = run(gold)
    assert status == 0
    for line in ("findings_f1 ", "ece_p_negative ", "label ", "sentiment_start: annotated"):
        assert any(row.startswith(line) for row in output.splitlines()), line


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "gold.jsonl holds no note."),
        ("{}\n", "gold.jsonl, line 1: not a JSON object with a note_id."),
        ("no json\n", "gold.jsonl, line 1: not a JSON object with a note_id."),
        ('{"note_id": "a"}\n', "gold.jsonl, note a: no field 'text'."),
        ('{"note_id": "a", "text": "x"}\n', "gold.jsonl, note a: no field 'findings'."),
    ],
)
def test_a_file_that_is_no_gold_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text(text, "utf-8")
    assert run(file) == (1, f"Error: {sentence}\n")


def test_predictions_and_a_model_are_not_asked_for_together(gold: Path) -> None:
    status, output = run(gold, gold, "--model", gold.parent)
    assert status == 2
    assert "not both" in output
