import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.special import expit
from statsmodels.discrete.conditional_models import ConditionalLogit

from analyzer.insights.ridge_logistic import SPREAD, ridge_logistic


def notes(seed, people=12, each=40, habits=0.8):
    """Return outcomes, two measures and the codes of three channels and of the people."""
    random = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), each)
    habit = random.normal(0, habits, people)
    # Who documents more also writes longer, which a plain regression takes for one effect.
    measures = np.column_stack([random.normal(habit[person], 1), random.normal(size=people * each)])
    channel = random.integers(0, 3, people * each)
    log_odds = 0.8 * measures[:, 0] - 0.5 * measures[:, 1] + 0.3 * channel + habit[person]
    return random.random(people * each) < expit(log_odds), measures, (channel, person)


def all_effects(effects):
    return np.concatenate([[effects.intercept], effects.measures, *effects.groups])


def columns(measures, groups):
    ones = [np.eye(codes.max() + 1)[codes] for codes in groups]
    return np.column_stack([np.ones(len(measures)), measures, *ones])


def test_the_optimum_is_that_of_statsmodels():
    done, measures, groups = notes(1)
    dense = columns(measures, groups)
    penalty = np.full(dense.shape[1], 1 / SPREAD**2 / len(done))
    penalty[0] = 0
    model = sm.GLM(done.astype(float), dense, family=sm.families.Binomial())
    theirs = model.fit_regularized(alpha=penalty, L1_wt=0).params
    ours = all_effects(ridge_logistic(done, measures, groups))
    np.testing.assert_allclose(ours, theirs, atol=2e-3)


@pytest.mark.filterwarnings("ignore:Dropped")
def test_effects_come_from_within_people():
    """They are close to those of conditional regression, which looks at nothing else; a regression
    that does not know the people takes a third of their habits for an effect of length."""
    done, measures, (channel, person) = notes(2, people=60, each=30)
    within = np.column_stack([measures, np.eye(3)[channel][:, 1:]])
    theirs = ConditionalLogit(done.astype(int), within, groups=person).fit(disp=False).params[:2]
    ours = ridge_logistic(done, measures, (channel, person)).measures
    assert ours == pytest.approx(theirs, rel=0.07)
    without = ridge_logistic(done, measures, (channel, np.zeros_like(person))).measures
    assert without[0] > 1.3 * theirs[0]


@hypothesis_settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 8), st.integers(1, 12))
def test_the_optimum_has_no_slope(seed, people, each):
    done, measures, groups = notes(seed, people, each)
    assume(0 < done.mean() < 1)
    dense = columns(measures, groups)
    ours = all_effects(ridge_logistic(done, measures, groups))
    slope = dense.T @ (expit(dense @ ours) - done) + np.append(0, ours[1:]) / SPREAD**2
    assert slope == pytest.approx(0, abs=1e-6)


@pytest.mark.filterwarnings("error")
def test_what_tells_everything_still_has_a_finite_effect():
    done = np.arange(200) % 2 == 0
    measure = np.where(done, 1.0, -1.0)[:, np.newaxis]
    level = done.astype(int)
    effects = ridge_logistic(done, measure, (level, np.zeros(200, dtype=int)))
    assert 1 < effects.measures[0] < 10
    assert effects.groups[0][1] == pytest.approx(-effects.groups[0][0])
