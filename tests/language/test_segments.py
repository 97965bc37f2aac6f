import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.codebook import Actor
from analyzer.language.segments import Span, clauses, segment, sentences, speaker


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def cut_clauses(text: str) -> list[str]:
    return [text[start:end] for start, end in clauses(text, Span(0, len(text)))]


@given(st.lists(st.text(max_size=300), max_size=4))
def test_every_text_is_cut_within_its_bounds(texts: list[str]) -> None:
    segments = segment(texts)
    assert set(segments.note_of_sentence.tolist()) == set(range(len(texts)))
    assert set(segments.sentence_of_clause.tolist()) == set(range(len(segments.sentence_start)))
    for note, start, end in zip(
        segments.note_of_clause, segments.clause_start, segments.clause_end, strict=True
    ):
        assert 0 <= start <= end <= len(texts[note])


@given(st.text(st.sampled_from('ab .,;\n"!?and'), max_size=200))
def test_nothing_but_white_space_lies_outside_of_the_clauses(text: str) -> None:
    segments = segment([text])
    covered = "".join(
        text[start:end]
        for start, end in zip(segments.clause_start, segments.clause_end, strict=True)
    )
    assert "".join(covered.split()) == "".join(text.split())
    assert (segments.clause_start[1:] >= segments.clause_end[:-1]).all()


def test_a_long_text_is_cut() -> None:
    assert len(segment(["word " * 20_000]).clause_start) >= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Upset. Booked her in.", ["Upset.", "Booked her in."]),
        ("Dr. Lee called Mr. Ames.", ["Dr. Lee called Mr. Ames."]),
        ("Seen at 4 p.m. by me.", ["Seen at 4 p.m. by me."]),
        ('"Never again!" She left.', ['"Never again!"', "She left."]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("no full stop here", ["no full stop here"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_at_marks_and_lines(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "I said sorry about the wait, found a slot for Monday",
            ["I said sorry about the wait,", "found a slot for Monday"],
        ),
        (
            "waited two hours but nobody came to her",
            ["waited two hours", "but nobody came to her"],
        ),
        (
            "told him I was sorry and rebooked the scan",
            ["told him I was sorry", "and rebooked the scan"],
        ),
        (
            "pt came in about her march bill and it was wrong again told her i would fix it",
            [
                "pt came in about her march bill and it was wrong again",
                "told her i would fix it",
            ],
        ),
    ],
)
def test_clauses_start_where_a_new_act_does(text: str, expected: list[str]) -> None:
    assert cut_clauses(text) == expected


def test_a_chat_turn_says_who_speaks() -> None:
    chat = "Patient: where is my refill\nStaff reply: so sorry, sent now\nPatient: thanks"
    assert speaker(chat, chat.index("refill")) is Actor.PATIENT_SIDE
    assert speaker(chat, chat.index("sorry")) is Actor.AUTHOR
    assert speaker(chat, chat.index("thanks")) is Actor.PATIENT_SIDE
    assert speaker("Pt called about a refill.", 10) is None
