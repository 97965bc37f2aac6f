from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_tagger import plain_tagger

from analyzer.language.network import Floats
from analyzer.language.tokens import Gap, tokenize
from analyzer.privacy.name_model import shipped_tagger
from analyzer.privacy.name_tagger import (
    CASES,
    WRITING,
    NameTagger,
    opens_sentence,
    possible_names,
    windows_of,
    written,
)

PLAIN = plain_tagger()


def marked(text: str, tagger: NameTagger = PLAIN) -> str:
    """Return the text with every name as its type in brackets."""
    [names] = tagger([text])
    for one in reversed(names):
        text = f"{text[: one.start]}[{one.type}]{text[one.end :]}"
    return text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann asked for Okafor", "[name] asked for [staff]"),
        ("ann rang", "[name] rang"),
        ("Zoë rang", "[name] rang"),
        ("Okafor's list, Ann’s son", "[staff]'s list, [name]’s son"),
        ("Nobody rang.", "Nobody rang."),
        ("", ""),
        (" \n ", " \n "),
    ],
)
def test_names_are_found_and_those_of_staff_told_apart(text: str, expected: str) -> None:
    assert marked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann okafor rang", "[name] rang"),
        ("okafor Priya rang", "[name] rang"),
        ("okafor rang", "okafor rang"),
        ("ANN RANG VERY CROSS", "[name] RANG VERY CROSS"),
        ("Ann, okafor rang", "[name], okafor rang"),
        ("Ann\nokafor rang", "[name]\nokafor rang"),
    ],
)
def test_a_word_that_may_be_a_name_is_one_beside_a_name(text: str, expected: str) -> None:
    assert marked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("told her dr. Did she come?", "told her dr. Did she come?"),
        ("told her dr. Waiting for the scan", "told her dr. Waiting for the scan"),
        ("per Dr. Osei", "per Dr. [staff]"),
        ("Dr. Bacon rang", "Dr. [staff] rang"),
        ("spoke to MS LONG about it", "spoke to MS [name] about it"),
        ("wife of pt w/ MS. Last visit", "wife of pt w/ MS. Last visit"),
        ("Hollis, Ann rang", "Hollis, [name] rang"),
        ("asked Mrs Quenby", "asked Mrs [staff]"),
    ],
)
def test_what_follows_a_title_is_a_name_unless_it_begins_a_sentence(text: str, expected: str):
    assert marked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q. Okafor rang", "[staff] rang"),
        ("Ann Q. rang", "[name]. rang"),
        ("Q.Ann rang", "[name] rang"),
        ("plan B for Ann", "plan B for [name]"),
        ("Ann\nB rang", "[name]\nB rang"),
    ],
)
def test_an_initial_beside_a_name_is_a_part_of_it(text: str, expected: str) -> None:
    assert marked(text) == expected


def test_what_one_mention_settles_holds_for_the_others_of_the_note() -> None:
    assert marked("OKAFOR WAS LATE") == "OKAFOR WAS LATE"
    assert marked("Okafor rang. OKAFOR WAS LATE") == "[staff] rang. [staff] WAS LATE"
    assert marked("Okafor rang, okafor") == "[staff] rang, okafor"
    [first, second] = PLAIN(["Okafor rang", "OKAFOR WAS LATE"])
    assert len(first) == 1
    assert second == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr OKAFOR", "Dr [staff]"),
        ("Dr. Mbeki came", "Dr. [staff] came"),
        ("mrs Mbeki came", "mrs [staff] came"),
        ("Dr\nMbeki came", "Dr\nMbeki came"),
        ("Dr A came", "Dr A came"),
        ("Dr The came", "Dr The came"),
        ("dr mbeki came", "dr mbeki came"),
    ],
)
def test_a_word_with_a_capital_behind_a_title_is_a_name(text: str, expected: str) -> None:
    assert marked(text) == expected


def test_a_word_counts_from_the_threshold_on() -> None:
    assert marked("OKAFOR", replace(PLAIN, threshold=0.1)) == "[staff]"
    assert marked("OKAFOR", replace(PLAIN, threshold=0.15)) == "OKAFOR"


def test_the_answers_of_all_networks_are_averaged() -> None:
    [[(weights, bias)]] = PLAIN.networks
    silent = ((np.zeros_like(weights), bias),)
    half = replace(PLAIN, networks=(*PLAIN.networks, silent))
    assert marked("ann", replace(half, threshold=0.45)) == "[name]"
    assert marked("ann", replace(half, threshold=0.55)) == "ann"


def test_what_a_hidden_layer_gives_below_zero_does_not_count() -> None:
    [[(weights, bias)]] = PLAIN.networks
    same = np.eye(3, dtype=np.float32), np.zeros(3, np.float32)
    deeper = replace(PLAIN, networks=(((weights, bias), same),), threshold=0.9)
    assert marked("ann met okafor", deeper) == "[name] met okafor"


def test_few_words_can_be_a_name() -> None:
    text = "Mbeki's bill: I've paid 40 to adeyemi on Monday; The list (A.)"
    tokens = tokenize([text])
    possible = possible_names(tokens, PLAIN.words)
    words = [text[tokens.start[place] : tokens.end[place]] for place in possible]
    assert {"Mbeki's", "adeyemi", "A"} <= set(words)
    assert not {":", "I've", "40", "Monday", "bill", "list", "("} & set(words)


def test_a_capital_may_be_that_of_a_sentence() -> None:
    text = 'Ann rang. She said: "Why?"\nThen left, Ann'
    tokens = tokenize([text, "Zoe too"])
    opens = opens_sentence(tokens)
    first = [text[tokens.start[i] : tokens.end[i]] for i in np.flatnonzero(opens[:-2])]
    assert first == ["Ann", "She", '"', "Why", '"', "Then"]
    assert opens[-2:].tolist() == [True, False]


@pytest.mark.parametrize(
    ("word", "case"), [("ann", 0), ("Ann", 1), ("ANN", 2), ("A", 3), ("McAnn", 4), ("7", None)]
)
def test_each_word_is_written_in_one_case(word: str, case: int | None) -> None:
    [[*row]] = written(tokenize([word]))[:, :CASES]
    assert row == [number == case for number in range(CASES)]


NOTES = st.lists(
    st.lists(
        st.one_of(
            st.text(max_size=5),
            st.sampled_from(["Ann", "OKAFOR", "Okafor's", "Dr.", "de", "\n", "-", "Q.", "rang"]),
        ),
        max_size=12,
    ).map(" ".join),
    min_size=1,
    max_size=5,
)


@given(NOTES)
def test_how_a_word_is_written_is_told_by_its_own_note(texts: list[str]) -> None:
    tokens = tokenize(texts)
    rows = written(tokens)
    assert rows.shape == (len(tokens.kind), WRITING)
    assert np.isin(rows, (0, 1)).all()
    assert (rows[:, CASES : CASES + len(Gap)].sum(axis=1) == 1).all()
    assert (rows[:, :CASES].sum(axis=1) <= 1).all()
    alone = [written(tokenize([text])) for text in texts]
    assert (rows == np.concatenate(alone)).all()


def windows(texts: list[str]) -> Floats:
    tokens = tokenize(texts)
    rows = PLAIN.words.rows(tokens.kinds) if tokens.kinds else np.zeros((0, PLAIN.words.size))
    return windows_of(tokens, np.arange(len(tokens.kind)), rows, written(tokens))


@given(NOTES)
def test_a_window_ends_with_its_note(texts: list[str]) -> None:
    assert (windows(texts) == np.concatenate([windows([text]) for text in texts])).all()


@pytest.mark.parametrize("tagger", [PLAIN, shipped_tagger()], ids=["plain", "shipped"])
@given(texts=NOTES)
def test_names_lie_in_order_and_are_the_same_in_any_batch(
    tagger: NameTagger, texts: list[str]
) -> None:
    together = tagger(texts)
    assert together == [names for text in texts for names in tagger([text])]
    for text, names in zip(texts, together, strict=True):
        position = 0
        for one in names:
            assert position <= one.start < one.end <= len(text)
            position = one.end


def test_no_notes_have_no_names() -> None:
    assert PLAIN([]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mrs Adeyemi was in tears about her bill.", "Mrs [name] was in tears about her bill."),
        ("told mr. hollis it was lost", "told mr. [name] it was lost"),
        ("Dr. Okafor's list ran late", "Dr. [staff]'s list ran late"),
        ("Pt Tyrell Banks: refill refused", "Pt [name]: refill refused"),
        ("daughter (Priscilla) at the bedside", "daughter ([name]) at the bedside"),
        ("She waited two hours on Monday again.", "She waited two hours on Monday again."),
        ("Explained the policy. Offered water.", "Explained the policy. Offered water."),
    ],
)
def test_the_shipped_tagger_reads_plain_notes(text: str, expected: str) -> None:
    assert marked(text, shipped_tagger()) == expected
