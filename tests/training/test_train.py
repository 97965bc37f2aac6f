from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from analyzer.codebook import Theme
from analyzer.language.reader import Reader, read_model
from analyzer.settings import Alerts
from analyzer.training.corpus import AnnotatedNote, read_corpus
from analyzer.training.pipeline import save_pipeline
from analyzer.training.scoring import score
from analyzer.training.train import Trained, best_threshold, train

CORPUS = Path(__file__).parents[2] / "models" / "corpus"


@pytest.fixture(scope="module")
def notes() -> list[AnnotatedNote]:
    """A few notes of three authors: enough for some labels, quick to learn from."""
    return [
        note
        for author in ("T01", "T02", "T03")
        for note in read_corpus([CORPUS / f"{author}.jsonl"])[:30]
    ]


@pytest.fixture(scope="module")
def trained(notes: list[AnnotatedNote]) -> Trained:
    return train(notes)


def test_the_same_notes_give_the_same_reader(notes: list[AnnotatedNote], trained: Trained) -> None:
    again = train(notes)
    assert (again.findings.note.weights == trained.findings.note.weights).all()
    assert (again.findings.answers.pieces == trained.findings.answers.pieces).all()
    assert again.findings.threshold == trained.findings.threshold


def test_it_learns_what_it_was_shown(notes: list[AnnotatedNote], trained: Trained) -> None:
    reader = Reader("x@0", trained.findings, trained.judgement, Alerts())
    analyses = reader.read([note.text for note in notes], [""] * len(notes))
    figures = score(
        {str(i): note.gold for i, note in enumerate(notes)},
        {str(i): asdict(analysis) for i, analysis in enumerate(analyses)},
    )
    assert figures["findings_f1"] > 0.7
    assert figures["labels"]["frustration"][0] > 0.8


def test_a_saved_reader_reads_the_same(trained: Trained, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "left over").touch()
    save_pipeline(trained, folder, "1.2.3")
    assert not (folder / "left over").exists()
    reader = read_model(folder, Alerts())
    assert reader.name == "en_interaction_notes@1.2.3"
    text = "Pt upset about the wait, apologised, booked her for Monday."
    before = Reader(reader.name, trained.findings, trained.judgement, Alerts())
    saved, kept = reader.read([text], [""])[0], before.read([text], [""])[0]
    assert [f.quote for f in saved.findings] == [f.quote for f in kept.findings]
    assert saved.sentiment_end == pytest.approx(kept.sentiment_end, abs=0.01)


def test_one_author_is_not_enough(notes: list[AnnotatedNote]) -> None:
    with pytest.raises(ValueError, match="at least two authors"):
        train([note for note in notes if note.author == "T01"])


def test_progress_is_told(notes: list[AnnotatedNote]) -> None:
    told: list[str] = []
    train(notes[:60], told.append)
    assert told == ["fold 1 of 2", "fold 2 of 2", "joining heads", "all authors"]


def test_the_threshold_gives_the_best_pooled_f1() -> None:
    wanted = np.array([[True], [True], [False], [False]])
    assert 0.3 <= best_threshold(np.array([[0.9], [0.33], [0.29], [0.1]]), wanted) <= 0.33


def test_every_theme_has_an_answer(trained: Trained) -> None:
    assert trained.judgement.themes.weights.shape[1] == len(Theme)
