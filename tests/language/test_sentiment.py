import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analyzer.language.sentiment import compound, valence

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


def test_the_compound_of_annotated_notes_is_vaders_own() -> None:
    texts = [json.loads(line)["text"] for line in (CORPUS / "T01.jsonl").open(encoding="utf-8")]
    expected = [VADER.polarity_scores(text)["compound"] for text in texts]
    assert valence(texts)[:, 0].tolist() == expected


def test_the_end_is_read_apart_from_the_start() -> None:
    (row,) = valence(["She was furious. We talked. She thanked me warmly."])
    assert row[1] < 0 < row[2]
