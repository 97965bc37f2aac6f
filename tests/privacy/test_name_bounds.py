import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_tagger import plain_tagger

from analyzer.language.tokens import tokenize
from analyzer.privacy.name_bounds import stretches

PLAIN = plain_tagger()


def marked(text: str) -> str:
    """Return the text with the names that the plain tagger finds in brackets."""
    [names] = PLAIN([text])
    for one in reversed(names):
        text = f"{text[: one.start]}[{text[one.start : one.end]}]{text[one.end :]}"
    return text


@pytest.mark.parametrize(
    "text",
    [
        "[Ann Priya Zoe] rang",
        "[Ann-Priya] rang",
        "[Ann de la Priya] rang",
        "[Ann], [Priya] and [Zoe]",
        "[Ann] - [Priya]",
        "[Ann]\n[Priya]",
        "[Ann] de\n[la Priya]",
    ],
)
def test_the_words_of_one_name_are_one(text: str) -> None:
    assert marked(text.replace("[", "").replace("]", "")) == text


@pytest.mark.parametrize(
    "text",
    [
        "told [Okafor]. [Ann] apologised to [J. Okafor]",
        "seen by [Okafor]. [Priya] rang",
        "[Ann.Priya] signed",
    ],
)
def test_the_end_of_a_sentence_parts_two_names(text: str) -> None:
    assert marked(text.replace("[", "").replace("]", "")) == text


@pytest.mark.parametrize(
    "text",
    [
        "[Ann-woo] rang",
        "asked for [Xu-Okafor-Zhu]",
        "[al-Okafor] rang",
        "an [Okafor]-waiting list",
        "[Okafor] -he rang",
        "cc [f. ann], [g.a. Okafor]",
        "[de la Okafor] rang, then [van der Okafor]",
        "[St Okafor] rang",
        "call for\nf.\n[Okafor]",
        "van\n[Okafor] waits",
    ],
)
def test_what_is_written_as_one_with_a_name_belongs_to_it(text: str) -> None:
    assert marked(text.replace("[", "").replace("]", "")) == text


@pytest.mark.parametrize(
    "text",
    [
        "rang at 9 a.m. [Okafor] said no",
        "taken b.i.d. [Priya] rang",
        "had hepatitis c. [priya] rang",
        "swelling in LE [Okafor] seen",
        "[Priya]-no answer",
        "[Okafor]-not happy",
        "mom-[Priya] rang",
        "told [Priya] I rang",
    ],
)
def test_what_only_stands_beside_a_name_is_left(text: str) -> None:
    assert marked(text.replace("[", "").replace("]", "")) == text


WORDS = ["Ann-Xu-la", "Ann", "Okafor", "de", "la", "f", ".", "-", "\n", "the", "van", "'", ","]
TEXTS = st.lists(st.sampled_from([*WORDS, *(f"{word} " for word in WORDS)]), max_size=30)


@given(st.lists(TEXTS.map("".join), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_names_hold_every_part_lie_in_their_notes_and_apart(texts, chance) -> None:
    tokens = tokenize(texts)
    is_name = np.array([chance.random() < 0.3 for _ in tokens.kind], bool)
    held = np.zeros(len(tokens.kind), bool)
    for first, last in stretches(tokens, is_name, PLAIN.words):
        assert first <= last
        assert tokens.note[first] == tokens.note[last]
        assert not held[first : last + 1].any()
        held[first : last + 1] = True
    assert held[is_name].all()
