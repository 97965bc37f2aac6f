import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analyzer.insights.chances import log_chances
from analyzer.insights.corrections import corrections
from insights.calibrations import calibration, loose

chances = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=1, max_size=20)


@hypothesis_settings(deadline=None)
@given(chances)
def test_corrected_chances_are_chances_and_certainty_stays(pairs):
    negative, positive = np.array(pairs).T / 20
    logs = log_chances(negative, positive)
    known = corrections(logs, loose(10), 14)
    every = known.of_all(logs)
    assert every.shape == (10, 3, len(pairs))
    np.testing.assert_allclose(every.sum(axis=1), 1)
    np.testing.assert_allclose(every[4], known.of_draw(4, logs))
    for answer, given_chance in ((0, negative), (2, positive)):
        assert (every[:, answer, given_chance == 0] == 0).all()
        assert (every[:, answer, given_chance > 0] > 0).all()


def test_a_likelier_case_stays_the_likelier():
    negative = np.linspace(0, 0.9, 30)
    logs = log_chances(negative, np.full(30, 0.1))
    assert (np.diff(corrections(logs, loose(), 14).of_all(logs)[:, 0]) > 0).all()


@pytest.mark.parametrize(("asked", "expected"), [(0.6, 0.6), (0.25, 0.25), (0.1, 0.1)])
def test_a_sure_reader_needs_no_correction_of_shares(asked, expected):
    """Cases of which each is nearly certain: their share is what is counted."""
    sure = np.where(np.arange(2000) < asked * 2000, 0.99, 0.003)
    logs = log_chances(sure, np.zeros(2000))
    known = corrections(logs, calibration(*[(1, 0, 0)] * 50), 14)
    assert known.of_all(logs)[:, 0].mean() == pytest.approx(expected, abs=0.01)


def test_few_cases_keep_their_chances_on_average():
    """Nothing is known of five cases but what is read in them and what the corpus says."""
    negative = np.array([0.1, 0.2, 0.25, 0.3, 0.4])
    logs = log_chances(negative, np.full(5, 0.25))
    known = corrections(logs, calibration(*[(1, 0, 0)] * 400), 14)
    assert known.of_all(logs)[:, 0].mean(axis=0) == pytest.approx(negative, abs=0.03)
