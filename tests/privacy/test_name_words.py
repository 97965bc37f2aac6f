import numpy as np
import pytest
from plain_tagger import plain_tagger

from analyzer.privacy.name_words import NAME_FLAGS, NameWords, without_name_lists

WORDS = plain_tagger().words


@pytest.mark.parametrize("kind", ["adeyemi", "okafor's", "o'dowd", "will", "grace", "zoë"])
def test_a_word_may_be_a_part_of_a_name(kind: str) -> None:
    assert WORDS.is_possible(kind)


@pytest.mark.parametrize("kind", ["i've", "he'll", "that's", "monday", "english", "40", ".", "'"])
def test_marks_contractions_days_and_languages_are_no_names(kind: str) -> None:
    assert not WORDS.is_possible(kind)


def test_a_language_that_people_are_called_may_be_a_name() -> None:
    karen = NameWords(frozenset({"karen"}), *[frozenset[str]()] * 3, WORDS.pieces, WORDS.vectors)
    assert not WORDS.is_possible("karen")
    assert karen.is_possible("karen's")


def test_a_row_tells_the_lists_that_a_word_stands_in() -> None:
    rows = WORDS.rows(["zoë", "okafor's", "waiting"])
    assert rows.shape == (3, WORDS.size)
    lists = rows[:, WORDS.vectors.shape[1] :][:, :NAME_FLAGS]
    assert lists.tolist() == [[1, 0, 1, 0, 0], [0, 1, 0, 1, 0], [0, 0, 0, 0, 0]]


def test_a_word_of_the_dictionary_is_plain_and_its_row_says_so() -> None:
    assert WORDS.is_plain("elbow's")
    assert not WORDS.is_plain("adeyemi")
    elbow, strange = WORDS.rows(["elbow", "adeyemi"])[:, WORDS.vectors.shape[1] :]
    assert (elbow[NAME_FLAGS + 1], strange[NAME_FLAGS + 1]) == (1, 0)


def test_without_the_lists_a_row_is_that_of_a_strange_word() -> None:
    strange = NameWords(*[frozenset[str]()] * 4, WORDS.pieces, WORDS.vectors)
    kinds = ["ann", "okafor", "waiting", "mrs", ":"]
    assert (without_name_lists(WORDS.rows(kinds)) == strange.rows(kinds)).all()


def test_what_a_word_says_gives_the_row_that_the_word_gives() -> None:
    kinds = ["zoë", "okafor's", "o'dowd", ",", "7", "mrs", "i", "waiting"]
    said = np.array([WORDS.said(kind) for kind in kinds])
    assert (WORDS.rows(kinds, said) == WORDS.rows(kinds)).all()
    assert (WORDS.rows(kinds)[1:2] == WORDS.rows(["okafor's"])).all()
