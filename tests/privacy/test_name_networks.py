import gc
import pickle
import weakref

import numpy as np
import pytest
from plain_tagger import plain_tagger

from analyzer.language.network import Floats
from analyzer.language.tokens import Tokens, tokenize
from analyzer.privacy import name_networks
from analyzer.privacy.name_model import shipped_tagger
from analyzer.privacy.name_tagger import (
    NameTagger,
    answers,
    is_likely,
    possible_names,
    windows_of,
    written,
)

NOTES = [
    "Mrs Adeyemi rang, cross about Dr. Okafor's list.",
    "",
    "Tyrell, hollis: refill REFUSED\nWill said Priya-no answer, L. Pratt 40",
    "Zoë",
]


def shares_of(tagger: NameTagger, tokens: Tokens) -> Floats:
    """Return what the networks say of each possible name, window by window."""
    candidates = possible_names(tokens, tagger.words)
    inputs = windows_of(tokens, candidates, tagger.words.rows(tokens.kinds), written(tokens))
    shares = np.zeros((len(candidates), 3), np.float32)
    shares[:, 0] = 1
    likely = is_likely(tagger.screen, inputs)
    shares[likely] = answers(tagger.networks, inputs[likely])
    return shares


@pytest.mark.parametrize("tagger", [plain_tagger(), shipped_tagger()], ids=["plain", "shipped"])
def test_products_taken_apart_are_those_of_whole_windows(tagger: NameTagger) -> None:
    tokens = tokenize(NOTES)
    expected = shares_of(tagger, tokens)
    assert (expected[:, 0] < 0.5).any()
    for _ in range(2):  # words that were met are remembered
        assert (tagger.shares(tokens, possible_names(tokens, tagger.words)) == expected).all()


def test_words_are_forgotten_once_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_networks, "REMEMBERED", 12)
    monkeypatch.setattr(name_networks, "_AT_ONCE", 1)  # a window holds seven words at most
    tagger = plain_tagger()
    for texts in (NOTES[:1], NOTES, ["Okafor", "Ann rang"], NOTES[2:]):
        tokens = tokenize(texts)
        found = tagger.shares(tokens, possible_names(tokens, tagger.words))
        assert (found == shares_of(tagger, tokens)).all()


def test_a_copy_reads_as_the_tagger_does() -> None:
    tagger = plain_tagger()
    expected = tagger(NOTES)
    assert pickle.loads(pickle.dumps(tagger))(NOTES) == expected


def test_a_copy_holds_no_word_of_the_notes_that_were_read() -> None:
    tagger = plain_tagger()
    tagger(["Secretname rang"])
    assert b"secretname" not in pickle.dumps(tagger)


def test_a_tagger_that_nobody_uses_is_freed() -> None:
    tagger = plain_tagger()
    tagger(NOTES)
    gone = weakref.ref(tagger._reading)
    del tagger
    gc.collect()
    assert gone() is None
