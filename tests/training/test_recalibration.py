from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from statsmodels.discrete.discrete_model import MNLogit

from analyzer.codebook import Experience
from analyzer.training.recalibration import calibration_of, correction


def readings(random, notes, slope, negative, positive):
    """Return probabilities, shape (notes, 3), and answers that come from their correction."""
    probabilities = random.dirichlet([0.6, 1.2, 0.6], size=notes)
    odds = slope * np.log(probabilities) + np.array([negative, 0, positive])
    truth = np.exp(odds) / np.exp(odds).sum(axis=1, keepdims=True)
    reached = truth.cumsum(axis=1) < random.random((notes, 1))
    return probabilities, np.minimum(reached.sum(axis=1), 2)


def test_a_known_correction_is_found():
    probabilities, answers = readings(np.random.default_rng(1), 20_000, 0.7, 0.4, -0.3)
    found = correction(probabilities, answers, np.ones(20_000))
    assert found == pytest.approx([0.7, 0.4, -0.3], abs=0.06)


def test_shifts_are_those_of_a_multinomial_regression():
    """Where all notes are read alike, only the shifts matter, and the shares decide them."""
    answers = np.repeat([0, 1, 2], [200, 500, 300])
    probabilities = np.tile([1 / 3, 1 / 3, 1 / 3], (1000, 1))
    slope, negative, positive = correction(probabilities, answers, np.ones(1000))
    order = np.array([1, 0, 2])[answers]  # the reference, neutral, first
    known = MNLogit(order, np.ones((1000, 1))).fit(disp=0).params[0]
    assert [negative, positive] == pytest.approx(list(known), abs=0.01)
    assert slope == pytest.approx(1, abs=0.01)


@hypothesis_settings(deadline=None, max_examples=25)
@given(st.data())
def test_a_note_counts_as_its_weight(data):
    notes = data.draw(st.integers(2, 8))
    probabilities, answers = readings(np.random.default_rng(notes), notes, 1, 0, 0)
    times = np.array(data.draw(st.lists(st.integers(0, 4), min_size=notes, max_size=notes)))
    weighed = correction(probabilities, answers, times.astype(float))
    repeated = np.repeat(np.arange(notes), times)
    copied = correction(probabilities[repeated], answers[repeated], np.ones(len(repeated)))
    assert weighed == pytest.approx(copied, abs=1e-3)
    assert weighed[0] > 0


def test_without_notes_nothing_is_corrected():
    none = np.zeros((0, 3)), np.zeros(0, dtype=int), np.zeros(0)
    assert correction(*none).tolist() == [1, 0, 0]


def corpus(random, authors, spread):
    """Return notes and analyses of authors, each misjudged by the reader in another way."""
    notes, analyses = [], []
    for author in range(authors):
        shift = random.normal(0, spread)
        for chances, answer in zip(*readings(random, 100, 1, shift, 0), strict=True):
            answers = {"experience": list(Experience)[answer]}
            notes.append(SimpleNamespace(author=f"T{author}", answers=answers))
            analyses.append(SimpleNamespace(p_negative=chances[0], p_positive=chances[2]))
    return notes, analyses


def test_a_calibration_tells_how_much_authors_differ():
    random = np.random.default_rng(6)
    alike, apart = (calibration_of(*corpus(random, 14, spread), "notes@1") for spread in (0.0, 0.8))
    for one in (alike, apart):
        assert (one.model, one.authors, one.notes) == ("notes@1", 14, 1400)
        assert one.slopes.shape == (200,)
        assert one.shifts.shape == (200, 2)
        assert 0.1 < one.negative < 0.5
        assert np.median(one.slopes) == pytest.approx(1, abs=0.15)
    assert apart.shifts[:, 0].std() > 1.5 * alike.shifts[:, 0].std()
    assert np.abs(np.median(alike.shifts, axis=0)).max() < 0.25


def test_the_same_notes_give_the_same_calibration():
    made = corpus(np.random.default_rng(7), 3, 0.3)
    one, other = (calibration_of(*made, "notes@1") for _ in range(2))
    assert one.slopes.tolist() == other.slopes.tolist()
    assert one.shifts.tolist() == other.shifts.tolist()
