import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.codebook import Actor
from analyzer.language.segments import segment, turn_at, turns


def cut(text: str) -> list[str]:
    found = segment([text])
    return [
        text[start:end] for start, end in zip(found.sentence_start, found.sentence_end, strict=True)
    ]


def cut_clauses(text: str) -> list[str]:
    found = segment([text])
    return [
        text[start:end] for start, end in zip(found.clause_start, found.clause_end, strict=True)
    ]


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
        ("rtc in 72h. told her", ["rtc in 72h.", "told her"]),
        ("He said he can't. Then left.", ["He said he can't.", "Then left."]),
        ("", [""]),
        (" \n ", [" \n "]),
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
    speakers = [
        turn.actor
        for word in ("refill", "sorry", "thanks")
        if (turn := turn_at(turns(chat), chat.index(word)))
    ]
    assert speakers == [Actor.PATIENT_SIDE, Actor.AUTHOR, Actor.PATIENT_SIDE]
    assert turn_at(turns("Pt called about a refill."), 10) is None


PIECES = ["he ", "h", "4", "and i ", "but ", ", ", ". ", '" ', "- ", "\n", " ", "told her sorry "]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), max_size=4))
def test_a_note_is_cut_the_same_whatever_stands_beside_it(texts: list[str]) -> None:
    together = segment(texts)
    for note, text in enumerate(texts):
        alone = segment([text])
        here = together.note_of_clause == note
        assert together.clause_start[here].tolist() == alone.clause_start.tolist()
        assert together.clause_end[here].tolist() == alone.clause_end.tolist()
        sizes = np.diff(together.clause_tokens)[here]
        assert sizes.tolist() == np.diff(alone.clause_tokens).tolist()
        assert (together.note_of_sentence == note).sum() == len(alone.sentence_start)
