"""Trains the reader: heads over words and a network, joined by heads that saw only honest scores.

The joining heads learn from out-of-fold scores: every author is scored by first readers that never
saw that author (so do the thresholds). Then the first readers are trained once more on all authors.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from analyzer.codebook import FindingKey, Theme
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
from analyzer.training.corpus import (
    AnnotatedNote,
    CorpusError,
    clause_labels,
    note_labels,
    sentence_labels,
)
from analyzer.training.fitting import Labels, Weights, answer_head, logistic_head, margin_head
from analyzer.training.levels import level_cuts
from analyzer.training.network import Lesson, train_network
from analyzer.training.vectors import word_vectors

LEAST_FINDINGS = 8
"""A label and status found in fewer notes is not learned."""
LEAST_SEGMENTS = 3
LEAST_PIECE_SEGMENTS = 3
SEGMENT_COST = 1.2
WORDS_COST = 0.7
JOINING_COST = 0.7
EVIDENCE_COST = 0.25
JUDGEMENT_COST = 0.1
"""Inverse regularisation of the heads, chosen by cross-validation over the training authors."""
OWN_WEIGHT = 3.0
OTHERS_WEIGHT = 0.15
"""In the joining heads a label's own scores are scaled up and all labels' scores down, so that
the penalty lets a label speak for itself first."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Trained:
    """The two learned parts of a reader."""

    findings: FindingModel
    judgement: JudgementModel


@dataclass(frozen=True, slots=True)
class Material:
    """A corpus, cut once, with its labels: a row a sentence, a clause and a note."""

    notes: Sequence[AnnotatedNote]
    authors: NDArray[np.str_]
    keys: tuple[FindingKey, ...]
    segments: Segments
    sentences: Labels
    clauses: Labels
    findings: Labels
    answers: Labels

    @property
    def findings_known(self) -> NDArray[np.bool_]:
        """Whether each note's findings were annotated."""
        return np.array([note.findings_known for note in self.notes])

    @property
    def weights(self) -> Weights:
        """How many notes each note counts for."""
        return np.array([note.weight for note in self.notes])

    @property
    def judgement_weights(self) -> Weights:
        """How many notes each note counts for where notes are judged as a whole."""
        return np.array([note.judgement_weight for note in self.notes])

    def folds(self) -> list[tuple[Ids, Ids]]:
        """Return the notes to learn from and those to score, no author on both sides."""
        count = min(FOLDS, len(set(self.authors)))
        return list(GroupKFold(count).split(self.authors, groups=self.authors))

    def of(self, notes: Ids) -> "Material":
        """Return the material of some of the notes, with the same keys."""
        return prepare([self.notes[note] for note in notes], self.keys)


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
    """Return what the first readers learn; ``train`` says the rest."""
    if len({note.author for note in notes}) < 2:
        raise CorpusError("Training needs notes of at least two authors, one file an author.")
    material = prepare(notes)
    folds = material.folds()
    everyone, nobody = np.arange(len(notes)), np.arange(0)
    learn = delayed(_learned_from)
    learned = Parallel(n_jobs=-1, return_as="generator")(
        learn(material, *fold) for fold in [(everyone, nobody), *folds]
    )
    readers, _ = next(learned)
    progress(f"first readers: 1 of {len(folds) + 1}")
    honest = _blank_scores(material)
    for fold, ((_, held), (_, scores)) in enumerate(zip(folds, learned, strict=True), start=2):
        _put(honest, scores, material.segments, held)
        progress(f"first readers: {fold} of {len(folds) + 1}")
    return FirstPass(material, readers, honest)


def joined(passed: FirstPass, notes: Ids) -> Trained:
    """Return the reader that joins what the first readers say, learned from the honest scores of
    the notes at ``notes``."""
    material = passed.material.of(notes)
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
    scores = FindingScores(honest, np.zeros_like(honest.clauses), likely, cues)
    raise_by_words(material.keys, segments, scores)
    return Trained(
        FindingModel(
            material.keys,
            passed.readers,
            _evidence_weights(material, honest),
            _joining_head(features[annotated], wanted[annotated], material.weights[annotated]),
            best_threshold(likely[annotated], wanted[annotated]),
        ),
        _judgement(material, folds, scores),
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


def _blank_scores(material: Material) -> FirstScores:
    """Return zeros for all of a corpus."""
    sentences = np.zeros(material.sentences.shape, np.float32)
    answers = np.zeros((len(material.notes), 2 * material.answers.shape[1]), np.float32)
    clauses = np.zeros(material.clauses.shape, np.float32)
    return FirstScores(sentences, clauses, sentences.copy(), answers)


def _put(all_scores: FirstScores, scores: FirstScores, segments: Segments, notes: Ids) -> None:
    """Put the scores of ``notes`` into their places."""
    in_sentences = np.isin(segments.note_of_sentence, notes)
    all_scores.sentences[in_sentences] = scores.sentences
    all_scores.network[in_sentences] = scores.network
    all_scores.clauses[np.isin(segments.note_of_clause, notes)] = scores.clauses
    all_scores.answers[notes] = scores.answers


def picked(all_scores: FirstScores, segments: Segments, notes: Ids) -> FirstScores:
    """Return the scores of ``notes``, in order."""
    in_sentences = np.isin(segments.note_of_sentence, notes)
    return FirstScores(
        all_scores.sentences[in_sentences],
        all_scores.clauses[np.isin(segments.note_of_clause, notes)],
        all_scores.network[in_sentences],
        all_scores.answers[notes],
    )


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


def prepare(notes: Sequence[AnnotatedNote], keys: tuple[FindingKey, ...] | None = None) -> Material:
    """Return the material of notes; ``keys`` are those that are found often enough."""
    if keys is None:
        counts = Counter(key for note in notes for key in {key for key, _, _ in note.findings})
        keys = tuple(sorted((k for k, n in counts.items() if n >= LEAST_FINDINGS), key=str))
    segments = segment([note.text for note in notes])
    answers = [
        [note.answers[question] == answer for question, all_ in CLASSES.items() for answer in all_]
        + [theme in note.themes for theme in Theme]
        for note in notes
    ]
    return Material(
        notes,
        np.array([note.author for note in notes]),
        keys,
        segments,
        sentence_labels(notes, keys, segments),
        clause_labels(notes, keys, segments),
        note_labels(notes, keys),
        np.array(answers),
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
        questions[question] = answer_head(features, wanted, len(answers), weights, JUDGEMENT_COST)
        if question in SCALES:
            honest = np.zeros((len(wanted), len(answers)))
            for seen, held in folds:
                head = answer_head(
                    features[seen], wanted[seen], len(answers), weights[seen], JUDGEMENT_COST
                )
                honest[held] = shares(head(features[held]))
            means = mean_answer(question, honest)
            cuts[question] = level_cuts(means, wanted, len(answers), weights)
    themes = np.array([[theme in note.themes for theme in Theme] for note in material.notes])
    honest = np.zeros(themes.shape)
    for seen, held in folds:
        head = logistic_head(features[seen], themes[seen], weights[seen], JUDGEMENT_COST)
        honest[held] = probability(head(features[held]))
    return JudgementModel(
        questions,
        cuts,
        logistic_head(features, themes, weights, JUDGEMENT_COST),
        best_threshold(honest, themes),
    )
