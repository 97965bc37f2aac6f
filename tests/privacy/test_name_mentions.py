import numpy as np
import pytest

from analyzer.language.tokens import tokenize
from analyzer.privacy.name_mentions import BESIDE, SURE, everyday_names, settled
from analyzer.privacy.name_model import shipped_tagger
from analyzer.privacy.name_tagger import opens_sentence, possible_names

WORDS = shipped_tagger().words
THRESHOLD = 0.5


def named(texts: list[str], **probable: float) -> list[str]:
    """Return the words that are settled as names, given how probable some words are as written."""
    tokens = tokenize(texts)
    spans = zip(tokens.note.tolist(), tokens.start.tolist(), tokens.end.tolist(), strict=True)
    written = [texts[note][start:end] for note, start, end in spans]
    share = np.array([probable.get(word, 0) for word in written], np.float32)
    traits = tokens.told(WORDS.said)
    is_name = settled(tokens, traits, possible_names(tokens, WORDS), share, THRESHOLD)
    return [word for word, name in zip(written, is_name.tolist(), strict=True) if name]


def everyday(text: str) -> list[str]:
    """Return the everyday words that are names."""
    tokens = tokenize([text])
    places = everyday_names(tokens, tokens.told(WORDS.said), opens_sentence(tokens))
    return [text[tokens.start[place] : tokens.end[place]] for place in sorted(places.tolist())]


def test_a_word_is_a_name_above_the_threshold() -> None:
    assert named(["Okafor rang"], Okafor=THRESHOLD + 0.01) == ["Okafor"]
    assert named(["Okafor rang"], Okafor=THRESHOLD - 0.01) == []


def test_a_sure_mention_makes_names_of_the_others_of_its_note_only() -> None:
    texts = ["Okafor rang. OKAFOR late", "OKAFOR late"]
    assert named(texts, Okafor=SURE + 0.01) == ["Okafor", "OKAFOR"]


def test_a_mention_that_is_not_sure_makes_no_names_of_the_others() -> None:
    assert named(["Okafor rang. OKAFOR late"], Okafor=SURE - 0.01) == ["Okafor"]


def test_a_mention_counts_with_and_without_its_possessive() -> None:
    assert named(["Okafor's son rang. OKAFOR late"], **{"Okafor's": 0.9}) == ["Okafor's", "OKAFOR"]
    assert named(["Okafor rang. OKAFOR'S son"], Okafor=0.9) == ["Okafor", "OKAFOR'S"]


def test_another_mention_in_small_letters_is_left_to_the_networks() -> None:
    assert named(["Okafor rang, okafor"], Okafor=0.9) == ["Okafor"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("asked Mrs Okafor", ["Okafor"]),
        ("asked Dr. Okafor", ["Okafor"]),
        ("asked mrs Okafor", ["Okafor"]),
        ("asked Dr The", []),
        ("asked Dr X", []),
        ("asked Dr\nOkafor", []),
        ("her dr. Waiting", []),
        ("has MS. Okafor", []),
        ("saw MS Okafor", []),
        ("saw MS OKAFOR", ["OKAFOR"]),
        ("asked Okafor", []),
    ],
)
def test_a_word_with_a_capital_behind_a_title_is_a_name(text: str, names: list[str]) -> None:
    assert named([text]) == names


def test_no_title_reaches_into_the_next_note() -> None:
    assert named(["asked Dr", "Okafor rang"]) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Priya Okafor rang", ["Priya", "Okafor"]),
        ("Okafor Priya rang", ["Okafor", "Priya"]),
        ("Okafor, Priya rang", ["Okafor", "Priya"]),
        ("Okafor , Priya rang", ["Okafor", "Priya"]),
        ("Priya, Okafor rang", ["Priya"]),
        ("okafor, Priya rang", ["Priya"]),
        ("Okafor\nPriya rang", ["Priya"]),
        ("Okafor; Priya rang", ["Priya"]),
    ],
)
def test_a_surname_stands_beside_a_given_name_or_before_its_comma(
    text: str, names: list[str]
) -> None:
    assert named([text], Priya=0.9, Okafor=BESIDE + 0.01, okafor=BESIDE + 0.01) == names


def test_a_word_that_is_no_likely_name_is_none_beside_one() -> None:
    assert named(["Priya Okafor rang"], Priya=0.9, Okafor=BESIDE - 0.01) == ["Priya"]


def test_a_row_of_words_is_named_from_either_end() -> None:
    unsure = {"Okafor": 0.1, "Osei": 0.1}
    assert named(["Priya Okafor Osei rang"], Priya=0.9, **unsure) == ["Priya", "Okafor", "Osei"]
    assert named(["Okafor Osei Priya rang"], Priya=0.9, **unsure) == ["Okafor", "Osei", "Priya"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Wm. Hollis rang", ["Wm", "Hollis"]),
        ("Wm . Hollis rang", ["Wm"]),
        ("Wm.\nHollis rang", ["Wm"]),
        ("Wmfred. Hollis rang", ["Wmfred"]),
    ],
)
def test_a_short_given_name_may_have_a_full_stop(text: str, names: list[str]) -> None:
    assert named([text], Wm=0.9, Wmfred=0.9, Hollis=BESIDE + 0.01) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("L. Okafor rang", ["L", "Okafor"]),
        ("L Okafor rang", ["L", "Okafor"]),
        ("Okafor L. rang", ["Okafor", "L"]),
        ("Okafor\nL rang", ["Okafor"]),
        ("plan L for Okafor", ["Okafor"]),
        ("tell Okafor I rang", ["Okafor"]),
        ("I Okafor rang", ["Okafor"]),
        ("I. Okafor rang", ["I", "Okafor"]),
    ],
)
def test_an_initial_stands_beside_a_name_but_i_needs_a_full_stop(
    text: str, names: list[str]
) -> None:
    assert named([text], Okafor=0.9) == names


def test_an_initial_is_not_that_of_a_name_in_the_next_note() -> None:
    assert named(["plan L", "Okafor rang"], Okafor=0.9) == ["Okafor"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Will rang", ["Will"]),
        ("Told so. Will rang", ["Will"]),
        ("will rang", []),
        ("Will ring", []),
        ("told Will rang", []),
        ("Will\nrang", []),
        ("Nobody rang", []),
    ],
)
def test_an_everyday_word_is_a_name_where_it_acts_at_the_start(text: str, names: list[str]) -> None:
    assert everyday(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("told mr long", ["long"]),
        ("told mr. long", ["long"]),
        ("told mr\nlong", []),
        ("told mr", []),
        ("spoke to MS LONG about it", ["LONG"]),
        ("has had MS long enough", []),
        ("the wait was long", []),
    ],
)
def test_an_everyday_word_behind_a_title_is_a_name(text: str, names: list[str]) -> None:
    assert everyday(text) == names
