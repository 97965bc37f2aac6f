"""Trains the reader: heads over words and a network, joined by heads that saw only honest scores.

The joining heads learn from out-of-fold scores: every author is scored by first readers that never
saw that author (so do the thresholds). Then the first readers are trained once more on all authors.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from analyzer.codebook import Theme
from analyzer.language.context import cue_words
from analyzer.language.evidence import clause_blocks, clause_places
from analyzer.language.features import GramHead, Vocabulary, grams, matrix, rows
from analyzer.language.findings import (
    SCORES_A_KEY,
    FindingModel,
    FindingScores,
    note_features,
    raise_by_words,
)
from analyzer.language.first_readers import FirstReaders, FirstScores
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
from analyzer.language.word_vectors import word_vectors
from analyzer.training.corpus import AnnotatedNote
from analyzer.training.fitting import Labels, Weights, answer_head, logistic_head, margin_head
from analyzer.training.honest_scores import blank_scores, picked, put
from analyzer.training.levels import level_cuts
from analyzer.training.lines import CorpusError
from analyzer.training.material import LEAST_FINDINGS, Material, prepare
from analyzer.training.network import Lesson, train_network
from analyzer.training.tilts import answer_tilts

LEAST_SEGMENTS = 3
LEAST_PIECE_SEGMENTS = 3
SEGMENT_COST = 1.2
WORDS_COST = 0.7
JOINING_COST = 0.7
EVIDENCE_COST = 0.25
JUDGEMENT_COST = 0.05
"""Inverse regularisation of the heads, chosen by cross-validation over the training authors."""
TILTED = "outcome"
"""The question whose likeliest answer is shown and whose probabilities are not."""
OWN_WEIGHT = 3.0
OTHERS_WEIGHT = 0.15
"""In the joining heads a label's own scores are scaled up and all labels' scores down, so that
the penalty lets a label speak for itself first."""


@dataclass(frozen=True, slots=True)
class Trained:
    """The two learned parts of a reader."""

    findings: FindingModel
    judgement: JudgementModel


@dataclass(frozen=True, slots=True)
class FirstPass:
    """A corpus, what the first readers learned from all of it, and the honest scores of each of its
    notes: by first readers that never saw the note's author."""

    material: Material
    readers: FirstReaders
    honest: FirstScores


def train(
    notes: Sequence[AnnotatedNote], progress: Callable[[str], None] = lambda _: None
) -> Trained:
    """Return the reader learned from annotated notes; the same notes give the same reader.

    Every core takes a fold. ``progress`` is told what is done. Raises CorpusError for notes of
    fewer than two authors.
    """
    passed = first_pass(notes, progress)
    progress("joining")
    return joined(passed, np.arange(len(notes)))


def first_pass(
    notes: Sequence[AnnotatedNote], progress: Callable[[str], None] = lambda _: None
) -> FirstPass:
    """Return what the first readers learn. ``progress`` is told what is done.

    Raises CorpusError for notes of fewer than two authors, or without a label that is frequent
    enough to learn.
    """
    if len({note.author for note in notes}) < 2:
        raise CorpusError("Training needs notes of at least two authors, one file an author.")
    material = prepare(notes)
    if not material.keys:
        raise CorpusError(
            f"No label is found in {LEAST_FINDINGS} notes or more, so nothing can be learned. "
            "Add annotated notes."
        )
    folds = material.folds()
    everyone, nobody = np.arange(len(notes)), np.arange(0)
    learn = delayed(_learned_from)
    learned = Parallel(n_jobs=-1, return_as="generator")(
        learn(material, *fold) for fold in [(everyone, nobody), *folds]
    )
    readers, _ = next(learned)
    progress(f"first readers: 1 of {len(folds) + 1}")
    honest = blank_scores(material)
    for fold, ((_, held), (_, scores)) in enumerate(zip(folds, learned, strict=True), start=2):
        put(honest, scores, material.segments, held)
        progress(f"first readers: {fold} of {len(folds) + 1}")
    return FirstPass(material, readers, honest)


def joined(passed: FirstPass, notes: Ids) -> Trained:
    """Return the reader that joins what the first readers say, learned from the honest scores of
    the notes at ``notes``, which are sorted."""
    with threadpool_limits(1):  # as the first readers, for the last digit
        return _joined(passed, notes)


def _joined(passed: FirstPass, notes: Ids) -> Trained:
    everyone = len(notes) == len(passed.material.notes)
    material = passed.material if everyone else passed.material.of(notes)
    honest = picked(passed.honest, passed.material.segments, notes)
    segments, wanted = material.segments, material.findings
    annotated = np.flatnonzero(material.findings_known)
    cues = cue_words(segments)
    features = note_features(segments, honest, cues)
    likely = np.zeros(wanted.shape)
    folds = material.folds()
    for seen, held in folds:
        seen = np.intersect1d(seen, annotated)
        head = _joining_head(features[seen], wanted[seen], material.weights[seen])
        likely[held] = probability(head(features[held]))
    scores = FindingScores(honest, likely, cues)
    raise_by_words(material.keys, scores)
    return Trained(
        FindingModel(
            material.keys,
            passed.readers,
            _evidence_weights(material, honest),
            _joining_head(features[annotated], wanted[annotated], material.weights[annotated]),
            best_threshold(likely[annotated], wanted[annotated], material.weights[annotated]),
        ),
        _judgement(material, folds, scores),
    )


def best_threshold(probabilities: Scores, wanted: Labels, weights: Weights) -> float:
    """Return the one probability (0.20 to 0.50) that gives the best pooled F1.

    One for all labels: a threshold of its own for each fits the rare labels' noise. A row counts
    as many as its weight.
    """
    grid = np.round(np.arange(0.2, 0.501, 0.01), 2)

    def pooled_f1(threshold: float) -> float:
        said = probabilities >= threshold
        hits, all_said = weights @ (said & wanted), weights @ said + weights @ wanted
        return float(2 * hits.sum() / max(all_said.sum(), 1e-9))

    return float(max(grid, key=pooled_f1))


def _learned_from(material: "Material", seen: Ids, held: Ids) -> tuple[FirstReaders, FirstScores]:
    """Return the first readers learned from the notes at ``seen``, and what they say of ``held``.

    On one thread: how a product is shared out may change its last digit.
    """
    with threadpool_limits(1):
        readers = first_readers(material, seen)
        return readers, readers(segment([material.notes[note].text for note in held]))


def _levels(segments: Segments) -> tuple[tuple[Ids, Ids], ...]:
    """Return where the tokens of sentences, clauses and notes begin, and the note of each."""
    tokens = segments.tokens
    return (
        (segments.sentence_tokens, segments.note_of_sentence),
        (segments.clause_tokens, segments.note_of_clause),
        (tokens.first, np.arange(len(tokens.texts))),
    )


def first_readers(material: Material, seen: Ids) -> FirstReaders:
    """Return what is learned of words from the notes at ``seen``."""
    segments = material.segments
    sentence = np.repeat(np.arange(len(segments.sentence_start)), np.diff(segments.sentence_tokens))
    sentence[~np.isin(segments.tokens.note, seen)] = -1
    vocabulary = Vocabulary.learn(segments.tokens, sentence, LEAST_SEGMENTS, LEAST_PIECE_SEGMENTS)
    known = grams(vocabulary, segments.tokens)
    annotated = seen[material.findings_known[seen]]
    heads = []
    for (bounds, note), labels, cost, learn_from, beside in zip(
        _levels(segments),
        (material.sentences, material.clauses, material.answers),
        (SEGMENT_COST, SEGMENT_COST, WORDS_COST),
        (annotated, annotated, seen),
        (True, True, False),
        strict=True,
    ):
        use = np.isin(note, learn_from)
        of = rows(vocabulary, known, bounds)
        features = matrix(known, of, note if beside else None)[use]
        margins = margin_head(features, labels[use], material.weights[note][use], cost)
        heads.append(GramHead.of(vocabulary, margins.weights, margins.bias))
    network = train_network(_lesson(material), seen, *word_vectors())
    sentences, clauses, answers = heads
    return FirstReaders(vocabulary, sentences, clauses, answers, network)


def _lesson(material: Material) -> Lesson:
    return Lesson(
        material.segments,
        material.sentences,
        material.findings,
        material.answers,
        tuple(len(answers) for answers in CLASSES.values()),
        material.findings_known,
        material.weights,
    )


def _joining_head(features: Scores, wanted: Labels, weights: Weights) -> LinearHead:
    """Return the head that reads ``note_features``: each of its first blocks of columns holds one
    score a key."""
    keys = wanted.shape[1]
    columns = []
    for own in range(keys):
        scale = np.full(features.shape[1], OTHERS_WEIGHT)
        scale[own : SCORES_A_KEY * keys : keys] += OWN_WEIGHT
        head = logistic_head(features * scale, wanted[:, [own]], weights, JOINING_COST)
        columns.append((head.weights[:, 0] * scale, head.bias[0]))
    heads, bias = zip(*columns, strict=True)
    return LinearHead(np.array(heads).T, np.array(bias))


def _evidence_weights(material: Material, honest: FirstScores) -> Scores:
    """Return the weights of ``evidence_of``."""
    blocks = clause_blocks(material.segments, honest)
    places = clause_places(material.segments)
    note = material.segments.note_of_clause
    use = material.findings_known[note]
    weights = material.weights[note][use]
    columns = []
    for key, wanted in enumerate(material.clauses[use].T):
        features = np.column_stack([*(block[:, key] for block in blocks), places])[use]
        head = logistic_head(features, wanted[:, None], weights, EVIDENCE_COST)
        columns.append(np.append(head.weights[:, 0], head.bias))
    return np.array(columns).T


def _judgement(
    material: Material, folds: Sequence[tuple[Ids, Ids]], scores: FindingScores
) -> JudgementModel:
    """Return the note-level heads, their cuts and the themes' threshold."""
    texts = [note.text for note in material.notes]
    features = judgement_features(material.segments, scores, valence(texts))
    weights = material.judgement_weights
    questions, cuts = {}, {}
    for question, answers in CLASSES.items():
        number = {answer: i for i, answer in enumerate(answers)}
        wanted = np.array([number[note.answers[question]] for note in material.notes])

        def learned(notes: Ids, wanted: Ids = wanted, answers: int = len(answers)) -> LinearHead:
            return answer_head(
                features[notes], wanted[notes], answers, weights[notes], JUDGEMENT_COST
            )

        head = learned(np.arange(len(wanted)))
        honest = np.zeros((len(wanted), len(answers)))
        if question in (*SCALES, TILTED):
            for seen, held in folds:
                honest[held] = shares(learned(seen)(features[held]))
        if question in SCALES:
            means = mean_answer(question, honest)
            cuts[question] = level_cuts(means, wanted, len(answers), weights)
        if question == TILTED:
            head = LinearHead(head.weights, head.bias + answer_tilts(honest, wanted, weights))
        questions[question] = head
    themes = np.array([[theme in note.themes for theme in Theme] for note in material.notes])
    honest = np.zeros(themes.shape)
    for seen, held in folds:
        head = logistic_head(features[seen], themes[seen], weights[seen], JUDGEMENT_COST)
        honest[held] = probability(head(features[held]))
    return JudgementModel(
        questions,
        cuts,
        logistic_head(features, themes, weights, JUDGEMENT_COST),
        best_threshold(honest, themes, weights),
    )
