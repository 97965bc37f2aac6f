import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer.cli import main
from analyzer.language.model import model_name

CORPUS = Path(__file__).parents[2] / "models" / "corpus"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few notes of two authors: quick to learn from."""
    folder = tmp_path_factory.mktemp("corpus")
    for author in ("T01", "T02"):
        lines = (CORPUS / f"{author}.jsonl").read_text("utf-8").splitlines()[:30]
        (folder / f"{author}.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def test_a_trained_model_can_be_evaluated(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    own = corpus / "T02.jsonl"
    done = CliRunner().invoke(
        main, ["train", str(corpus / "T01.jsonl"), "--own", str(own), "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    assert done.stdout == f"{out}\n"
    assert done.stderr.splitlines()[-1] == "joining"
    scored = CliRunner().invoke(main, ["evaluate", str(own), "--model", str(out), "--json"])
    assert json.loads(scored.output)["findings_f1"] > 0.6


def test_a_new_model_keeps_the_card_of_the_one_before(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    out.mkdir()
    for name in ("meta.json", "README.md", "left over"):
        (out / name).write_text("{}")
    (out / "README.md").write_text("# Model card\n")
    done = CliRunner().invoke(main, ["train", str(corpus), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert (out / "README.md").read_text() == "# Model card\n"
    assert not (out / "left over").exists()
    assert model_name(out).startswith("en_interaction_notes@")
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_of_other_things_is_refused_before_training(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("Once")
    done = CliRunner().invoke(main, ["train", str(corpus), "--out", str(out)])
    assert done.exit_code == 2
    assert f"the folder {out} is not empty and holds no model" in " ".join(done.stderr.split())
    assert "first readers" not in done.stderr
    assert (out / "chapter.txt").read_text() == "Once"


def test_a_folder_that_cannot_be_made_is_refused_before_training(
    corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "no" / "model"
    done = CliRunner().invoke(main, ["train", str(corpus), "--out", str(out)])
    assert done.exit_code == 2
    assert f"the folder {out.parent} is not there" in done.stderr
    assert "first readers" not in done.stderr


@pytest.mark.parametrize("weight", ["nan", "inf", "0"])
def test_a_weight_that_is_no_weight_is_refused(corpus: Path, tmp_path: Path, weight: str) -> None:
    arguments = ["train", str(corpus), "--out", str(tmp_path / "model"), "--own-weight", weight]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert "'--own-weight'" in done.stderr


def test_too_few_notes_are_told_in_a_sentence(corpus: Path, tmp_path: Path) -> None:
    few = tmp_path / "few"
    few.mkdir()
    for file in corpus.iterdir():
        (few / file.name).write_text(file.read_text("utf-8").split("\n")[0], "utf-8")
    done = CliRunner().invoke(main, ["train", str(few), "--out", str(tmp_path / "model")])
    assert done.exit_code == 1
    assert done.output.startswith("Error: No label is found in 8 notes")
    assert not (tmp_path / "model").exists()


def test_one_author_is_told_in_a_sentence(corpus: Path, tmp_path: Path) -> None:
    arguments = ["train", str(corpus / "T01.jsonl"), "--out", str(tmp_path / "model")]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert done.output.startswith("Error: Training needs notes of at least two authors")
    assert not (tmp_path / "model").exists()


def test_a_missing_package_is_named(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    monkeypatch.delitem(sys.modules, "analyzer.training.fitting", raising=False)
    monkeypatch.delitem(sys.modules, "analyzer.training.train", raising=False)
    done = CliRunner().invoke(main, ["train", str(corpus), "--out", str(tmp_path / "model")])
    assert done.exit_code == 1
    assert "Training needs the package sklearn" in done.output
