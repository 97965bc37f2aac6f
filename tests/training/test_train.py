from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from analyzer.codebook import Outcome, Theme
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
    assert (again.findings.first.answers.pieces == trained.findings.first.answers.pieces).all()
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


def test_notes_without_findings_teach_the_judgement_alone(notes: list[AnnotatedNote]) -> None:
    whole = [replace(note, findings_known=False, findings=()) for note in notes[:30]]
    with_them, alone = train(notes[30:] + whole), train(notes[30:])
    assert with_them.findings.keys == alone.findings.keys
    with_them_frustrated = with_them.findings.first.sentences.bias
    assert with_them_frustrated == pytest.approx(alone.findings.first.sentences.bias, abs=0.2)
    assert (with_them.judgement.themes.bias != alone.judgement.themes.bias).any()


def test_a_heavier_note_counts_more(notes: list[AnnotatedNote]) -> None:
    some = notes[:60]
    heavier = [replace(note, weight=5.0) for note in some[:30]] + some[30:]
    light, heavy = train(some), train(heavier)
    assert (light.findings.first.sentences.bias != heavy.findings.first.sentences.bias).any()


def test_one_author_is_not_enough(notes: list[AnnotatedNote]) -> None:
    with pytest.raises(ValueError, match="at least two authors"):
        train([note for note in notes if note.author == "T01"])


def test_notes_in_which_nothing_is_frequent_are_one_sentence(notes: list[AnnotatedNote]) -> None:
    with pytest.raises(ValueError, match="No label is found in 8 notes"):
        train([notes[0], notes[30]])


def test_a_label_of_one_author_and_a_single_outcome_are_no_error(
    notes: list[AnnotatedNote],
) -> None:
    first = [note for note in notes if note.author == "T01"]
    others = [replace(note, findings=(), themes=()) for note in notes[30:]]
    same = [
        replace(note, answers={**note.answers, "outcome": Outcome.NONE}, themes=())
        for note in first + others
    ]
    reader = Reader("x@0", (trained := train(same)).findings, trained.judgement, Alerts())
    assert {a.outcome for a in reader.read([note.text for note in same], [""] * len(same))} == {
        Outcome.NONE
    }


def test_threads_do_not_change_what_is_learned(notes: list[AnnotatedNote]) -> None:
    some = notes[:60]
    with threadpool_limits(1):
        one = train(some)
    with threadpool_limits(2):
        two = train(some)
    for question, head in one.judgement.questions.items():
        assert (head.weights == two.judgement.questions[question].weights).all()


def test_progress_is_told(notes: list[AnnotatedNote]) -> None:
    told: list[str] = []
    train(notes[:60], told.append)
    assert told == [*(f"first readers: {i} of 3" for i in (1, 2, 3)), "joining"]


def test_the_threshold_gives_the_best_pooled_f1() -> None:
    wanted = np.array([[True], [True], [False], [False]])
    assert (
        0.3 <= best_threshold(np.array([[0.9], [0.33], [0.29], [0.1]]), wanted, np.ones(4)) <= 0.33
    )


def test_a_light_note_hardly_moves_the_threshold() -> None:
    likely, wanted = np.array([[0.9], [0.45], [0.25]]), np.array([[True], [False], [True]])
    assert best_threshold(likely, wanted, np.array([1.0, 1.0, 0.01])) > 0.45
    assert best_threshold(likely, wanted, np.array([1.0, 0.01, 1.0])) <= 0.25


def test_every_theme_has_an_answer(trained: Trained) -> None:
    assert trained.judgement.themes.weights.shape[1] == len(Theme)
