from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.word_pieces import WordPieces
from analyzer.training.vectors import word_vectors

NUMBERS = {"re": 0, "##book": 1, "##ed": 2, "##booked": 3, "book": 4}


def cut(word: str) -> list[str]:
    names = list(NUMBERS)
    return [names[number] for number in WordPieces(NUMBERS).of(word)]


def test_the_longest_piece_is_taken_first() -> None:
    assert cut("rebooked") == ["re", "##booked"]
    assert cut("booked") == ["book", "##ed"]


def test_a_word_that_cannot_be_cut_has_no_piece() -> None:
    assert cut("rebooks") == []
    assert cut("ed") == []


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_any_word_is_cut_into_pieces_that_cover_it_or_none(word: str) -> None:
    pieces, vectors = word_vectors()
    names = list(pieces.numbers)
    found = [names[number] for number in pieces.of(word)]
    assert "".join(piece.removeprefix("##") for piece in found) in (word, "")
    assert len(vectors) == len(names)


def test_what_is_too_long_for_a_word_is_not_cut() -> None:
    assert cut("a" * 1_000_000) == []
