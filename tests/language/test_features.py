import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.features import Vocabulary, blocks, pieces, words

SEGMENTS = [
    ["pt", "very", "upset"],
    ["pt", "very", "upset", "again"],
    ["booked", "pt", "again"],
]


def learned() -> Vocabulary:
    return Vocabulary.learn(SEGMENTS, least_words=1, least_pieces=1)


@given(st.text())
def test_words_are_lower_case_and_numbers_are_one_word(text: str) -> None:
    found = words(text)
    assert all(word == word.lower() for word in found)
    assert all(word == "0" for word in found if word[0].isdigit())


def test_a_misspelt_word_shares_its_pieces() -> None:
    assert len(set(pieces("apologised")) & set(pieces("appologised"))) > 20


def test_rows_have_unit_length_where_something_is_known() -> None:
    vocabulary = learned()
    note = np.array([0, 0, 1])
    found = blocks(vocabulary, SEGMENTS, note)
    for block in (found.words, found.pieces):
        assert np.allclose(np.sqrt((block.toarray() ** 2).sum(axis=1)), 1)


def test_an_unknown_segment_is_an_empty_row() -> None:
    assert learned().word_block([["zzz"]])[0].nnz == 0
    assert learned().word_block([[]])[0].nnz == 0


def test_a_run_is_known_only_in_its_order() -> None:
    vocabulary = learned()
    whole, _ = vocabulary.word_block([["very", "upset"], ["upset", "very"]])
    assert whole[[0]].nnz == 3
    assert whole[[1]].nnz == 2


def test_neighbours_are_of_the_same_note() -> None:
    vocabulary = learned()
    found = blocks(vocabulary, SEGMENTS, np.array([0, 0, 1]))
    assert found.before[[0]].nnz == 0
    assert found.after[[0]].nnz > 0
    assert found.before[[2]].nnz == 0


@given(st.lists(st.lists(st.sampled_from(["pt", "very", "upset", "zzz"]), max_size=6), min_size=1))
def test_a_segment_reads_the_same_alone(segments: list[list[str]]) -> None:
    vocabulary = learned()
    together = vocabulary.word_block(segments)[0].toarray()
    for row, segment in zip(together, segments, strict=True):
        assert (vocabulary.word_block([segment])[0].toarray()[0] == row).all()
