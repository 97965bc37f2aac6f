import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.training.scoring import macro_f1
from analyzer.training.tilts import answer_tilts


def test_an_answer_that_is_never_likeliest_is_given_its_turn() -> None:
    wanted = np.array([0] * 8 + [1] * 2)
    shares = np.array([[0.9, 0.1]] * 8 + [[0.6, 0.4]] * 2)
    tilts = answer_tilts(shares, wanted, np.ones(10))
    assert ((np.log(shares) + tilts).argmax(axis=1) == wanted).all()


@given(st.integers(0, 10_000))
def test_macro_f1_never_falls(seed: int) -> None:
    chance = np.random.default_rng(seed)
    wanted = chance.permutation(np.arange(40) % 3)
    shares = chance.dirichlet([2, 1, 0.5], 40)
    tilted = (np.log(shares + 1e-9) + answer_tilts(shares, wanted, np.ones(40))).argmax(axis=1)
    before = macro_f1(wanted.tolist(), shares.argmax(axis=1).tolist())
    assert macro_f1(wanted.tolist(), tilted.tolist()) >= before - 1e-12


def test_a_note_counts_as_its_weight() -> None:
    wanted, shares = np.array([0, 1, 0]), np.array([[0.9, 0.1], [0.6, 0.4], [0.6, 0.4]])
    for weights, answer in (([1.0, 1.0, 0.1], 1), ([1.0, 0.01, 1.0], 0)):
        tilts = answer_tilts(shares, wanted, np.array(weights))
        assert (np.log(shares[2]) + tilts).argmax() == answer
