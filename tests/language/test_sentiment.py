import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analyzer.language.sentiment import READ_BY_RULES, compound, valence

VADER = SentimentIntensityAnalyzer()
CORPUS = Path(__file__).parents[2] / "models" / "corpus"


@given(st.text(max_size=200))
def test_the_compound_is_vaders_own(text: str) -> None:
    assert compound(text) == VADER.polarity_scores(text)["compound"]


RULED_WORDS = """
not never no nor or isn't so this without doubt least at very kind of sort but good GOOD bad hardly
EXTREMELY the shit bomb yeah right to die for nurse NURSE great! why??? :) 😀
"""


@given(st.lists(st.sampled_from(RULED_WORDS.split()), max_size=14).map(" ".join))
def test_the_compound_follows_every_rule_of_vaders(text: str) -> None:
    assert compound(text) == VADER.polarity_scores(text)["compound"]


@given(
    st.lists(
        st.one_of(
            st.sampled_from(sorted(READ_BY_RULES)),
            st.sampled_from(sorted(VADER.lexicon)),
            st.sampled_from(["least", "no", "but", "kind", "of", "xn't", "nurse"]),
        ).flatmap(lambda word: st.sampled_from([word, word, word.upper(), f"{word}!"])),
        max_size=8,
    ).map(" ".join)
)
def test_the_compound_is_vaders_beside_every_word_that_its_rules_name(text: str) -> None:
    assert compound(text) == VADER.polarity_scores(text)["compound"]


@given(st.lists(st.lists(st.sampled_from(RULED_WORDS.split()), max_size=9).map(" ".join)))
def test_a_note_has_the_same_valence_whatever_stands_beside_it(texts: list[str]) -> None:
    alone = [row for text in texts for row in valence([text]).tolist()]
    assert valence(texts).tolist() == alone
    assert valence(texts).shape == (len(texts), 3)


def test_the_compound_of_annotated_notes_is_vaders_own() -> None:
    texts = [json.loads(line)["text"] for line in (CORPUS / "T01.jsonl").open(encoding="utf-8")]
    expected = [VADER.polarity_scores(text)["compound"] for text in texts]
    assert valence(texts)[:, 0].tolist() == expected


def test_the_end_is_read_apart_from_the_start() -> None:
    (row,) = valence(["She was furious. We talked. She thanked me warmly."])
    assert row[1] < 0 < row[2]
