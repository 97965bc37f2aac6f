"""Finds cues, steps and techniques with their evidence.

Two learned readings are joined: linear heads over grams score every sentence and clause for every
label, a network the sentences in their context (first_readers.py); then a second head reads the
best scores of the whole note, with what context.py says of the cue words, into one calibrated
probability a label.
A label at or above the threshold becomes a finding; its evidence is the best clause, widened to
neighbouring clauses that carry it too. A cue whose words leave no doubt is always one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from analyzer.codebook import Actor, Cue, FindingKey, Kind, Label, Status, kind_of
from analyzer.language.actor import actor_of, is_patients_own, suspects
from analyzer.language.context import CueWord, cancelled, cue_words
from analyzer.language.evidence import (
    Clauses,
    Places,
    Quote,
    best_by_note,
    enough,
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

_EDGES = " ,;:-–—"


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
    """Scores of a batch: ``notes`` (a row a note) are the probabilities of each key, a column;
    ``cue_words`` has one list a note."""

    first: FirstScores
    notes: Scores
    cue_words: list[list[CueWord]]


def score(model: FindingModel, segments: Segments, first: FirstScores) -> FindingScores:
    """Score every note of a batch by what the first readers say of it."""
    cues = cue_words(segments)
    notes = probability(model.note(note_features(segments, first, cues)))
    scores = FindingScores(first, notes, cues)
    raise_by_words(model.keys, scores)
    return scores


def raise_by_words(keys: Sequence[FindingKey], scores: FindingScores) -> None:
    """Raise, in place, the probability of cues to what their words alone give."""
    for note, column, word in _telling_words(keys, scores):
        scores.notes[note, column] = max(scores.notes[note, column], word.probability)


def _telling_words(
    keys: Sequence[FindingKey], scores: FindingScores
) -> Iterator[tuple[int, int, CueWord]]:
    """Yield the words that give their cue a probability, each with its note and column."""
    column = {key.label: i for i, key in enumerate(keys) if isinstance(key.label, Cue)}
    for note, words_of_cues in enumerate(scores.cue_words):
        for word in words_of_cues:
            if word.probability and word.cue in column:
                yield note, column[word.cue], word


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
    clauses, whose = Clauses.of(segments), _Whose(segments)
    notes = [
        _Note(text, cues, []) for text, cues in zip(segments.texts, scores.cue_words, strict=True)
    ]
    keys = [(key.label, kind_of(key.label), key.status) for key in model.keys]
    for told in _evidence(model, segments, scores):
        note, key = notes[told.note], keys[told.key]
        for quote in telling_quotes(clauses, told.begin, told.evidence, told.telling):
            finding = _finding(
                key, note, clauses, quote, whose, round(quote.share * told.likely, 4)
            )
            if finding:
                note.found.append(finding)
    for note in notes:
        if note.cue_words:
            note.found.extend(_mentions(note.text, note.found, note.cue_words))
        if len(note.found) > 1:
            note.found.sort(key=_place)
    return [note.found for note in notes]


class _Told(NamedTuple):
    """A key that a note likely holds, and the ``evidence`` of its clauses, ``begin`` the first;
    ``telling`` are the places in it of the clauses to quote."""

    note: int
    key: int
    likely: float
    begin: int
    evidence: list[float]
    telling: list[int]


def _evidence(model: FindingModel, segments: Segments, scores: FindingScores) -> Iterator[_Told]:
    """Yield the keys of each note that are as likely as a finding must be, with their evidence."""
    likely = scores.notes >= model.threshold
    note, key = np.nonzero(likely)
    if not len(note):
        return
    first = np.searchsorted(segments.note_of_clause, np.arange(len(segments.texts) + 1))
    size = np.diff(first)[note]
    end = np.cumsum(size)
    begin = end - size
    clause = np.arange(end[-1]) + np.repeat(first[note] - begin, size)
    evidence = evidence_of(
        model.evidence, segments, scores.first, Places(clause, np.repeat(key, size))
    )
    row_of = np.cumsum(likely).reshape(likely.shape) - 1
    for at, column, word in _telling_words(model.keys, scores):
        if likely[at, column]:
            starts = segments.clause_start[first[at] : first[at + 1]]
            place = np.searchsorted(starts, word.span.start, side="right") - 1
            entry = begin[row_of[at, column]] + place
            evidence[entry] = max(evidence[entry], word.probability)
    least = enough(np.maximum.reduceat(evidence, begin))
    telling = np.flatnonzero(evidence >= np.repeat(least, size))
    some = np.searchsorted(telling, np.append(begin, end[-1])).tolist()
    places, probabilities = (telling - np.repeat(begin, size)[telling]).tolist(), evidence.tolist()
    yield from map(
        _Told,
        note.tolist(),
        key.tolist(),
        scores.notes[likely].tolist(),
        first[note].tolist(),
        [probabilities[low:high] for low, high in pairwise([*begin.tolist(), len(evidence)])],
        [places[low:high] for low, high in pairwise(some)],
    )


@dataclass(slots=True)
class _Note:
    """A note, and its findings as they come."""

    text: str
    cue_words: list[CueWord]
    found: list[Finding] = field(default_factory=list)
    _turns: list[Turn] | None = None

    @property
    def turns(self) -> list[Turn]:
        """The note's chat turns."""
        if self._turns is None:
            self._turns = turns(self.text)
        return self._turns


class _Whose:
    """What says whose act a quote is, as plain lists: the sentence of each clause, the characters
    of each sentence, and how many suspects stand ahead of each sentence and each clause."""

    def __init__(self, segments: Segments) -> None:
        suspected = np.concatenate([[0], np.cumsum(suspects(segments.tokens))])
        self.sentence_of_clause: list[int] = segments.sentence_of_clause.tolist()
        self.start: list[int] = segments.sentence_start.tolist()
        self.end: list[int] = segments.sentence_end.tolist()
        self.suspects_by_sentence: list[int] = suspected[segments.sentence_tokens].tolist()
        self.suspects_by_clause: list[int] = suspected[segments.clause_tokens].tolist()

    def sentence(self, quote: Quote) -> Span:
        """Return the sentence of a quote."""
        number = self.sentence_of_clause[quote.first]
        return Span(self.start[number], self.end[number])

    def actor(self, note: _Note, quote: Quote, evidence: Span) -> Actor:
        """Return whose act a quote tells of."""
        sentence = self.sentence_of_clause[quote.first]
        ahead, behind = self.suspects_by_sentence[sentence], self.suspects_by_clause[quote.last + 1]
        if ahead == behind and not note.turns:
            return Actor.AUTHOR
        return actor_of(note.text, self.sentence(quote), evidence, note.turns)


def _finding(
    key: tuple[Label, Kind, Status | None],
    note: _Note,
    clauses: Clauses,
    quote: Quote,
    whose: _Whose,
    score: float,
) -> Finding | None:
    """Return the finding, or None where context cancels the cue or the act is the patient's."""
    label, kind, status = key
    span = _without_edges(note.text, clauses.start[quote.first], clauses.end[quote.last])
    words = note.text[span.start : span.end]
    mention = False
    if isinstance(label, Cue):
        actor = Actor.PATIENT_SIDE
        if note.cue_words and cancelled(note.cue_words, label, whose.sentence(quote)):
            if label is not Cue.SELF_HARM:
                return None
            mention = True
    elif is_patients_own(label, words):
        return None
    else:
        actor = whose.actor(note, quote, span)
    return Finding(
        label=label,
        kind=kind,
        status=status,
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


def _without_edges(text: str, start: int, end: int) -> Span:
    """Drop the commas and dashes that a cut leaves at the edges of a quote."""
    words = text[start:end].rstrip(_EDGES)
    if not words:
        return Span(start, min(start + 1, end))
    end = start + len(words)
    return Span(end - len(words.lstrip(_EDGES)), end)


def _place(finding: Finding) -> tuple[int, int, str, str]:
    return finding.start, finding.end, finding.label, finding.status or ""
