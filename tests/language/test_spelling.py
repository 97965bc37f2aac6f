import numpy as np

from analyzer.language.features import Vocabulary, grams
from analyzer.language.tokens import tokenize

LEARNED = tokenize(["pt very upset", "booked her again, very sorry"])


def vocabulary() -> Vocabulary:
    return Vocabulary.learn(LEARNED, LEARNED.note, 1, 1)


def test_what_is_remembered_is_what_is_found_out_anew() -> None:
    weights = np.random.default_rng(0).normal(size=(len(vocabulary().pieces), 3))
    weights = weights.astype(np.float32)
    used = vocabulary()
    for text in ("pt upset", "very sorry, rebooked pt", "", "upset pt again"):
        tokens = tokenize([text])
        for found in (grams(used, tokens), grams(vocabulary(), tokens)):
            told = found.spelling.scores(weights)[found.kind]
            alone = [used.pieces_of(tokens.kinds[kind]) for kind in tokens.kind]
            expected = [(used.piece_weights[one] @ weights[one]) for one in alone]
            assert np.allclose(told, np.array(expected).reshape(-1, 3), atol=1e-4)
            words = [used.word(tokens.kinds[kind]) for kind in tokens.kind]
            assert found.runs[0].tolist() == words


def test_kinds_are_forgotten_when_they_are_many(monkeypatch) -> None:
    known = vocabulary()
    before = grams(known, tokenize(["pt upset"])).spelling
    assert grams(known, tokenize(["pt sorry"])).spelling is before
    monkeypatch.setattr("analyzer.language.features.REMEMBERED", 2)
    after = grams(known, tokenize(["upset again"]))
    assert after.spelling is not before
    assert len(after.spelling) == 2
    weights = np.ones((len(known.pieces), 1), np.float32)
    anew = grams(vocabulary(), tokenize(["upset again"])).spelling
    assert (after.spelling.scores(weights) == anew.scores(weights)).all()
