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
from analyzer.language.context import cue_words
from analyzer.language.evidence import clause_blocks, clause_places
from analyzer.language.features import GramHead, Vocabulary, grams, matrix, rows
from analyzer.language.findings import (
    FindingModel,
    FindingScores,
    note_features,
    raise_by_words,
)
from analyzer.language.heads import LinearHead, Scores, probability, shares
from analyzer.language.judgement import (
    CLASSES,
    SCALES,
    JudgementModel,
    judgement_features,
    mean_answer,
)
from analyzer.language.segments import Segments, segment
from analyzer.language.sentiment import valence
from analyzer.language.tokens import Ids
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
    """A corpus, cut once, with its labels: a row a sentence, a clause and a note."""

    notes: Sequence[AnnotatedNote]
    authors: NDArray[np.str_]
    keys: tuple[FindingKey, ...]
    segments: Segments
    sentences: Labels
    clauses: Labels
    findings: Labels
    answers: Labels

    def folds(self) -> list[tuple[Ids, Ids]]:
        """Return the notes to learn from and those to score, no author on both sides."""
        count = min(FOLDS, len(set(self.authors)))
        return list(GroupKFold(count).split(self.authors, groups=self.authors))


def train(
    notes: Sequence[AnnotatedNote], progress: Callable[[str], None] = lambda _: None
) -> Trained:
    """Return the reader learned from annotated notes; the same notes give the same reader.

    ``progress`` is told what begins. Raises ValueError for notes of fewer than two authors.
    """
    if len({note.author for note in notes}) < 2:
        raise ValueError("Training needs notes of at least two authors, one file an author.")
    material = _prepare(notes)
    segments = material.segments
    sentences = np.zeros(material.sentences.shape, np.float32)
    clauses = np.zeros(material.clauses.shape, np.float32)
    answers = np.zeros(material.answers.shape, np.float32)
    folds = material.folds()
    for fold, (seen, held) in enumerate(folds, start=1):
        progress(f"fold {fold} of {len(folds)}")
        part = _first_heads(material, seen)
        of_sentences, of_clauses, of_notes = part.scores(segments)
        in_held = np.isin(segments.note_of_sentence, held)
        sentences[in_held] = of_sentences[in_held]
        in_held = np.isin(segments.note_of_clause, held)
        clauses[in_held] = of_clauses[in_held]
        answers[held] = of_notes[held]
    progress("joining heads")
    cues = cue_words(segments)
    features = note_features(segments, clauses, sentences, cues)
    wanted = material.findings
    honest = np.zeros(wanted.shape)
    for seen, held in folds:
        head = _joining_head(features[seen], wanted[seen])
        honest[held] = probability(head(features[held]))
    scores = FindingScores(clauses, sentences, np.zeros_like(clauses), honest, answers, cues)
    raise_by_words(material.keys, segments, scores)
    judgement = _judgement(material, scores)
    progress("all authors")
    final = _first_heads(material, np.arange(len(notes)))
    return Trained(
        FindingModel(
            material.keys,
            final.vocabulary,
            final.sentences,
            final.clauses,
            final.answers,
            _evidence_weights(material, clauses, sentences),
            _joining_head(features, wanted),
            best_threshold(honest, wanted),
        ),
        judgement,
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
    """The heads over words."""

    vocabulary: Vocabulary
    sentences: GramHead
    clauses: GramHead
    answers: GramHead

    def scores(self, segments: Segments) -> tuple[Scores, Scores, Scores]:
        """Return a row of scores for each sentence, clause and note."""
        known = grams(self.vocabulary, segments.tokens)
        heads = self.sentences, self.clauses, self.answers
        levels = zip(heads, _levels(segments), strict=True)
        of_sentences, of_clauses, of_notes = (
            head(known, rows(self.vocabulary, known, bounds), note)
            for head, (bounds, note) in levels
        )
        return of_sentences, of_clauses, of_notes


def _levels(segments: Segments) -> tuple[tuple[Ids, Ids], ...]:
    """Return where the tokens of sentences, clauses and notes begin, and the note of each."""
    tokens = segments.tokens
    return (
        (segments.sentence_tokens, segments.note_of_sentence),
        (segments.clause_tokens, segments.note_of_clause),
        (tokens.first, np.arange(len(tokens.texts))),
    )


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
        np.array([note.author for note in notes]),
        keys,
        segments,
        sentence_labels(notes, keys, segments),
        clause_labels(notes, keys, segments),
        note_labels(notes, keys),
        np.array(answers),
    )


def _first_heads(material: _Material, seen: Ids) -> _FirstHeads:
    """Return the heads over words, learned from the notes at ``seen``."""
    segments = material.segments
    sentence = np.repeat(np.arange(len(segments.sentence_start)), np.diff(segments.sentence_tokens))
    sentence[~np.isin(segments.tokens.note, seen)] = -1
    vocabulary = Vocabulary.learn(segments.tokens, sentence, LEAST_SEGMENTS, LEAST_PIECE_SEGMENTS)
    known = grams(vocabulary, segments.tokens)
    heads = []
    for (bounds, note), labels, cost, beside in zip(
        _levels(segments),
        (material.sentences, material.clauses, material.answers),
        (SEGMENT_COST, SEGMENT_COST, WORDS_COST),
        (True, True, False),
        strict=True,
    ):
        use = np.isin(note, seen)
        features = matrix(known, rows(vocabulary, known, bounds), note if beside else None)[use]
        margins = _margins(features, labels[use], cost)
        heads.append(GramHead.of(vocabulary, margins.weights, margins.bias))
    return _FirstHeads(vocabulary, *heads)


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


def _joining_head(features: Scores, wanted: Labels) -> LinearHead:
    """Return the head that reads ``note_features``: each of its first two blocks of columns holds
    one score a key."""
    keys = wanted.shape[1]
    columns = []
    for own in range(keys):
        scale = np.full(features.shape[1], OTHERS_WEIGHT)
        scale[own : 2 * keys : keys] += OWN_WEIGHT
        head = _logistic_head(features * scale, wanted[:, [own]], JOINING_COST)
        columns.append((head.weights[:, 0] * scale, head.bias[0]))
    weights, bias = zip(*columns, strict=True)
    return LinearHead(np.array(weights).T, np.array(bias))


def _evidence_weights(material: _Material, clauses: Scores, sentences: Scores) -> Scores:
    """Return the weights of ``evidence_of``."""
    blocks = clause_blocks(material.segments, clauses, sentences)
    places = clause_places(material.segments)
    columns = []
    for key, wanted in enumerate(material.clauses.T):
        features = np.column_stack([*(block[:, key] for block in blocks), places])
        head = _logistic_head(features, wanted[:, None], EVIDENCE_COST)
        columns.append(np.append(head.weights[:, 0], head.bias))
    return np.array(columns).T


def _logistic_head(features: Scores, wanted: Labels, cost: float) -> LinearHead:
    """Return a head of independent logistic outputs."""
    return _head(lambda column: _logistic(features, column, cost), wanted)


def _judgement(material: _Material, scores: FindingScores) -> JudgementModel:
    """Return the note-level heads, their cuts and the themes' threshold."""
    texts = [note.text for note in material.notes]
    features = judgement_features(material.segments, scores, valence(texts))
    folds = material.folds()
    questions, cuts = {}, {}
    for question, answers in CLASSES.items():
        number = {answer: i for i, answer in enumerate(answers)}
        wanted = np.array([number[note.answers[question]] for note in material.notes])
        questions[question] = _answer_head(features, wanted, len(answers))
        if question in SCALES:
            honest = np.zeros((len(wanted), len(answers)))
            for seen, held in folds:
                head = _answer_head(features[seen], wanted[seen], len(answers))
                honest[held] = shares(head(features[held]))
            cuts[question] = level_cuts(mean_answer(question, honest), wanted, len(answers))
    themes = np.array([[theme in note.themes for theme in Theme] for note in material.notes])
    honest = np.zeros(themes.shape)
    for seen, held in folds:
        head = _logistic_head(features[seen], themes[seen], JUDGEMENT_COST)
        honest[held] = probability(head(features[held]))
    return JudgementModel(
        questions,
        cuts,
        _logistic_head(features, themes, JUDGEMENT_COST),
        best_threshold(honest, themes),
    )


def level_cuts(means: Scores, wanted: Ids, levels: int) -> NDArray[np.float64]:
    """Return the mean answers at which each level (0 to ``levels`` - 1) gives way to the next, so
    that every level is as frequent among the answers as among the wanted ones."""
    below = np.array([(wanted < level).mean() for level in range(1, levels)])
    return np.asarray(np.quantile(means, below))


def _answer_head(features: Scores, wanted: Ids, answers: int) -> LinearHead:
    """Return a head whose softmax is the probability of each answer; unseen answers get none."""
    fitted = _logistic(features, wanted, JUDGEMENT_COST)
    weights = np.zeros((features.shape[1], answers))
    bias = np.full(answers, -30.0)
    weights[:, fitted.classes_] = fitted.coef_.T
    bias[fitted.classes_] = fitted.intercept_
    return LinearHead(weights, bias)


def _logistic(features: Scores, wanted: NDArray[np.generic], cost: float) -> LogisticRegression:
    return LogisticRegression(C=cost, max_iter=1000).fit(features, wanted)
