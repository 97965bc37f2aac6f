import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.phrases import Phrases
from analyzer.language.tokens import tokenize

LIST = Phrases(
    [
        ("hung|hangs up", "leaving"),
        ("irrita*", "upset"),
        ("AMA", "leaving"),
        ("in 20*", "year"),
        ("# days old", "age"),
        ("days", "time"),
        ("manager", "manager"),
    ]
)


def found(*texts: str) -> list[tuple[str, str]]:
    tokens = tokenize(texts)
    return [
        (texts[tokens.note[m.first]][tokens.start[m.first] : tokens.end[m.end - 1]], m.meaning)
        for m in LIST.find(tokens)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He HUNG up.", [("HUNG up", "leaving")]),
        ("hung\nup", [("hung\nup", "leaving")]),
        ("hung it up", []),
        ("irritable, irritated", [("irritable", "upset"), ("irritated", "upset")]),
        ("left AMA, Ama waved", [("AMA", "leaving")]),
        ("in 2019", [("in 2019", "year")]),
        ("3 days old", [("3 days old", "age"), ("days", "time")]),
        ("the manager's name", [("manager's", "manager")]),
        ("managers", []),
    ],
)
def test_phrases_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_phrase_stays_in_its_note() -> None:
    assert found("he hung", "up he went") == []


@given(st.lists(st.sampled_from(["hung", "up", "days", "3", "old", "x"]), max_size=8))
def test_a_note_is_searched_the_same_in_any_company(words: list[str]) -> None:
    text = " ".join(words)
    alone = found(text)
    assert found("x", text, "days")[: len(alone)] == alone
