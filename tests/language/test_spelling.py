import numpy as np
import pytest
from numpy.typing import NDArray

from analyzer.language.features import Grams, Vocabulary, grams
from analyzer.language.tokens import tokenize

LEARNED = tokenize(["pt very upset", "booked her again, very sorry"])


def vocabulary() -> Vocabulary:
    return Vocabulary.learn(LEARNED, LEARNED.note, 1, 1)


def some_weights() -> NDArray[np.float32]:
    weights = np.random.default_rng(0).normal(size=(len(vocabulary().pieces), 3))
    return weights.astype(np.float32)


def check_scores(used: Vocabulary, found: Grams, weights: NDArray[np.float32]) -> None:
    kinds = [found.tokens.kinds[kind] for kind in found.tokens.kind]
    alone = [used.pieces_of(kind) for kind in kinds]
    expected = [used.piece_weights[one] @ weights[one] for one in alone]
    told = found.spelling.scores(weights)[found.kind]
    assert np.allclose(told, np.array(expected).reshape(-1, 3), atol=1e-4)


def test_what_is_remembered_is_what_is_found_out_anew() -> None:
    weights, used = some_weights(), vocabulary()
    for text in ("pt upset", "very sorry, rebooked pt", "", "upset pt again"):
        tokens = tokenize([text])
        for found in (grams(used, tokens), grams(vocabulary(), tokens)):
            check_scores(used, found, weights)
            words = [used.word(tokens.kinds[kind]) for kind in tokens.kind]
            assert found.runs[0].tolist() == words


def test_kinds_are_forgotten_when_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    known, weights = vocabulary(), some_weights()
    found = grams(known, tokenize(["pt upset"]))
    before = found.spelling
    check_scores(known, found, weights)
    assert grams(known, tokenize(["pt sorry"])).spelling is before
    monkeypatch.setattr("analyzer.language.features.REMEMBERED", 2)
    anew = grams(known, tokenize(["upset again"]))
    assert anew.spelling is not before
    assert len(anew.spelling) == 2
    check_scores(known, anew, weights)
    check_scores(known, found, weights)
