"""Corrections for sets of cases that fewer or more people wrote."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analyzer.insights.case_counts import count_cases
from analyzer.insights.chances import log_chances
from analyzer.insights.corrections import corrections
from analyzer.insights.distributions import estimate_of
from insights.calibrations import calibration, loose

NEEDED = 12


def logs_of(random, cases):
    """Return the log chances of cases, most of them nearly sure."""
    negative, _, positive = random.dirichlet([0.3, 0.6, 0.3], size=cases).T
    return log_chances(negative, positive)


@hypothesis_settings(deadline=None, max_examples=25)
@given(
    pairs=st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=1, max_size=30),
    writers=st.floats(1, 500),
    clinic=st.floats(1, 500),
)
def test_what_is_expected_stays(pairs, writers, clinic):
    """In a small clinic too, where some cases are certain."""
    logs = log_chances(*np.array(pairs).T / 20)
    known = corrections(logs, loose(), clinic)
    own = known.of_set(logs, writers).expected(logs).sum(axis=1)
    assert own == pytest.approx(known.expected(logs).sum(axis=1), abs=1e-4)


def test_a_large_set_keeps_it_to_about_a_thousandth():
    logs = logs_of(np.random.default_rng(3), 20_000)
    known = corrections(logs, loose(), 50)
    wider = known.of_set(logs, 1).expected(logs).sum(axis=1)
    assert wider == pytest.approx(known.expected(logs).sum(axis=1), rel=2e-3)


def test_fewer_writers_spread_the_calibration_and_not_the_shares():
    logs = logs_of(np.random.default_rng(4), 400)
    known = corrections(logs, loose(200), 14)
    one = known.of_set(logs, 1)
    factor = ((1 / 14 + 1) / (2 / 14)) ** 0.5
    assert np.log(one.slopes).std() == pytest.approx(factor * np.log(known.slopes).std())
    measured = (each.shifts - each.share_shifts for each in (known, one))
    before, after = (shifts[:, [0, 2]].std(axis=0) for shifts in measured)
    assert after == pytest.approx(factor * before)
    assert (one.share_shifts == known.share_shifts).all()
    assert known.of_set(logs, 14) is known


def test_a_set_of_one_writer_has_a_wider_interval():
    logs = logs_of(np.random.default_rng(5), 500)
    known = corrections(logs, loose(200), 20)
    every = [np.arange(500)] * 3
    one, five, twenty = (
        estimate_of(counts.negatives)
        for counts in count_cases(logs, every, [1, 5, 20], NEEDED, known)
    )
    assert one.low_95 < five.low_95 < twenty.low_95
    assert one.high_95 > five.high_95 > twenty.high_95
    assert one.expected == pytest.approx(twenty.expected, rel=1e-6)


def author(random):
    """Return how one author's notes are to be corrected: log of the slope, and two shifts."""
    return random.normal([-0.1, -0.35, -0.35], [0.2, 0.45, 0.45])


def written(random, notes, correction):
    """Return what a reader says of an author's notes, shape (notes, 3), and how many are bad."""
    probabilities = random.dirichlet([0.35, 0.7, 0.35], size=notes)
    logs = np.log(np.maximum(probabilities, 1e-12))
    odds = np.exp(np.exp(correction[0]) * logs + np.array([correction[1], 0, correction[2]]))
    chance = odds[:, 0] / odds.sum(axis=1)
    return probabilities, int((random.random(notes) < chance).sum())


def test_intervals_cover_new_clinics_of_few_and_of_many_writers():
    """Authors, a calibration from them, and a clinic of others; 50 times each.

    A true coverage of 0.95 would be found under 0.86 less than once in a hundred runs.
    """
    random = np.random.default_rng(20090722)
    covered = {(1, 1): 0, (1, 14): 0, (5, 5): 0, (20, 20): 0}
    for _ in range(50):
        authors = np.array([author(random) for _ in range(14)])
        means = authors[random.integers(0, 14, size=(100, 7))].mean(axis=1)
        means[:, 0] = np.exp(means[:, 0])
        known = calibration(*means, negative=0.22, positive=0.22)
        for writers, taken_as in covered:
            parts = [written(random, 200 // writers, author(random)) for _ in range(writers)]
            read = np.concatenate([probabilities for probabilities, _ in parts])
            logs = log_chances(read[:, 0], read[:, 2])
            made = corrections(logs, known, taken_as)
            [counts] = count_cases(logs, [np.arange(len(read))], [taken_as], NEEDED, made)
            low, high = counts.negatives.quantiles([0.025, 0.975])
            covered[writers, taken_as] += low <= sum(bad for _, bad in parts) <= high
    assert min(covered[1, 1], covered[5, 5], covered[20, 20]) >= 43, covered
    assert covered[1, 14] < covered[1, 1], covered
