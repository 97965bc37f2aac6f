from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.word_pieces import WordPieces
from analyzer.language.word_vectors import word_vectors

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


def test_a_mark_stands_for_itself_and_accents_do_not_count() -> None:
    pieces, _ = word_vectors()
    names = list(pieces.numbers)

    def known(word: str) -> list[str]:
        return [names[number] for number in pieces.of(word)]

    assert known("don't") == ["don", "'", "t"]
    assert known("don\N{RIGHT SINGLE QUOTATION MARK}t") == ["don", "'", "t"]
    assert known("caf\N{LATIN SMALL LETTER E WITH ACUTE}") == ["cafe"]
    assert known("\N{CJK UNIFIED IDEOGRAPH-4E00}") == []


@given(st.text("abcdefgh'-", max_size=30))
def test_any_word_is_cut_into_pieces_that_cover_what_can_be_cut(word: str) -> None:
    pieces, vectors = word_vectors()
    names = list(pieces.numbers)
    found = [names[number] for number in pieces.of(word)]
    assert "".join(piece.removeprefix("##") for piece in found) == word
    assert len(vectors) == len(names)


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_any_text_at_all_has_known_pieces_or_none(word: str) -> None:
    pieces, vectors = word_vectors()
    assert all(0 <= number < len(vectors) for number in pieces.of(word))


def test_what_is_too_long_for_a_word_is_not_cut() -> None:
    assert cut("a" * 1_000_000) == []
