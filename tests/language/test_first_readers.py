from dataclasses import fields

import numpy as np
import pytest

from analyzer.language.first_readers import FirstReaders, FirstScores
from analyzer.language.reader import load_reader
from analyzer.language.segments import Segments, segment
from analyzer.settings import Settings

NOTES = [
    "Caller furious about the wait, 3rd call. I apologised; booked her for 3 pm.",
    "",
    "Pt here for BP check. Refill sent.",
    " \n\t",
    "...",
    "wept at the desk",
    "She thanked us. " * 90,
]


@pytest.fixture(scope="module")
def first() -> FirstReaders:
    return load_reader(Settings()).finding_model.first


def of_note(segments: Segments, scores: FirstScores, note: int) -> dict[str, np.ndarray]:
    """The rows of one note, whatever they are a row of."""
    sentences, clauses = segments.note_of_sentence == note, segments.note_of_clause == note
    return {
        "sentences": scores.sentences[sentences],
        "clauses": scores.clauses[clauses],
        "network": scores.network[sentences],
        "answers": scores.answers[[note]],
    }


@pytest.mark.parametrize("order", [1, -1])
def test_a_note_scores_the_same_alone_and_in_a_batch(first: FirstReaders, order: int) -> None:
    batch = NOTES[::order] * 3
    together = segment(batch)
    scores = first(together)
    for note, text in enumerate(batch):
        alone = segment([text])
        expected = of_note(alone, first(alone), 0)
        for name, rows in of_note(together, scores, note).items():
            np.testing.assert_array_equal(rows, expected[name], f"{name} of {text[:20]!r}")


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_a_note_without_a_token_is_one_segment_with_scores(first: FirstReaders, text: str) -> None:
    scores = first(segment([text]))
    for field in fields(scores):
        rows = getattr(scores, field.name)
        assert len(rows) == 1
        assert np.isfinite(rows).all()


def test_notes_without_a_token_read_alike(first: FirstReaders) -> None:
    scores = first(segment(["", " \n\t"]))
    for field in fields(scores):
        one, other = getattr(scores, field.name)
        np.testing.assert_array_equal(one, other)


def test_sentences_and_clauses_are_scored_for_the_same_keys(first: FirstReaders) -> None:
    scores = first(segment(NOTES))
    widths = {rows.shape[1] for rows in (scores.sentences, scores.clauses, scores.network)}
    assert widths == {len(load_reader(Settings()).finding_model.keys)}
