"""The network that is trained is the network that reads, and its slopes are right."""

import numpy as np
import pytest

from analyzer.language.network import SentenceNetwork
from analyzer.language.segments import segment
from analyzer.language.word_vectors import word_vectors
from analyzer.training import network as training
from analyzer.training.network import Lesson, train_network

TEXTS = [
    "pt very upset. she cried, left. sorry!",
    "booked her again. 3 calls",
    "thanks",
    "Called back. ok then. Will call tomorrow by 5. fine",
]
ANSWERS = (3, 2)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in {
        "OWN_SIZE": 3,
        "WINDOWS": 6,
        "HIDDEN": 5,
        "WHOLE": 4,
        "LEAST_COUNT": 1,
    }.items():
        monkeypatch.setattr(training, name, size)


def lesson(texts: list[str] = TEXTS) -> Lesson:
    """A lesson of made-up labels; the third note's keys are not known, the second counts twice."""
    segments, chance = segment(texts), np.random.default_rng(0)
    sentences, notes = len(segments.sentence_start), len(texts)
    answers = [np.eye(size, dtype=bool)[np.arange(notes) % size] for size in ANSWERS]
    return Lesson(
        segments,
        chance.random((sentences, 5)) < 0.3,
        chance.random((notes, 5)) < 0.4,
        np.hstack([*answers, chance.random((notes, 2)) < 0.5]),
        ANSWERS,
        np.arange(notes) != 2,
        np.where(np.arange(notes) == 1, 2.0, 1.0),
    )


def fresh(of: Lesson) -> SentenceNetwork:
    everyone = np.arange(len(of.segments.texts))
    network = training.fresh_network(of, everyone, *word_vectors(), np.random.default_rng(1))
    network.learned["own"] *= 10
    return network


@pytest.mark.usefixtures("small")
def test_the_slopes_are_those_of_the_loss() -> None:
    of = lesson()
    network = fresh(of)
    prepared = training.Prepared.of(of, network)
    batch = training.Batch.of(of, np.arange(len(TEXTS)))
    arrays = {name: array.astype(np.float64) for name, array in network.learned.items()}

    def loss() -> float:
        return training.loss_and_slopes(arrays, of, batch, prepared, None)[0]

    slopes = training.loss_and_slopes(arrays, of, batch, prepared, None)[1]
    chance, step = np.random.default_rng(2), 1e-5
    for name, array in arrays.items():
        for _ in range(10):
            place = tuple(chance.integers(0, size) for size in array.shape)
            value = array[place]
            array[place] = value + step
            above = loss()
            array[place] = value - step
            below = loss()
            array[place] = value
            assert slopes[name][place] == pytest.approx((above - below) / 2 / step, abs=1e-6), name


@pytest.mark.usefixtures("small")
def test_it_learns_by_heart_what_it_sees_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "PASSES", 400)
    of = lesson()
    network = train_network(of, np.arange(len(TEXTS)), *word_vectors())
    scores, answers = network(of.segments)
    known = of.known[of.segments.note_of_sentence]
    assert ((scores > 0) == of.keys)[known].mean() > 0.9
    assert (answers[:, :3].argmax(axis=1) == of.answers[:, :3].argmax(axis=1)).mean() > 0.7


@pytest.mark.usefixtures("small")
def test_the_same_notes_give_the_same_network() -> None:
    of = lesson()
    one, other = (train_network(of, np.arange(3), *word_vectors()) for _ in range(2))
    assert all((one.learned[name] == other.learned[name]).all() for name in one.learned)


@pytest.mark.usefixtures("small")
def test_a_note_without_a_word_does_not_stop_it() -> None:
    of = lesson(["", "pt upset. left", "  \n "])
    network = train_network(of, np.arange(3), *word_vectors())
    assert all(np.isfinite(array).all() for array in network.learned.values())
