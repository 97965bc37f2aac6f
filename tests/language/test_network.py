import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.language import network as module
from analyzer.language.network import (
    SentenceNetwork,
    blockwise,
    network_arrays,
    network_from,
    pool,
    surroundings,
    windows,
    word_inputs,
)
from analyzer.language.segments import segment
from analyzer.language.word_pieces import WordPieces

PIECES = {"pt": 0, "up": 1, "##set": 2, "very": 3, "0": 4, ".": 5}
SIZES = {"own": 3, "window": 6, "hidden": 5, "keys": 4, "answers": 7}


@pytest.fixture(scope="module")
def network() -> SentenceNetwork:
    chance = np.random.default_rng(3)

    def some(*shape: int) -> np.ndarray:
        return chance.normal(size=shape).astype(np.float32)

    hidden, window = SIZES["hidden"], SIZES["window"]
    learned = {
        "own": some(3, SIZES["own"]),
        "windows": some(3, 3 + SIZES["own"], window),
        "windows_bias": some(window),
    }
    for name, inputs, outputs in (
        ("sentence", 2 * window, hidden),
        ("context", 4 * hidden, hidden),
        ("keys", hidden, SIZES["keys"]),
        ("whole", 4 * hidden, hidden),
        ("answers", hidden, SIZES["answers"]),
    ):
        learned |= {name: some(inputs, outputs), f"{name}_bias": some(outputs)}
    learned["keys_alone"] = some(hidden, SIZES["keys"])
    return SentenceNetwork(WordPieces(PIECES), some(6, 3), {"pt": 1, "left": 2}, learned)


def test_it_scores_every_sentence_and_every_note(network: SentenceNetwork) -> None:
    segments = segment(["pt very upset. left", "", "pt"])
    scores, answers = network(segments)
    assert scores.shape == (4, SIZES["keys"])
    assert answers.shape == (3, SIZES["answers"])
    assert np.isfinite(scores).all()


@settings(deadline=None)
@given(st.lists(st.text("ptup set.very0 ", max_size=60), min_size=1, max_size=70))
def test_a_note_reads_the_same_in_every_batch(network: SentenceNetwork, texts: list[str]) -> None:
    together = segment(texts)
    scores, answers = network(together)
    for note in {0, len(texts) - 1}:
        alone, answer = network(segment([texts[note]]))
        assert (scores[together.note_of_sentence == note] == alone).all()
        assert (answers[note] == answer[0]).all()


def test_a_batch_of_more_words_than_it_remembers_reads_the_same(
    network: SentenceNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["pt very upset", "left left", "upset pt 0 .", "pt very upset left 0 . set"]
    before = [network(segment([text]))[0] for text in texts]
    monkeypatch.setattr(module, "REMEMBERED", 5)  # space and end are tokens too
    forgetful = pickle.loads(pickle.dumps(network))
    after = [forgetful(segment([text]))[0] for text in texts * 2]
    assert all((a == b).all() for a, b in zip(before * 2, after, strict=True))


def test_threads_may_share_it(network: SentenceNetwork) -> None:
    texts = [f"pt very upset{i} left set{i % 7}" for i in range(200)]
    alone = [pickle.loads(pickle.dumps(network))(segment([text]))[0] for text in texts]
    shared = pickle.loads(pickle.dumps(network))
    with ThreadPoolExecutor(8) as pool_of_threads:
        together = list(pool_of_threads.map(lambda text: shared(segment([text]))[0], texts * 5))
    assert all((a == b).all() for a, b in zip(alone * 5, together, strict=True))


def test_the_words_it_met_stay_out_of_a_copy(network: SentenceNetwork) -> None:
    network(segment(["pt Secretname left"]))
    assert b"secretname" not in pickle.dumps(network).lower()


def test_a_saved_network_reads_the_same(network: SentenceNetwork) -> None:
    words = ["pt", "left"]
    again = network_from(network_arrays(network), list(PIECES), words)
    segments = segment(["pt very upset. left"])
    assert again(segments)[0] == pytest.approx(network(segments)[0], abs=0.2)


def test_the_words_of_a_sentence_see_no_further_than_it() -> None:
    found = windows(np.array([1, 2, 3]), np.array([0, 2, 3]))
    assert found.tolist() == [[0, 1, 0], [1, 2, 3], [2, 0, 0]]


def test_a_sentence_is_seen_with_its_neighbours_and_its_note() -> None:
    sentence = np.array([[1.0], [3.0], [5.0]], np.float32)
    around = surroundings(sentence, np.array([0, 0, 1]), 2)
    assert around.of_sentences.tolist() == [[1, 0, 3, 2], [3, 1, 0, 2], [5, 0, 0, 5]]
    assert around.of_notes.tolist() == [[2, 3, 1, 3], [5, 5, 5, 5]]


def test_a_word_is_the_mean_of_its_pieces_beside_its_own_vector() -> None:
    vectors = np.arange(6, dtype=np.float32).reshape(6, 1)
    own = np.array([[-1.0], [9.0]], np.float32)
    found = word_inputs(["upset", "pt", "§"], WordPieces(PIECES), vectors, {"pt": 1}, own)
    assert found.tolist() == [[1.5 * module.VECTOR_SCALE, -1], [0, 9], [0, -1]]


def test_pooling_takes_the_highest_and_the_sum_over_the_root() -> None:
    hidden = np.array([[[1.0, 0.0], [2.0, 4.0], [0.0, 0.0], [1.0, 0.0]]], np.float32)
    assert pool(hidden).tolist() == [[2, 4, 2, 2]]


@given(st.integers(0, 200))
def test_a_product_by_blocks_is_the_product(rows: int) -> None:
    chance = np.random.default_rng(rows)
    left = chance.normal(size=(rows, 7)).astype(np.float32)
    right = chance.normal(size=(7, 3)).astype(np.float32)
    assert blockwise(left, right) == pytest.approx(left @ right, abs=1e-4)
