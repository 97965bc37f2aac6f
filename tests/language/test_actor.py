"""Sentences of our own; none stands in the corpus."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.codebook import Actor
from analyzer.language import actor
from analyzer.language.segments import Span, turns
from analyzer.language.tokens import tokenize


def actor_of(text: str, sentence: Span, evidence: Span) -> Actor:
    return actor.actor_of(text, sentence, evidence, turns(text))


AUTHOR, COLLEAGUE, UNCLEAR = Actor.AUTHOR, Actor.COLLEAGUE, Actor.UNCLEAR


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("I told him I was sorry.", AUTHOR),
        ("Apologised and booked a new slot.", AUTHOR),
        ("Rebooked appts for both kids.", AUTHOR),
        ("Hold placed on the account.", AUTHOR),
        ("Charge removed, letter sent.", AUTHOR),
        ("Gave tissues and waited.", AUTHOR),
        ("We sat with her until she calmed.", AUTHOR),
        ("This nurse listened to the whole story.", AUTHOR),
        ("Lab results were read to her by me.", AUTHOR),
        ("Corey had told him the same.", COLLEAGUE),
        ("MA apologised to the family.", COLLEAGUE),
        ("Nurse sat with her.", COLLEAGUE),
        ("The front desk promised a call.", COLLEAGUE),
        ("Night shift told her to wait.", COLLEAGUE),
        ("Dr. Osman explained the results.", COLLEAGUE),
        ("Was promised a call by billing.", COLLEAGUE),
        ("Manager Dana apologised to him.", COLLEAGUE),
        ("Charge nurse Tom apologised.", COLLEAGUE),
        ("RN Priya gave water.", COLLEAGUE),
        ("The office manager apologised.", COLLEAGUE),
        ("Practice manager called her back.", COLLEAGUE),
        ("Tom from billing fixed it.", COLLEAGUE),
        ("Our billing team corrected it.", COLLEAGUE),
        ("Dr Lee will call by 3pm.", COLLEAGUE),
        ("Will call her by 3pm.", AUTHOR),
        ("She was told to come back.", UNCLEAR),
        ("He was offered a refund.", UNCLEAR),
    ],
)
def test_whose_act_it_was(text: str, actor: Actor) -> None:
    assert actor_of(text, Span(0, len(text)), Span(0, len(text))) is actor


def test_most_of_eighty_sentences_are_right() -> None:
    file = Path(__file__).parent / "actors.txt"
    rows = [line.split(" | ", 1) for line in file.read_text("utf-8").splitlines()]
    whole = [Span(0, len(text)) for _, text in rows]
    read = [actor_of(text, span, span) for (_, text), span in zip(rows, whole, strict=True)]
    wrong = [row for row, actor in zip(rows, read, strict=True) if row[0] != actor]
    assert len(rows) == 80
    assert len(wrong) <= 12, wrong


def test_the_start_of_the_sentence_names_the_subject() -> None:
    text = "Priya Shah sat down with her, listened to it all"
    evidence = Span(text.index("listened"), len(text))
    assert actor_of(text, Span(0, len(text)), evidence) is COLLEAGUE


def test_a_patients_turn_is_nobodys_act_but_a_header_is_no_turn() -> None:
    chat = "Staff: hello\nPatient: you said sorry last time"
    evidence = Span(chat.index("you"), len(chat))
    assert actor_of(chat, evidence, evidence) is UNCLEAR
    form = "Caller: mother of the patient\nApologised and rebooked."
    evidence = Span(form.index("Apologised"), len(form))
    assert actor_of(form, evidence, evidence) is AUTHOR


def test_a_staff_turn_of_a_chat_is_the_authors() -> None:
    text = "Patient: no reply for days\nStaff reply: Corey has sent it, so sorry"
    start = text.index("Corey")
    assert actor_of(text, Span(start, len(text)), Span(start, len(text))) is AUTHOR


WORDS = """
Corey I Sister nurse's nurse Dr. The the lab our team desk was got being told promised by By Friday
had never booked apologised she Pt O'Brien 3rd , - _ née
"""


@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=8), st.integers(0, 7))
def test_what_may_not_be_others_is_the_authors(words: list[str], ahead: int) -> None:
    ahead = min(ahead, len(words) - 1)
    act = " ".join(words[ahead:])
    text = " ".join([*words[:ahead], act])
    start = len(text) - len(act)
    tokens = tokenize([text])
    first, behind = np.array([0]), np.array([len(tokens.kind)])
    near = np.array([start < actor.LONGEST_LEAD])
    begins = np.searchsorted(tokens.start, [start])
    if not actor.may_be_others(tokens, first, begins, behind, near)[0]:
        whole, evidence = Span(0, len(text)), Span(start, len(text))
        assert actor_of(text, whole, evidence) is AUTHOR
