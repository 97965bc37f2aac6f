"""The scores of each note by first readers that never saw its author, put together fold by fold."""

import numpy as np

from analyzer.language.first_readers import FirstScores
from analyzer.language.segments import Segments
from analyzer.language.tokens import Ids
from analyzer.training.material import Material


def blank_scores(material: Material) -> FirstScores:
    """Return zeros for all of a corpus."""
    sentences = np.zeros(material.sentences.shape, np.float32)
    answers = np.zeros((len(material.notes), 2 * material.answers.shape[1]), np.float32)
    clauses = np.zeros(material.clauses.shape, np.float32)
    return FirstScores(sentences, clauses, sentences.copy(), answers)


def put(all_scores: FirstScores, scores: FirstScores, segments: Segments, notes: Ids) -> None:
    """Put the scores of ``notes`` into their places."""
    in_sentences = np.isin(segments.note_of_sentence, notes)
    all_scores.sentences[in_sentences] = scores.sentences
    all_scores.network[in_sentences] = scores.network
    all_scores.clauses[np.isin(segments.note_of_clause, notes)] = scores.clauses
    all_scores.answers[notes] = scores.answers


def picked(all_scores: FirstScores, segments: Segments, notes: Ids) -> FirstScores:
    """Return the scores of ``notes``, which are sorted."""
    in_sentences = np.isin(segments.note_of_sentence, notes)
    return FirstScores(
        all_scores.sentences[in_sentences],
        all_scores.clauses[np.isin(segments.note_of_clause, notes)],
        all_scores.network[in_sentences],
        all_scores.answers[notes],
    )
