"""Judges the note as a whole: arc, escalation, outcome, experience, themes, steps and alerts.

Learned heads read the findings' probabilities, where in the note each label speaks loudest, VADER's
valence and the note's words; what the codebook settles (escalation of a found cue, steps, heart,
head, heart, concern) is derived from the findings and wins over the learned guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.codebook import (
    ALERT_OF,
    ESCALATION_OF,
    HEART,
    Actor,
    AlertKind,
    Escalation,
    Experience,
    HeartHeadHeart,
    Outcome,
    Status,
    Step,
    StepState,
    Technique,
    Theme,
)
from analyzer.language.evidence import best_by_note
from analyzer.language.findings import FindingScores
from analyzer.language.heads import LinearHead, Scores, probability, scores_of, shares
from analyzer.language.segments import Segments
from analyzer.schema import Finding

SENTIMENTS = (-2, -1, 0, 1, 2)

CLASSES: dict[str, tuple[object, ...]] = {
    "sentiment_start": SENTIMENTS,
    "sentiment_end": SENTIMENTS,
    "escalation": tuple(Escalation),
    "outcome": tuple(Outcome),
    "experience": tuple(Experience),
}
"""The note-level questions and their answers, in the order of the heads' outputs."""
SCALES = ("sentiment_start", "sentiment_end", "escalation")
"""The questions whose answers are numbers."""
SURE = 0.8
"""Chosen by cross-validation over the training authors."""
SILENT: dict[str, object] = {
    "sentiment_start": 0,
    "sentiment_end": 0,
    "escalation": Escalation.NONE,
    "outcome": Outcome.NONE,
    "experience": Experience.NEUTRAL,
}
"""The answers of a note without a word."""


@dataclass(frozen=True, slots=True)
class JudgementModel:
    """``questions`` and ``themes`` read what the words alone suggest (``FirstScores.answers``) with
    everything else. ``cuts`` has, for each question whose answers are numbers, the mean answers at
    which one level gives way to the next."""

    questions: dict[str, LinearHead]
    cuts: dict[str, NDArray[np.float64]]
    themes: LinearHead
    theme_threshold: float


class Answers(NamedTuple):
    """What is learned of one note, as plain values: sentiments from -2 to 2, the ``escalation`` on
    its scale from 0 to 3, and probabilities, ``critical`` of a critical escalation."""

    sentiment_start: float
    sentiment_end: float
    escalation: float
    critical: float
    outcome: Outcome
    experience: Experience
    p_negative: float
    p_positive: float
    themes: tuple[Theme, ...]


@dataclass(frozen=True)
class Judgement:
    """The learned answers of a batch, a row a note.

    ``shares`` has the probability of each answer, ``levels`` a number on the scale of each question
    whose answers are numbers.
    """

    shares: dict[str, Scores]
    levels: dict[str, Scores]
    themes: Scores
    theme_threshold: float

    @cached_property
    def answers(self) -> list[Answers]:
        """The answers of each note."""
        themes: list[list[Theme]] = [[] for _ in self.themes]
        for note, theme in np.argwhere(self.themes >= self.theme_threshold).tolist():
            themes[note].append(_THEMES[theme])
        experience = self.shares["experience"]
        columns = (
            self.levels["sentiment_start"].tolist(),
            self.levels["sentiment_end"].tolist(),
            self.levels["escalation"].tolist(),
            self.shares["escalation"][:, Escalation.CRITICAL].tolist(),
            self.shares["outcome"].argmax(axis=1).tolist(),
            experience.argmax(axis=1).tolist(),
            experience[:, 0].tolist(),
            experience[:, 2].tolist(),
            themes,
        )
        return [
            Answers(
                round(start, 3),
                round(end, 3),
                level,
                critical,
                _OUTCOMES[outcome],
                _EXPERIENCES[story],
                round(negative, 4),
                round(positive, 4),
                tuple(of_note),
            )
            for start, end, level, critical, outcome, story, negative, positive, of_note in zip(
                *columns, strict=True
            )
        ]


_THEMES, _OUTCOMES, _EXPERIENCES = tuple(Theme), tuple(Outcome), tuple(Experience)
_ESCALATIONS = tuple(Escalation)


def judge(
    model: JudgementModel, segments: Segments, scores: FindingScores, valence: Scores
) -> Judgement:
    """Return the learned answers of a batch; ``valence`` is VADER's, a row a note."""
    features = judgement_features(segments, scores, valence)
    *asked, themes = scores_of([*model.questions.values(), model.themes], features)
    answers = dict(zip(model.questions, map(shares, asked), strict=True))
    levels = {name: level_of(name, answers[name], cuts) for name, cuts in model.cuts.items()}
    themes = probability(themes)
    silent = np.diff(segments.tokens.first) == 0
    for question, answer in SILENT.items():
        answers[question][silent] = [known == answer for known in CLASSES[question]]
    for name in SCALES:
        levels[name][silent] = 0.0
    themes[silent] = 0.0
    return Judgement(answers, levels, themes, model.theme_threshold)


def judgement_features(segments: Segments, scores: FindingScores, valence: Scores) -> Scores:
    """Return what the note-level heads read, a row a note.

    Log odds of every finding, each label's best score in the first and last third and in the last
    sentence, valence, length, and the answers that the words alone suggest.
    """
    place, size = _places(segments.note_of_sentence)
    middle = (place + 0.5) / size
    sentences = scores.first.sentences
    odds = np.log(scores.notes + 1e-3) - np.log(1 - scores.notes + 1e-3)
    return np.hstack(
        [
            0.5 * odds,
            _best_where(segments, sentences, middle < 0.34),
            _best_where(segments, sentences, middle > 0.66),
            np.maximum(sentences[place == size - 1], -2.0),
            2 * valence,
            np.log1p(np.diff(segments.tokens.first)).reshape(-1, 1),
            scores.first.answers,
        ]
    )


def mean_answer(question: str, shares: Scores) -> Scores:
    """Return the mean answer, a row a note, of a question whose answers are numbers."""
    answers = np.array(CLASSES[question], dtype=float)
    return np.asarray((shares * answers).sum(axis=1))


def level_of(question: str, shares: Scores, cuts: NDArray[np.float64]) -> Scores:
    """Return a number on the question's scale, a row a note, that rounds to the answer.

    A mean answer is drawn to the middle by every doubt; between two ``cuts`` it is stretched to the
    unit around the level that lies there, so that levels are as frequent as in annotated notes.
    """
    answers = np.array(CLASSES[question], dtype=float)
    known = [answers[0], *cuts, answers[-1]]
    scale = [answers[0], *(answers[:-1] + answers[1:]) / 2, answers[-1]]
    return np.asarray(np.interp(mean_answer(question, shares), known, scale))


def escalation_of(findings: Sequence[Finding], level: float, critical: float) -> Escalation:
    """Return the peak: the learned ``level``, and never less than a found cue says by the codebook.

    Critical is called only where a finding says so, or where the learned probability of it,
    ``critical``, is SURE or more: a page that calls a contact critical must show why.
    """
    found = [
        ESCALATION_OF.get(finding.label, Escalation.NONE)
        for finding in findings
        if not finding.mention and finding.status is not Status.MISSED
    ]
    learned = _ESCALATIONS[round(level)]
    if learned is Escalation.CRITICAL and critical < SURE:
        learned = Escalation.ELEVATED
    return max(learned, *found, Escalation.NONE)


def steps_of(findings: Sequence[Finding]) -> dict[Step, StepState]:
    """Return each step's state: done before missed before planned, the author's own acts."""
    states = _NO_STEPS.copy()
    for finding in findings:
        label, status = finding.label, finding.status
        if isinstance(label, Step) and status and finding.actor is not Actor.COLLEAGUE:
            state = _STATE_OF[status]
            if _RANK_OF[state] < _RANK_OF[states[label]]:
                states[label] = state
    return states


_NO_STEPS = dict.fromkeys(Step, StepState.NOT_DOCUMENTED)
_STATE_OF = {status: StepState(status) for status in Status}
_RANK_OF = {
    state: rank
    for rank, state in enumerate(
        (StepState.DONE, StepState.MISSED, StepState.PLANNED, StepState.NOT_DOCUMENTED)
    )
}


def heart_head_heart_of(findings: Sequence[Finding]) -> HeartHeadHeart:
    """Return how the done heart findings stand around the done resolves, in text order.

    Where one clause holds both, its order is open: it counts as an opening heart, and as a closing
    one where it is a closing care.
    """
    own = [f for f in findings if f.status is Status.DONE and f.actor is not Actor.COLLEAGUE]
    hearts = [f.start for f in own if f.label in HEART]
    closings = [f.start for f in own if f.label is Technique.CLOSING_CARE]
    heads = [f.start for f in own if f.label is Step.RESOLVE]
    if not hearts:
        return HeartHeadHeart.HEAD_ONLY if heads else HeartHeadHeart.NONE
    if not heads:
        return HeartHeadHeart.HEART_ONLY
    opening = min(hearts) <= min(heads)
    closing = max(hearts) > max(heads) or max(heads) in closings
    if opening and closing:
        return HeartHeadHeart.FULL
    if opening:
        return HeartHeadHeart.NO_CLOSING_HEART
    return HeartHeadHeart.NO_OPENING_HEART if closing else HeartHeadHeart.HEAD_ONLY


def alerts_of(
    findings: Sequence[Finding], themes: Sequence[Theme], concern: bool
) -> list[tuple[AlertKind, int | None]]:
    """Return the alerts of a note, each with the position of the finding that raised it.

    One alert a kind, at its first finding, a mention only where nothing else raises it; a privacy
    theme of a concern raises one of its own.
    """
    raised: dict[AlertKind, int | None] = {}
    raising = [
        (finding.mention, position, ALERT_OF[finding.label])
        for position, finding in enumerate(findings)
        if finding.label in ALERT_OF and finding.status is not Status.MISSED
    ]
    for _, position, kind in sorted(raising):
        raised.setdefault(kind, position)
    if concern and Theme.PRIVACY in themes:
        raised.setdefault(AlertKind.PRIVACY, None)
    return list(raised.items())


def _best_where(segments: Segments, sentences: Scores, here: NDArray[np.bool_]) -> Scores:
    """Return each note's best scores over some of its sentences; -2 where it has none there."""
    note = segments.note_of_sentence[here]
    best = np.full((len(segments.texts), sentences.shape[1]), -2.0, sentences.dtype)
    best[np.unique(note)] = np.maximum(best_by_note(note, sentences[here]), -2.0)
    return best


def _places(note: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each sentence's place in its note and the note's number of sentences."""
    first = np.flatnonzero(np.diff(note, prepend=-1))
    size = np.diff(np.append(first, len(note)))
    return np.arange(len(note)) - np.repeat(first, size), np.repeat(size, size)
