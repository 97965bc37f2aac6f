import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer.cli import main

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
