import re
import sys

from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.pieces import Sort, codes_of, cut

PIECE = re.compile(r" |[^\W\d_]+(?:'[^\W\d_]+)*|\d+|\s+|.", re.S)


@given(st.text(st.characters() | st.sampled_from(" \n\t\0'a9_\ud800"), max_size=80))
def test_a_text_is_cut_into_words_numbers_white_space_and_marks(text: str) -> None:
    assert cut(codes_of(text)).start.tolist() == [piece.start() for piece in PIECE.finditer(text)]


def test_every_character_is_sorted_as_regular_expressions_do() -> None:
    text = "".join(map(chr, range(sys.maxunicode + 1)))
    pieces = cut(codes_of(text))
    assert pieces.start.tolist() == [piece.start() for piece in PIECE.finditer(text)]
    sorts = {Sort.WORD: r"[^\W\d_]", Sort.NUMBER: r"\d", Sort.WHITE: r"\s"}
    firsts = "".join(text[start] for start in pieces.start.tolist())
    for sort, pattern in sorts.items():
        expected = [found.start() for found in re.finditer(pattern, firsts)]
        assert (pieces.sort == sort).nonzero()[0].tolist() == expected
