import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from analyzer.insights.prevalence import shares, uncertain_shifts

CORPUS = np.array([0.24, 0.53, 0.23])


def readings(random, cases, truth):
    """Return what a calibrated reader of the corpus says of cases with other shares, shape (3, n),
    and the answers: the text is a point in the plane, about another centre for each answer."""
    centres = np.array([[1.5, 0], [0, 0], [0, 1.5]])
    answers = random.choice(3, size=cases, p=truth)
    text = centres[answers] + random.standard_normal((cases, 2))
    odds = np.log(CORPUS) - ((text[:, None] - centres) ** 2).sum(axis=2) / 2
    chances = np.exp(odds)
    return (chances / chances.sum(axis=1, keepdims=True)).T, answers


@pytest.mark.parametrize("truth", [(0.05, 0.75, 0.2), (0.24, 0.53, 0.23), (0.5, 0.3, 0.2)])
def test_the_shares_of_other_cases_are_found(truth):
    probabilities, _ = readings(np.random.default_rng(5), 20_000, truth)
    assert shares(probabilities, CORPUS, 100) == pytest.approx(truth, abs=0.02)


def test_few_cases_stay_near_the_corpus():
    probabilities, _ = readings(np.random.default_rng(5), 5, (1, 0, 0))
    assert shares(probabilities, CORPUS, 100) == pytest.approx(CORPUS, abs=0.05)
    assert shares(probabilities[:, :0], CORPUS, 100) == pytest.approx(CORPUS)


def test_no_other_shares_are_likelier():
    """The reference is a general optimiser of the likelihood with its prior."""
    probabilities, _ = readings(np.random.default_rng(8), 300, (0.4, 0.4, 0.2))

    def unlikely(asked):
        tried = np.exp(asked) / np.exp(asked).sum()
        ratio = tried / CORPUS
        return -np.log(ratio @ probabilities).sum() - 50 * CORPUS @ np.log(tried)

    best = np.exp(minimize(unlikely, np.log(CORPUS), tol=1e-10).x)
    assert shares(probabilities, CORPUS, 50) == pytest.approx(best / best.sum(), abs=1e-5)


@hypothesis_settings(deadline=None)
@given(st.lists(st.tuples(*[st.floats(0.001, 1)] * 3), max_size=20), st.floats(1, 1000), st.data())
def test_shares_are_shares_in_any_order(weights, weight, data):
    chances = np.array(weights).reshape(-1, 3).T
    chances = chances / chances.sum(axis=0)
    found = shares(chances, CORPUS, weight)
    assert found.sum() == pytest.approx(1)
    assert (found > 0).all()
    order = data.draw(st.permutations(range(chances.shape[1])))
    assert shares(chances[:, order], CORPUS, weight) == pytest.approx(found)


def test_the_uncertainty_of_the_shares_covers_the_truth():
    """Over many clinics, what 100 unjudged cases leave open is as wide as it should be."""
    random = np.random.default_rng(11)
    place = []
    for _ in range(400):
        truth = random.dirichlet(100 * CORPUS)  # as the prior says
        probabilities, _ = readings(random, 100, truth)
        draws = []
        for _ in range(40):
            shift = uncertain_shifts(probabilities, CORPUS, 100, random.standard_normal(2))
            drawn = CORPUS * np.exp(shift)
            draws.append(drawn[0] / drawn.sum())
        place.append((np.array(draws) < truth[0]).mean())
    covered = np.mean((np.array(place) >= 0.1) & (np.array(place) <= 0.9))
    assert covered == pytest.approx(0.8, abs=0.07)  # three standard errors of 400 clinics
