"""Sentences of our own; none stands in the corpus."""

import json
from pathlib import Path

import pytest

from analyzer.codebook import Cue
from analyzer.language.context import CueWord, cancelled, cue_words
from analyzer.language.segments import Span, segment

CORPUS = Path(__file__).parents[2] / "models" / "corpus"


def words_of(text: str) -> list[CueWord]:
    return cue_words(segment([text]))[0]


def context_of(text: str, cue: Cue) -> list[str | None]:
    return [word.cancelled_by for word in words_of(text) if word.cue is cue]


@pytest.mark.parametrize(
    ("text", "cue", "kind"),
    [
        ("Denies being upset about the delay.", Cue.FRUSTRATION, "negated"),
        ("She was not angry with us.", Cue.FRUSTRATION, "negated"),
        ("No complaints today.", Cue.COMPLAINT, "negated"),
        ("He never raised his voice.", Cue.RAISED_VOICE, "negated"),
        ("Her ex yells at her on the phone.", Cue.RAISED_VOICE, "third_party"),
        ("His boss is furious that he missed a shift.", Cue.FRUSTRATION, "third_party"),
        ("Lawyer needs records for the car accident.", Cue.LEGAL, "third_party"),
        ("Her father attempted suicide in the spring.", Cue.SELF_HARM, "third_party"),
        ("Son's teacher annoyed with him again.", Cue.FRUSTRATION, "third_party"),
        ("History of crying spells.", Cue.CRYING, "history"),
        ("Past threats toward a neighbour, long settled.", Cue.THREAT, "history"),
        ("Told to call if the baby gets irritable.", Cue.FRUSTRATION, "hypothetical"),
        ("Irritable bowel, wants a refill.", Cue.FRUSTRATION, "clinical"),
        ("If he wants a supervisor, ext 12.", Cue.DEMAND_SUPERVISOR, "instruction"),
        ("Logged it in case an attorney asks.", Cue.LEGAL, "instruction"),
        ("Infant crying in the background.", Cue.CRYING, "clinical"),
        ("Complaining of headache since Friday.", Cue.COMPLAINT, "clinical"),
        ("Aggressive tumour, second opinion booked.", Cue.FRUSTRATION, "clinical"),
    ],
)
def test_context_takes_a_cue_word_back(text: str, cue: Cue, kind: str) -> None:
    assert context_of(text, cue) == [kind]


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Caller upset, wants the manager.", Cue.FRUSTRATION),
        ("Mother has hung up on me twice already.", Cue.LEAVING),
        ("Mom had tears in her eyes at the desk.", Cue.CRYING),
        ("Father has threatened the receptionist.", Cue.THREAT),
        ("Pt demanded to know if a manager was in today.", Cue.DEMAND_SUPERVISOR),
        ("Patient who is a landlord was yelling at us.", Cue.RAISED_VOICE),
        ("If nobody calls back she will sue.", Cue.LEGAL),
        ("She cried at the desk.", Cue.CRYING),
        ("He shouted that we are useless.", Cue.RAISED_VOICE),
        ("Will call his lawyer tomorrow.", Cue.LEGAL),
        ("If nobody rings back he will sue.", Cue.LEGAL),
        ("Says she will put it on Facebook.", Cue.PUBLIC),
    ],
)
def test_a_cue_word_stands(text: str, cue: Cue) -> None:
    assert None in context_of(text, cue)


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("Pt called about the bill, yelling.", True),
        ("Patient was crying in the corridor.", True),
        ("3rd caller today: upset.", False),
        ("Pt said her husband was yelling.", False),
        ('Pt wrote "still crying with laughter".', False),
        ("Pt not upset.", False),
        ("Nurse reports yelling in the lobby.", False),
        ("Patient upset stomach since Monday.", False),
        ("Pt frustrated with insurer, not us.", False),
        ("Pt screamed in pain during the dressing change.", False),
        ("Pt yelled at by ex-husband.", False),
        ("Pt tearing in right eye.", False),
        ("Pt cried out when abdomen was palpated.", False),
        ("Pt upset about the wait.", True),
        ("Caller angry, wants a call today.", True),
        ("Patient yelling at the desk.", True),
    ],
)
def test_a_word_said_plainly_of_the_patient_leaves_no_doubt(text: str, certain: bool) -> None:
    assert any(word.probability > 0.9 for word in words_of(text)) == certain


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Says he wants to kill himself.", True),
        ("Wrote that all would be better off dead.", True),
        ("Denies SI, no thoughts of self-harm.", False),
        ("Brother died by suicide in 2019.", False),
        ("Past self-harm as a teenager.", False),
        ("Pt c/o SI with plan.", True),
        ("Pt c/o feeling suicidal.", True),
        ("pt c/o wanting to kill herself", True),
        ("Patient is thinking about hurting herself.", True),
        ("Says he is going to hang himself.", True),
    ],
)
def test_a_self_harm_counts_unless_context_takes_it_back(text: str, counts: bool) -> None:
    assert any(word.probability for word in words_of(text)) == counts
    assert any(word.cue is Cue.SELF_HARM for word in words_of(text))


def test_annotated_notes_agree_that_plain_words_leave_no_doubt() -> None:
    agreed = []
    for author in range(1, 15):
        for line in (CORPUS / f"T{author:02d}.jsonl").open(encoding="utf-8"):
            note = json.loads(line)
            annotated = {finding["label"] for finding in note["findings"]}
            plain = {word.cue for word in words_of(note["text"]) if word.probability > 0.9}
            agreed += [cue in annotated for cue in plain]
    assert len(agreed) > 10
    assert sum(agreed) / len(agreed) >= 0.95


def test_a_joint_is_no_self_harm() -> None:
    assert words_of("SI joint injection booked.") == []


def test_one_standing_word_is_enough() -> None:
    text = "Not upset, but angry with billing."
    assert not cancelled(words_of(text), Cue.FRUSTRATION, Span(0, len(text)))
    assert cancelled(words_of("Not upset."), Cue.FRUSTRATION, Span(0, 10))
    assert not cancelled([], Cue.FRUSTRATION, Span(0, 10))
