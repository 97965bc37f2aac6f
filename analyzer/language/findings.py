"""Finds cues, steps and techniques with their evidence.

Two learned readings are joined: linear heads over grams score every sentence and clause for every
label, a network the sentences in their context (first_readers.py); then a second head reads the
best scores of the whole note, with what context.py says of the cue words, into one calibrated
probability a label.
A label at or above the threshold becomes a finding; its evidence is the best clause, widened to
neighbouring clauses that carry it too. A cue whose words leave no doubt is always one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.codebook import Actor, Cue, FindingKey, kind_of
from analyzer.language.actor import actor_of, is_patients_own, suspects
from analyzer.language.context import CueWord, cancelled, cue_words
from analyzer.language.evidence import (
    Clauses,
    Quote,
    best_by_note,
    evidence_of,
    telling_quotes,
)
from analyzer.language.first_readers import FirstReaders, FirstScores
from analyzer.language.heads import LinearHead, Scores, probability
from analyzer.language.segments import Segments, Span, Turn, turns
from analyzer.schema import Finding

SCORES_A_KEY = 3
"""``note_features`` begins with so many blocks of one column a finding key."""
ANSWERS_WEIGHT = 0.5
"""How much the answers of the whole note count beside the scores of its keys."""


@dataclass(frozen=True, slots=True)
class FindingModel:
    """The learned part. ``keys`` are the outputs of every head, in order.

    ``evidence`` has a row a block of ``clause_blocks``, then one a column of ``clause_places`` and
    one for the constant, and a column a key.
    """

    keys: tuple[FindingKey, ...]
    first: FirstReaders
    evidence: Scores
    note: LinearHead
    threshold: float


@dataclass(frozen=True, slots=True)
class FindingScores:
    """Scores of a batch: ``evidence`` (a row a clause) and ``notes`` (a row a note) are the
    probabilities of each key, a column; ``cue_words`` has one list a note."""

    first: FirstScores
    evidence: Scores
    notes: Scores
    cue_words: list[list[CueWord]]


def score(model: FindingModel, segments: Segments, first: FirstScores) -> FindingScores:
    """Score every clause and note of a batch by what the first readers say of it."""
    evidence = evidence_of(model.evidence, segments, first)
    cues = cue_words(segments)
    notes = probability(model.note(note_features(segments, first, cues)))
    scores = FindingScores(first, evidence, notes, cues)
    raise_by_words(model.keys, segments, scores)
    return scores


def raise_by_words(keys: Sequence[FindingKey], segments: Segments, scores: FindingScores) -> None:
    """Raise, in place, the probability of cues to what their words alone give."""
    column = {key.label: i for i, key in enumerate(keys) if isinstance(key.label, Cue)}
    first = np.searchsorted(segments.note_of_clause, np.arange(len(segments.texts) + 1))
    for note, words_of_cues in enumerate(scores.cue_words):
        for word in words_of_cues:
            if word.probability and word.cue in column:
                starts = segments.clause_start[first[note] : first[note + 1]]
                clause = first[note] + np.searchsorted(starts, word.span.start, side="right") - 1
                for table, row in ((scores.notes, note), (scores.evidence, clause)):
                    learned = table[row, column[word.cue]]
                    table[row, column[word.cue]] = max(learned, word.probability)


def note_features(
    segments: Segments, first: FirstScores, cues: Sequence[Sequence[CueWord]]
) -> Scores:
    """Return what the note head reads: each key's best sentence, best clause and best sentence by
    the network, then what the words suggest of the whole note, then for each cue whether its words
    stand, and whether context takes them back."""
    standing = np.zeros((len(segments.texts), len(Cue)), np.float32)
    taken_back = np.zeros_like(standing)
    column = {cue: i for i, cue in enumerate(Cue)}
    for note, found in enumerate(cues):
        for word in found:
            (taken_back if word.cancelled_by else standing)[note, column[word.cue]] = 1.0
    return np.hstack(
        [
            best_by_note(segments.note_of_sentence, first.sentences),
            best_by_note(segments.note_of_clause, first.clauses),
            best_by_note(segments.note_of_sentence, first.network),
            ANSWERS_WEIGHT * first.answers,
            standing,
            taken_back * (1 - standing),
        ]
    )


def findings(model: FindingModel, segments: Segments, scores: FindingScores) -> list[list[Finding]]:
    """Return the findings of every note of a batch, in text order."""
    clauses, whose = Clauses.of(segments), _Whose.of(segments)
    evidence = np.ascontiguousarray(scores.evidence.T)
    notes = [
        _Note(text, cues, turns(text), [])
        for text, cues in zip(segments.texts, scores.cue_words, strict=True)
    ]
    for number, column in np.argwhere(scores.notes >= model.threshold).tolist():
        note, key = notes[number], model.keys[column]
        here = slice(*clauses.first_of_note[number : number + 2])
        likely = float(scores.notes[number, column])
        for quote in telling_quotes(clauses, number, evidence[column, here].tolist()):
            span = _without_edges(
                note.text, Span(clauses.start[quote.first], clauses.end[quote.last])
            )
            finding = _finding(key, note, span, quote, whose, round(quote.share * likely, 4))
            if finding:
                note.found.append(finding)
    for note in notes:
        note.found.extend(_mentions(note.text, note.found, note.cue_words))
        note.found.sort(key=lambda f: (f.start, f.end, f.label, f.status or ""))
    return [note.found for note in notes]


@dataclass(frozen=True, slots=True)
class _Note:
    """A note, and its findings as they come."""

    text: str
    cue_words: list[CueWord]
    turns: list[Turn]
    found: list[Finding]


@dataclass(frozen=True, slots=True)
class _Whose:
    """What says whose act a quote is, as plain lists: the sentence of each clause, the characters
    of each sentence, and how many suspects stand ahead of each sentence and each clause."""

    sentence_of_clause: list[int]
    sentences: list[Span]
    suspects_by_sentence: list[int]
    suspects_by_clause: list[int]

    @classmethod
    def of(cls, segments: Segments) -> "_Whose":
        """Return the lists of a batch."""
        suspected = np.concatenate([[0], np.cumsum(suspects(segments.tokens))])
        bounds = zip(segments.sentence_start.tolist(), segments.sentence_end.tolist(), strict=True)
        return cls(
            segments.sentence_of_clause.tolist(),
            [Span(*bound) for bound in bounds],
            suspected[segments.sentence_tokens].tolist(),
            suspected[segments.clause_tokens].tolist(),
        )

    def sentence(self, quote: Quote) -> Span:
        """Return the sentence of a quote."""
        return self.sentences[self.sentence_of_clause[quote.first]]

    def actor(self, note: _Note, quote: Quote, evidence: Span) -> Actor:
        """Return whose act a quote tells of."""
        sentence = self.sentence_of_clause[quote.first]
        ahead, behind = self.suspects_by_sentence[sentence], self.suspects_by_clause[quote.last + 1]
        if ahead == behind and not note.turns:
            return Actor.AUTHOR
        return actor_of(note.text, self.sentences[sentence], evidence, note.turns)


def _finding(
    key: FindingKey, note: _Note, span: Span, quote: Quote, whose: _Whose, score: float
) -> Finding | None:
    """Return the finding, or None where context cancels the cue or the act is the patient's."""
    words = note.text[span.start : span.end]
    mention = False
    if isinstance(key.label, Cue):
        actor = Actor.PATIENT_SIDE
        if cancelled(note.cue_words, key.label, whose.sentence(quote)):
            if key.label is not Cue.SELF_HARM:
                return None
            mention = True
    elif is_patients_own(key.label, words):
        return None
    else:
        actor = whose.actor(note, quote, span)
    return Finding(
        label=key.label,
        kind=kind_of(key.label),
        status=key.status,
        start=span.start,
        end=span.end,
        quote=words,
        score=score,
        actor=actor,
        mention=mention,
    )


def _mentions(text: str, found: Sequence[Finding], cues: Sequence[CueWord]) -> list[Finding]:
    """Return a self_harm mention for words of it that no finding shows: never dropped."""
    shown = [f for f in found if f.label is Cue.SELF_HARM]
    return [
        Finding(
            label=Cue.SELF_HARM,
            kind=kind_of(Cue.SELF_HARM),
            status=None,
            start=word.span.start,
            end=word.span.end,
            quote=text[word.span.start : word.span.end],
            score=0.0,
            actor=Actor.PATIENT_SIDE,
            mention=True,
        )
        for word in cues
        if word.cue is Cue.SELF_HARM and not any(f.start <= word.span.start < f.end for f in shown)
    ]


def _without_edges(text: str, span: Span) -> Span:
    """Drop the commas and dashes that a cut leaves at the edges of a quote."""
    start, end = span
    while end > start + 1 and text[end - 1] in " ,;:-–—":
        end -= 1
    while start < end - 1 and text[start] in " ,;:-–—":
        start += 1
    return Span(start, end)
