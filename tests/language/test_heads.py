import numpy as np
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.heads import (
    LinearHead,
    head_arrays,
    head_from,
    probability,
    scores_of,
    shares,
)


def head() -> LinearHead:
    generator = np.random.default_rng(1)
    return LinearHead(generator.normal(size=(40, 7)).astype(np.float32), np.arange(7.0))


def test_a_row_scores_the_same_in_every_batch() -> None:
    rows = np.random.default_rng(2).normal(size=(33, 40))
    together = head()(rows)
    assert (np.vstack([head()(rows[[i]]) for i in range(33)]) == together).all()
    assert (head()(sp.csr_array(rows)) == together).all()


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=5),
    st.integers(0, 20),
    st.integers(1, 60),
    st.integers(0, 2**32 - 1),
)
def test_heads_asked_at_once_say_exactly_what_each_says_alone(
    outputs: list[int], rows: int, width: int, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    heads = [
        LinearHead(generator.normal(size=(width, count)), generator.normal(size=count))
        for count in outputs
    ]
    features = generator.normal(size=(rows, width)) * generator.integers(0, 2, (rows, width))
    together = scores_of(heads, features)
    assert len(together) == len(heads)
    for head_alone, told in zip(heads, together, strict=True):
        assert told.shape == (rows, len(head_alone.bias))
        assert (told == head_alone(features)).all()


def test_a_head_survives_its_file_but_for_half_precision() -> None:
    read = head_from("x", head_arrays("x", head()))
    assert np.allclose(read.weights, head().weights, atol=2e-3)
    assert (read.bias == head().bias).all()


def test_probabilities_stay_in_range() -> None:
    assert (probability(np.array([-1e9, 0.0, 1e9])) >= 0).all()
    assert probability(np.array([0.0]))[0] == 0.5
    assert np.allclose(shares(np.array([[1e3, 0.0], [0.0, 0.0]])).sum(axis=1), 1)
