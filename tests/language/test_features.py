import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.features import (
    GramHead,
    Vocabulary,
    gram_head_arrays,
    gram_head_from,
    grams,
    matrix,
    pieces,
    rows,
    word_of,
)
from analyzer.language.segments import Segments, segment

TEXTS = ["pt very upset. pt very upset again.", "booked pt again. 3 calls.", "sorry"]


def learned(texts: list[str] = TEXTS) -> tuple[Vocabulary, Segments]:
    segments = segment(texts)
    sizes = np.diff(segments.sentence_tokens)
    of_token = np.repeat(np.arange(len(sizes)), sizes)
    return Vocabulary.learn(segments.tokens, of_token, 1, 1), segments


def head(vocabulary: Vocabulary, *, neighbours: bool, outputs: int = 5) -> GramHead:
    sizes = [len(run) for run in vocabulary.runs]
    columns = sum(sizes) + len(vocabulary.pieces) + 2 * sum(sizes[:2]) * neighbours
    generator = np.random.default_rng(0)
    weights = generator.normal(size=(columns, outputs)).astype(np.float32)
    return GramHead.of(vocabulary, weights, np.arange(outputs, dtype=np.float32))


def test_every_number_is_one_word() -> None:
    assert word_of("3") == word_of("2026") == "0"
    assert word_of("upset") == "upset"


def test_a_misspelt_word_shares_its_pieces() -> None:
    assert len(set(pieces("apologised")) & set(pieces("appologised"))) > 20


def test_a_vocabulary_knows_what_stands_in_enough_segments() -> None:
    segments = segment(TEXTS)
    sizes = np.diff(segments.sentence_tokens)
    of_token = np.repeat(np.arange(len(sizes)), sizes)
    twice = Vocabulary.learn(segments.tokens, of_token, 2, 2)
    assert set(twice.words) == {".", "again", "pt", "upset", "very"}
    unseen = np.where(segments.tokens.note == 0, of_token, -1)
    assert "booked" not in Vocabulary.learn(segments.tokens, unseen, 1, 1).words


def test_rows_without_a_repeated_word_have_unit_length() -> None:
    vocabulary, segments = learned(["pt very upset", "booked her again", "sorry"])
    known = grams(vocabulary, segments.tokens)
    found = matrix(known, rows(vocabulary, known, segments.sentence_tokens))
    runs = sum(len(run) for run in vocabulary.runs)
    words = found[:, :runs]
    assert np.allclose(np.sqrt(words.multiply(words).sum(axis=1)), 1)


def test_a_run_is_known_only_in_its_order() -> None:
    vocabulary, _ = learned()
    for text, count in (("very upset", 3), ("upset very", 2), ("zzz", 0)):
        segments = segment([text])
        known = grams(vocabulary, segments.tokens)
        assert sum(run.nnz for run in rows(vocabulary, known, segments.tokens.first).runs) == count


def test_a_head_adds_up_what_its_matrix_gives() -> None:
    vocabulary, segments = learned()
    known = grams(vocabulary, segments.tokens)
    for bounds, note in (
        (segments.sentence_tokens, segments.note_of_sentence),
        (segments.clause_tokens, segments.note_of_clause),
    ):
        of = rows(vocabulary, known, bounds)
        features = matrix(known, of, note).toarray()
        generator = np.random.default_rng(0)
        weights = generator.normal(size=(features.shape[1], 4)).astype(np.float32)
        added = GramHead.of(vocabulary, weights, np.ones(4, np.float32))(known, of, note)
        assert np.allclose(added, features @ weights + 1, atol=1e-4)


def test_a_head_survives_its_file() -> None:
    vocabulary, segments = learned()
    known = grams(vocabulary, segments.tokens)
    of = rows(vocabulary, known, segments.sentence_tokens)
    whole = head(vocabulary, neighbours=True)
    read = gram_head_from("x", gram_head_arrays("x", whole))
    note = segments.note_of_sentence
    assert np.allclose(whole(known, of, note), read(known, of, note), atol=0.02)


@given(
    st.lists(
        st.lists(st.sampled_from(["pt", "very", "upset", "zzz", "again."]), max_size=6).map(
            " ".join
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_note_scores_the_same_alone(texts: list[str]) -> None:
    vocabulary, _ = learned()
    scorer = head(vocabulary, neighbours=True)

    def scores(texts: list[str]) -> np.ndarray:
        segments = segment(texts)
        known = grams(vocabulary, segments.tokens)
        of = rows(vocabulary, known, segments.sentence_tokens)
        return scorer(known, of, segments.note_of_sentence)

    together = scores(texts)
    assert (np.vstack([scores([text]) for text in texts]) == together).all()
