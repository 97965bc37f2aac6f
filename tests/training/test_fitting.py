import numpy as np
import pytest
import scipy.sparse as sp

from analyzer.language.heads import shares
from analyzer.training.fitting import answer_head, logistic_head, margin_head


@pytest.fixture
def features() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(200, 3))


def test_three_answers_are_told_apart(features: np.ndarray) -> None:
    wanted = np.digitize(features[:, 1], [-0.5, 0.5])
    likely = shares(answer_head(features, wanted, 3, np.ones(200), 10.0)(features))
    assert (likely.argmax(axis=1) == wanted).mean() > 0.9


def test_two_of_three_answers_are_told_apart_and_the_unseen_one_never_comes(
    features: np.ndarray,
) -> None:
    wanted = np.where(features[:, 0] > 0, 2, 0)
    likely = shares(answer_head(features, wanted, 3, np.ones(200), 10.0)(features))
    assert (likely.argmax(axis=1) == wanted).mean() > 0.95
    assert likely[:, 1].max() < 1e-6


def test_a_single_answer_is_always_given(features: np.ndarray) -> None:
    head = answer_head(features, np.full(200, 1), 3, np.ones(200), 10.0)
    assert shares(head(features))[:, 1].min() > 0.999


def test_a_label_that_no_row_or_every_row_has_stays_constant(features: np.ndarray) -> None:
    wanted = np.column_stack([np.zeros(200), np.ones(200), features[:, 0] > 0]).astype(bool)
    for head in (
        logistic_head(features, wanted, np.ones(200), 1.0),
        margin_head(sp.csr_array(features), wanted, np.ones(200), 1.0),
    ):
        said = head(features) > 0
        assert said[:, :2].tolist() == [[False, True]] * 200
        assert (said[:, 2] == wanted[:, 2]).mean() > 0.95


def test_labels_that_nothing_can_be_learned_of_are_no_error(features: np.ndarray) -> None:
    head = logistic_head(features, np.zeros((200, 2), dtype=bool), np.ones(200), 1.0)
    assert (head(features) < 0).all()


def test_a_row_counts_as_many_as_its_weight(features: np.ndarray) -> None:
    wanted = np.arange(200) % 2 == 0
    heavy = logistic_head(features, wanted[:, None], np.where(wanted, 9.0, 1.0), 1.0)
    assert (heavy(features) > 0).mean() > 0.9
