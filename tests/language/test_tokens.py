import pickle

from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.tokens import Gap, split_phrase, tokenize

ANY_TEXT = st.text(st.characters() | st.sampled_from(" \n\0İ'’.,09aZ"), max_size=80)


@given(st.lists(ANY_TEXT, max_size=4))
def test_tokens_are_where_they_say(texts: list[str]) -> None:
    tokens = tokenize(texts)
    for note, kind, start, end in zip(
        tokens.note, tokens.kind, tokens.start, tokens.end, strict=True
    ):
        written = texts[note][start:end]
        assert len(written) == len(tokens.kinds[kind])
        assert written.lower().replace("’", "'") == tokens.kinds[kind].lower()


@given(st.lists(ANY_TEXT, max_size=4))
def test_nothing_but_white_space_is_left_out(texts: list[str]) -> None:
    tokens = tokenize(texts)
    for note, text in enumerate(texts):
        here = slice(tokens.first[note], tokens.first[note + 1])
        assert (tokens.note[here] == note).all()
        pieces = zip(tokens.start[here], tokens.end[here], strict=True)
        assert "".join(text[a:b] for a, b in pieces) == "".join(text.split())


def test_a_gap_says_what_stands_before() -> None:
    tokens = tokenize(["Pt's 3rd\ncall! ", "x"])
    assert [tokens.kinds[kind] for kind in tokens.kind] == ["pt's", "3", "rd", "call", "!", "x"]
    none, space, line = Gap.NONE, Gap.SPACE, Gap.LINE
    assert tokens.gap.tolist() == [none, space, none, line, none, none]


def test_a_copy_leaves_out_the_words_of_other_notes() -> None:
    tokenize(["Secretname left"])
    tokens = tokenize(["Pt left"])
    packed = pickle.dumps(tokens)
    assert b"secretname" not in packed
    copy = pickle.loads(packed)
    assert copy.kinds == tokens.kinds
    assert copy.told(len).tolist() == tokens.told(len).tolist() == [2, 4]


def test_a_phrase_is_cut_like_a_note() -> None:
    assert split_phrase("2nd call") == ("2", "nd", "call")
    assert split_phrase("irrita*") == ("irrita*",)
