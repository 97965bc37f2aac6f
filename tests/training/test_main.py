import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.calibration import read_calibration
from analyzer.language.model import model_name, shipped_model
from analyzer.privacy.name_model import load_tagger
from analyzer.training.__main__ import main

CORPUS = Path(__file__).parents[2] / "models" / "corpus"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few notes of three authors: quick to learn from."""
    folder = tmp_path_factory.mktemp("corpus")
    for author, notes in (("T01", 20), ("T02", 20), ("T03", 5)):
        lines = (CORPUS / f"{author}.jsonl").read_text("utf-8").split("\n")[:notes]
        (folder / f"{author}.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def test_an_author_is_read_by_a_reader_of_the_others(corpus: Path) -> None:
    done = run("holdout", corpus, "--test", "T03")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["notes", "5"]
    assert lines[1].split() == ["missing", "0"]
    assert "sentiment_start: annotated (down) and read (across)" in lines
    assert done.stderr.splitlines()[-1] == "joining"


def test_every_author_of_a_pattern_is_read_by_readers_of_the_others(corpus: Path) -> None:
    done = run("crossvalidate", corpus, "--test", "T0[13]")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0].split() == ["notes", "25"]


def test_a_model_gets_its_calibration(corpus: Path, tmp_path: Path) -> None:
    shutil.copy(shipped_model() / "meta.json", tmp_path)
    done = run("calibrate", corpus, "--test", "T0[12]", "--out", tmp_path)
    assert done.exit_code == 0, done.output
    assert done.stdout.strip() == str(tmp_path / "calibration.json")
    calibration = read_calibration(tmp_path)
    assert calibration is not None
    assert calibration.model == model_name(shipped_model())
    assert (calibration.authors, calibration.notes) == (2, 40)


def test_a_calibration_needs_two_authors_and_a_model(corpus: Path, tmp_path: Path) -> None:
    done = run("calibrate", corpus, "--test", "T01", "--out", tmp_path)
    assert done.exit_code == 1
    assert "holds no trained model" in done.stderr
    shutil.copy(shipped_model() / "meta.json", tmp_path)
    done = run("calibrate", corpus, "--test", "T01", "--out", tmp_path)
    assert done.exit_code == 2
    assert "needs at least two authors" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["meta.json"]


@pytest.mark.parametrize("command", ["holdout", "crossvalidate"])
def test_an_author_without_notes_is_wrong_usage(corpus: Path, command: str) -> None:
    done = run(command, corpus, "--test", "T01", "--test", "Q*")
    assert done.exit_code == 2
    assert "CORPUS has no author Q*." in done.stderr


def test_authors_that_are_too_few_are_told_in_a_sentence(corpus: Path) -> None:
    for done in (
        run("holdout", corpus, "--test", "T0[12]"),
        run("crossvalidate", corpus, "--test", "T01", "--without", "T0[23]"),
    ):
        assert done.exit_code == 1
        assert done.stderr.startswith("Error: Training needs notes of at least two authors")


def test_a_damaged_corpus_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "T01.jsonl").write_text("{}\n")
    done = run("holdout", tmp_path, "--test", "T01")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: T01.jsonl, line 1: no field 'note_id'")


def test_names_are_found_without_the_author_of_each(corpus: Path) -> None:
    unseen = corpus / "T03.jsonl"
    done = run(
        "identifiers", corpus / "T01.jsonl", corpus / "T02.jsonl", "--test", "T01",
        "--unseen", unseen,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    first, heading, *_ = done.stdout.splitlines()
    assert first == "20 notes, names learned without the author of each"
    assert heading.split()[:3] == ["type", "n", "recall"]
    assert f"5 notes of {unseen}, names learned from all of the others" in done.stdout


def test_names_that_cannot_be_learned_are_told_in_a_sentence(corpus: Path) -> None:
    done = run("identifiers", corpus / "T01.jsonl", "--test", "T01")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: Names are learned from notes in which ")


def test_a_model_of_names_takes_the_place_of_the_one_before(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "names"
    for _ in range(2):
        done = run("names", corpus, "--out", out)
        assert done.exit_code == 0, done.output
        assert done.stdout.strip() == str(out)
    assert sum(map(len, load_tagger(out)(["Mrs Adeyemi rang."]))) <= 1
    assert [folder.name for folder in tmp_path.iterdir()] == ["names"]


@pytest.fixture
def texts(tmp_path: Path) -> tuple[str | Path, ...]:
    """Arguments that name a clinical note and some comments."""
    clinical, comments = tmp_path / "clinical.jsonl", tmp_path / "comments.csv"
    clinical.write_text(json.dumps({"text": "Patient yelling at the desk."}) + "\n")
    comments.write_text("text,sentiment\nWonderful staff.,1\nRude and uncaring.,-1\n")
    return "--clinical", clinical, "--comments", comments


def test_texts_of_others_are_read(texts: tuple[str | Path, ...]) -> None:
    done = run("external", *texts)
    assert done.exit_code == 0, done.output
    first, *_, last = done.stdout.splitlines()
    assert first.startswith("cues in 1 clinical notes: 1 ")
    assert last.startswith("sign of 2 comments, macro F1: arc ")


def test_the_model_asked_for_wins_over_the_environment(
    texts: tuple[str | Path, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANALYZER_READER__MODEL", "nowhere")
    done = run("external", *texts)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: nowhere holds no trained model")
    assert run("external", *texts, "--model", shipped_model()).exit_code == 0
