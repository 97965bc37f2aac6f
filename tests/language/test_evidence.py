from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.evidence import SHORT_NOTE, best_by_note
from analyzer.language.heads import Scores

KEYS = 5

short_sizes = st.lists(st.integers(1, SHORT_NOTE), min_size=1, max_size=12)
long_sizes = st.integers(SHORT_NOTE + 1, 3 * SHORT_NOTE)
seeds = st.integers(0, 2**32 - 1)


def check(sizes: list[int], scores: Scores) -> None:
    note = np.repeat(np.arange(len(sizes)), sizes)
    best = best_by_note(note, scores)
    assert best.dtype == scores.dtype
    assert best.tolist() == best_of_a_plain_loop(sizes, scores.tolist())


def best_of_a_plain_loop(sizes: list[int], scores: list[list[float]]) -> list[list[float]]:
    best, begin = [], 0
    for size in sizes:
        rows = scores[begin : begin + size]
        best.append([max(column) for column in zip(*rows, strict=True)])
        begin += size
    return best


def some_scores(sizes: list[int], seed: int) -> Scores:
    return np.random.default_rng(seed).normal(size=(sum(sizes), KEYS))


@given(short_sizes, seeds)
def test_the_best_of_short_notes_is_that_of_a_plain_loop(sizes: list[int], seed: int) -> None:
    check(sizes, some_scores(sizes, seed))


@given(short_sizes, long_sizes, st.randoms(use_true_random=False), seeds)
def test_the_best_of_a_long_note_beside_short_ones_is_that_of_a_plain_loop(
    sizes: list[int], long: int, random: Random, seed: int
) -> None:
    sizes = [*sizes, long]
    random.shuffle(sizes)
    check(sizes, some_scores(sizes, seed))


@pytest.mark.parametrize("longest", [1, 2, SHORT_NOTE - 1, SHORT_NOTE, SHORT_NOTE + 1])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_the_last_row_of_the_longest_note_counts(longest: int, kind: type) -> None:
    sizes = [1, longest, 1]
    scores = np.full((sum(sizes), KEYS), -9.0, kind)
    scores[longest] = 7
    check(sizes, scores)
