"""Trains the reader: linear heads over segments, joined by heads that have seen only honest scores.

The second heads learn from out-of-fold scores: every author is scored by first heads that never saw
that author (so do the thresholds). Then the first heads are trained once more on all authors.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from analyzer.codebook import FindingKey, Theme
from analyzer.language.features import Vocabulary, blocks
from analyzer.language.findings import (
    FindingModel,
    FindingScores,
    SegmentWords,
    clause_features,
    cue_words_of,
    note_features,
    raise_by_words,
    segment_words,
)
from analyzer.language.heads import LinearHead, Scores, probability
from analyzer.language.judgement import (
    CLASSES,
    JudgementModel,
    judgement_features,
    note_words,
)
from analyzer.language.segments import Segments, segment
from analyzer.language.sentiment import valence
from analyzer.training.corpus import AnnotatedNote, clause_labels, note_labels, sentence_labels

LEAST_FINDINGS = 8
"""A label and status found in fewer notes is not learned."""
LEAST_SEGMENTS = 2
LEAST_PIECE_SEGMENTS = 3
SEGMENT_COST = 0.5
WORDS_COST = 0.3
JOINING_COST = 0.3
EVIDENCE_COST = 0.1
JUDGEMENT_COST = 0.1
"""Inverse regularisation of the heads, chosen by cross-validation over the training authors."""
OWN_WEIGHT = 3.0
OTHERS_WEIGHT = 0.7
"""In the joining heads a label's own scores are scaled up and all labels' scores down, so that
the penalty lets a label speak for itself first."""
FOLDS = 7
Labels = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Trained:
    """The two learned parts of a reader."""

    findings: FindingModel
    judgement: JudgementModel


@dataclass(frozen=True, slots=True)
class _Material:
    """A corpus, cut and counted once."""

    notes: Sequence[AnnotatedNote]
    keys: tuple[FindingKey, ...]
    segments: Segments
    words: SegmentWords
    sentences: Labels
    clauses: Labels
    answers: Labels


def train(
    notes: Sequence[AnnotatedNote], progress: Callable[[str], None] = lambda _: None
) -> Trained:
    """Return the reader learned from annotated notes; the same notes give the same reader.

    ``progress`` is told what begins. Raises ValueError for notes of fewer than two authors.
    """
    authors = np.array([note.author for note in notes])
    folds = min(FOLDS, len(set(authors)))
    if folds < 2:
        raise ValueError("Training needs notes of at least two authors, one file an author.")
    material = _prepare(notes)
    sentences = np.zeros(material.sentences.shape)
    clauses = np.zeros(material.clauses.shape)
    from_words = np.zeros(material.answers.shape)
    for fold, (seen, held) in enumerate(GroupKFold(folds).split(authors, groups=authors), start=1):
        progress(f"fold {fold} of {folds}")
        part = _first_heads(material, seen)
        rows = np.isin(material.segments.note_of_sentence, held)
        sentences[rows] = part.sentences(_sentence_blocks(part.vocabulary, material))[rows]
        rows = np.isin(material.segments.note_of_clause, held)
        clauses[rows] = part.clauses(_clause_blocks(part.vocabulary, material))[rows]
        from_words[held] = part.words(_note_features(part.vocabulary, material))[held]
    progress("joining heads")
    cues = cue_words_of(material.segments)
    features = note_features(material.segments, clauses, sentences, cues)
    wanted = note_labels(notes, material.keys)
    honest = _honest_probabilities(features, wanted, authors, folds)
    scores = FindingScores(clauses, sentences, np.zeros_like(clauses), honest, cues)
    raise_by_words(material.keys, material.segments, scores)
    lengths = np.array([len(words) for words in material.words.notes])
    judgement = judgement_features(
        material.segments, scores, valence(material.segments), lengths, from_words
    )
    questions, themes, theme_threshold = _judgement_heads(judgement, notes, authors, folds)
    progress("all authors")
    final = _first_heads(material, np.arange(len(notes)))
    return Trained(
        FindingModel(
            material.keys,
            final.vocabulary,
            final.sentences,
            final.clauses,
            _joining_head(
                clause_features(material.segments, clauses, sentences),
                material.clauses,
                EVIDENCE_COST,
                own_blocks=6,
            ),
            _joining_head(features, wanted, JOINING_COST),
            best_threshold(honest, wanted),
        ),
        JudgementModel(final.words, questions, themes, theme_threshold),
    )


def best_threshold(probabilities: Scores, wanted: Labels) -> float:
    """Return the one probability (0.20 to 0.50) that gives the best pooled F1.

    One for all labels: a threshold of its own for each fits the rare labels' noise.
    """
    grid = np.round(np.arange(0.2, 0.501, 0.01), 2)

    def pooled_f1(threshold: float) -> float:
        said = probabilities >= threshold
        return float(2 * (said & wanted).sum() / max(1, said.sum() + wanted.sum()))

    return float(max(grid, key=pooled_f1))


@dataclass(frozen=True, slots=True)
class _FirstHeads:
    vocabulary: Vocabulary
    sentences: LinearHead
    clauses: LinearHead
    words: LinearHead


def _prepare(notes: Sequence[AnnotatedNote]) -> _Material:
    counts = Counter(key for note in notes for key in {key for key, _, _ in note.findings})
    keys = tuple(sorted((k for k, n in counts.items() if n >= LEAST_FINDINGS), key=str))
    segments = segment([note.text for note in notes])
    answers = [
        [note.answers[question] == answer for question, all_ in CLASSES.items() for answer in all_]
        + [theme in note.themes for theme in Theme]
        for note in notes
    ]
    return _Material(
        notes,
        keys,
        segments,
        segment_words(segments),
        sentence_labels(notes, keys, segments),
        clause_labels(notes, keys, segments),
        np.array(answers),
    )


def _first_heads(material: _Material, seen: NDArray[np.int64]) -> _FirstHeads:
    """Return the heads over words, learned from the notes at ``seen``."""
    in_sentences = np.isin(material.segments.note_of_sentence, seen)
    in_clauses = np.isin(material.segments.note_of_clause, seen)
    vocabulary = Vocabulary.learn(
        [words for words, use in zip(material.words.sentences, in_sentences, strict=True) if use],
        LEAST_SEGMENTS,
        LEAST_PIECE_SEGMENTS,
    )
    return _FirstHeads(
        vocabulary,
        _margins(
            _sentence_blocks(vocabulary, material)[in_sentences],
            material.sentences[in_sentences],
            SEGMENT_COST,
        ),
        _margins(
            _clause_blocks(vocabulary, material)[in_clauses],
            material.clauses[in_clauses],
            SEGMENT_COST,
        ),
        _margins(
            _note_features(vocabulary, material)[seen],
            material.answers[seen],
            WORDS_COST,
        ),
    )


def _sentence_blocks(vocabulary: Vocabulary, material: _Material) -> sp.csr_array:
    note_of = material.segments.note_of_sentence
    return blocks(vocabulary, material.words.sentences, note_of).stacked()


def _clause_blocks(vocabulary: Vocabulary, material: _Material) -> sp.csr_array:
    note_of = material.segments.note_of_clause
    return blocks(vocabulary, material.words.clauses, note_of).stacked()


def _note_features(vocabulary: Vocabulary, material: _Material) -> sp.csr_array:
    return note_words(vocabulary, material.words.notes).features


def _margins(features: sp.csr_array, wanted: Labels, cost: float) -> LinearHead:
    """Return a linear head with one squared-hinge margin an output."""
    return _head(lambda column: LinearSVC(C=cost, random_state=0).fit(features, column), wanted)


def _head(fit: Callable[[NDArray[np.bool_]], Any], wanted: Labels) -> LinearHead:
    """Return a head with one fitted output a column of ``wanted``.

    A label that no note here has, or every note, cannot be learned: its output stays constant.
    """
    fitted = [fit(column) if 0 < column.sum() < len(column) else None for column in wanted.T]
    features = next(len(model.coef_[0]) for model in fitted if model)
    weights = [model.coef_[0] if model else np.zeros(features) for model in fitted]
    constant = np.where(wanted.all(axis=0), 10.0, -10.0)
    bias = [
        float(model.intercept_[0]) if model else value
        for model, value in zip(fitted, constant, strict=True)
    ]
    return LinearHead(np.array(weights).T, np.array(bias))


def _joining_head(features: Scores, wanted: Labels, cost: float, own_blocks: int = 2) -> LinearHead:
    """Return the head that reads ``note_features`` or ``clause_features``: each of their first
    ``own_blocks`` blocks of columns holds one score a key."""
    keys = wanted.shape[1]
    columns = []
    for own in range(keys):
        scale = np.full(features.shape[1], OTHERS_WEIGHT)
        scale[own : own_blocks * keys : keys] += OWN_WEIGHT
        head = _logistic_head(features * scale, wanted[:, [own]], cost)
        columns.append((head.weights[:, 0] * scale, head.bias[0]))
    weights, bias = zip(*columns, strict=True)
    return LinearHead(np.array(weights).T, np.array(bias))


def _logistic_head(features: Scores, wanted: Labels, cost: float) -> LinearHead:
    """Return a head of independent logistic outputs."""
    return _head(lambda column: _logistic(features, column, cost), wanted)


def _honest_probabilities(
    features: Scores, wanted: Labels, authors: NDArray[np.str_], folds: int
) -> Scores:
    """Return each note's probabilities from joining heads that never saw its author."""
    honest = np.zeros(wanted.shape)
    for seen, held in GroupKFold(folds).split(features, groups=authors):
        honest[held] = probability(
            _joining_head(features[seen], wanted[seen], JOINING_COST)(features[held])
        )
    return honest


def _judgement_heads(
    features: Scores, notes: Sequence[AnnotatedNote], authors: NDArray[np.str_], folds: int
) -> tuple[dict[str, LinearHead], LinearHead, float]:
    """Return the heads of the note-level questions and of the themes, and the themes' threshold."""
    questions = {}
    for question, answers in CLASSES.items():
        number = {answer: i for i, answer in enumerate(answers)}
        wanted = np.array([number[note.answers[question]] for note in notes])
        questions[question] = _answer_head(features, wanted, len(answers))
    themes = np.array([[theme in note.themes for theme in Theme] for note in notes])
    honest = np.zeros(themes.shape)
    for seen, held in GroupKFold(folds).split(features, groups=authors):
        honest[held] = probability(
            _logistic_head(features[seen], themes[seen], JUDGEMENT_COST)(features[held])
        )
    return (
        questions,
        _logistic_head(features, themes, JUDGEMENT_COST),
        best_threshold(honest, themes),
    )


def _answer_head(features: Scores, wanted: NDArray[np.int64], answers: int) -> LinearHead:
    """Return a head whose softmax is the probability of each answer; unseen answers get none."""
    fitted = _logistic(features, wanted, JUDGEMENT_COST)
    weights = np.zeros((features.shape[1], answers))
    bias = np.full(answers, -30.0)
    weights[:, fitted.classes_] = fitted.coef_.T
    bias[fitted.classes_] = fitted.intercept_
    return LinearHead(weights, bias)


def _logistic(features: Scores, wanted: NDArray[np.generic], cost: float) -> LogisticRegression:
    return LogisticRegression(C=cost, max_iter=1000).fit(features, wanted)
