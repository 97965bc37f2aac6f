"""Finds cues, steps and techniques with their evidence.

Two learned readings are joined: every sentence and every clause is scored for every label
(linear heads over the features of features.py), then a second head reads the best scores of the
whole note, with what context.py says of the cue words, into one calibrated probability a label.
A label at or above the threshold becomes a finding; its evidence is the best clause, widened to
neighbouring clauses that carry it too. A cue whose words leave no doubt is always one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.codebook import Actor, Cue, FindingKey, kind_of
from analyzer.language.actor import actor_of, is_patients_own
from analyzer.language.context import CueWord, cancelled, cue_words
from analyzer.language.features import Vocabulary, blocks, words
from analyzer.language.heads import LinearHead, Scores, probability
from analyzer.language.segments import Segments, Span
from analyzer.schema import Finding

BESIDE_BEST = 0.35
"""A clause is evidence beside the note's best one where its probability is at least this, or at
least this share of the best one's; at most MOST_EVIDENCE quotes a label."""
MOST_EVIDENCE = 3
GROWS_AT = 0.5
SHORTEST_EVIDENCE = 30
LONGEST_EVIDENCE = 150
"""A quote is the best clause, with the clauses beside it in its sentence that have at least
GROWS_AT of its probability; a quote under SHORTEST_EVIDENCE characters takes in what follows it,
and none grows beyond LONGEST_EVIDENCE. All were chosen by cross-validation over the training
authors, for evidence_hit at the shortest quotes."""


@dataclass(frozen=True, slots=True)
class FindingModel:
    """The learned part. ``keys`` are the outputs of every head, in order."""

    keys: tuple[FindingKey, ...]
    vocabulary: Vocabulary
    sentences: LinearHead
    clauses: LinearHead
    evidence: LinearHead
    note: LinearHead
    threshold: float


@dataclass(frozen=True, slots=True)
class FindingScores:
    """Scores of a batch: a row a clause, a sentence and a note; a column a key.

    ``clauses`` and ``sentences`` are margins (above 0: more likely than not), ``evidence`` (a row
    a clause) and ``notes`` are probabilities. ``cue_words`` has one list a note.
    """

    clauses: Scores
    sentences: Scores
    evidence: Scores
    notes: Scores
    cue_words: list[list[CueWord]]


@dataclass(frozen=True, slots=True)
class SegmentWords:
    """The lower-case words of a batch, by clause, by sentence and by note."""

    clauses: list[list[str]]
    sentences: list[list[str]]
    notes: list[list[str]]


def segment_words(segments: Segments) -> SegmentWords:
    """Return the words of a batch's segments; a sentence's are those of its clauses."""
    clauses = [
        words(segments.texts[note][start:end])
        for note, start, end in zip(
            segments.note_of_clause, segments.clause_start, segments.clause_end, strict=True
        )
    ]
    sentences: list[list[str]] = [[] for _ in segments.note_of_sentence]
    for sentence, found in zip(segments.sentence_of_clause, clauses, strict=True):
        sentences[sentence] += found
    notes: list[list[str]] = [[] for _ in segments.texts]
    for note, found in zip(segments.note_of_sentence, sentences, strict=True):
        notes[note] += found
    return SegmentWords(clauses, sentences, notes)


def score(model: FindingModel, segments: Segments, found: SegmentWords) -> FindingScores:
    """Score every clause, sentence and note of a batch."""
    vocabulary = model.vocabulary
    clauses = model.clauses(blocks(vocabulary, found.clauses, segments.note_of_clause).stacked())
    sentences = model.sentences(
        blocks(vocabulary, found.sentences, segments.note_of_sentence).stacked()
    )
    evidence = probability(model.evidence(clause_features(segments, clauses, sentences)))
    cues = cue_words_of(segments)
    notes = probability(model.note(note_features(segments, clauses, sentences, cues)))
    scores = FindingScores(clauses, sentences, evidence, notes, cues)
    raise_by_words(model.keys, segments, scores)
    return scores


def raise_by_words(keys: Sequence[FindingKey], segments: Segments, scores: FindingScores) -> None:
    """Raise, in place, the probability of cues to what their words alone give."""
    column = {key.label: i for i, key in enumerate(keys) if isinstance(key.label, Cue)}
    first = np.append(_firsts(segments.note_of_clause), len(segments.clause_start))
    for note, words_of_cues in enumerate(scores.cue_words):
        for word in words_of_cues:
            if word.probability and word.cue in column:
                starts = segments.clause_start[first[note] : first[note + 1]]
                clause = first[note] + np.searchsorted(starts, word.span.start, side="right") - 1
                for table, row in ((scores.notes, note), (scores.evidence, clause)):
                    learned = table[row, column[word.cue]]
                    table[row, column[word.cue]] = max(learned, word.probability)


def cue_words_of(segments: Segments) -> list[list[CueWord]]:
    """Return the cue words of every note of a batch."""
    clauses = _spans(segments, segments.note_of_clause, segments.clause_start, segments.clause_end)
    sentences = _spans(
        segments, segments.note_of_sentence, segments.sentence_start, segments.sentence_end
    )
    return [cue_words(*note) for note in zip(segments.texts, clauses, sentences, strict=True)]


def _spans(
    segments: Segments,
    note: NDArray[np.int64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
) -> list[list[Span]]:
    """Return the spans of each note."""
    spans: list[list[Span]] = [[] for _ in segments.texts]
    for number, first, last in zip(note.tolist(), start.tolist(), end.tolist(), strict=True):
        spans[number].append(Span(first, last))
    return spans


def note_features(
    segments: Segments, clauses: Scores, sentences: Scores, cues: Sequence[Sequence[CueWord]]
) -> Scores:
    """Return what the note head reads: each key's best sentence and best clause, then for each
    cue whether its words stand, and whether context takes them back."""
    standing = np.zeros((len(segments.texts), len(Cue)))
    taken_back = np.zeros_like(standing)
    column = {cue: i for i, cue in enumerate(Cue)}
    for note, found in enumerate(cues):
        for word in found:
            (taken_back if word.cancelled_by else standing)[note, column[word.cue]] = 1.0
    return np.hstack(
        [
            best_by_note(segments.note_of_sentence, sentences),
            best_by_note(segments.note_of_clause, clauses),
            standing,
            taken_back * (1 - standing),
        ]
    )


def clause_features(segments: Segments, clauses: Scores, sentences: Scores) -> Scores:
    """Return what the evidence head reads, a row a clause: its scores and its sentence's, its
    neighbours' scores, how far it is behind the note's and the sentence's best, its place and its
    length."""
    note, sentence = segments.note_of_clause, segments.sentence_of_clause
    first = _firsts(note)
    size = np.diff(np.append(first, len(note)))
    place = np.arange(len(note)) - np.repeat(first, size)
    size = np.repeat(size, size)
    length = np.log1p(segments.clause_end - segments.clause_start)
    opens_sentence = np.diff(sentence, prepend=-1) > 0
    return np.hstack(
        [
            clauses,
            sentences[sentence],
            0.5 * _neighbour(clauses, note, -1),
            0.5 * _neighbour(clauses, note, 1),
            0.5 * (clauses - best_by_note(note, clauses)[note]),
            0.5 * (clauses - best_by_note(sentence, clauses)[sentence]),
            np.column_stack(
                [(place + 0.5) / size, place == 0, place == size - 1, length, opens_sentence]
            ),
        ]
    )


def best_by_note(note: NDArray[np.int64], scores: Scores) -> Scores:
    """Return the highest score of each note; ``note`` is sorted and names every note."""
    return np.asarray(np.maximum.reduceat(scores, _firsts(note), axis=0))


def findings(model: FindingModel, segments: Segments, scores: FindingScores) -> list[list[Finding]]:
    """Return the findings of every note of a batch, in text order."""
    found: list[list[Finding]] = [[] for _ in segments.texts]
    first = np.append(_firsts(segments.note_of_clause), len(scores.clauses))
    for note, column in zip(*np.nonzero(scores.notes >= model.threshold), strict=True):
        evidence = scores.evidence[:, column]
        for clauses, share in _telling_clauses(segments, evidence, first[note], first[note + 1]):
            sentence = segments.sentence_of_clause[clauses.start]
            finding = _finding(
                model.keys[column],
                segments.texts[note],
                Span(int(segments.sentence_start[sentence]), int(segments.sentence_end[sentence])),
                Span(
                    int(segments.clause_start[clauses.start]),
                    int(segments.clause_end[clauses.stop - 1]),
                ),
                share * float(scores.notes[note, column]),
                scores.cue_words[note],
            )
            if finding:
                found[note].append(finding)
    for text, in_note, cues in zip(segments.texts, found, scores.cue_words, strict=True):
        in_note += _mentions(text, in_note, cues)
        in_note.sort(key=lambda f: (f.start, f.end, str(f.label), str(f.status)))
    return found


def _telling_clauses(
    segments: Segments, evidence: Scores, first: int, last: int
) -> list[tuple[range, float]]:
    """Return the best clause of a note and those that tell nearly as much, each with the clauses
    that it is quoted with and with its share of the best one's probability.

    The note's clauses are ``first`` up to ``last``.
    """
    best_first = first + np.argsort(-evidence[first:last], kind="stable")
    best = float(evidence[best_first[0]])
    enough = min(BESIDE_BEST, BESIDE_BEST * best)
    telling: list[tuple[range, float]] = []
    for clause in best_first[evidence[best_first] >= enough].tolist():
        if not any(clause in quoted for quoted, _ in telling):
            share = float(evidence[clause]) / best
            telling.append((_quoted_with(segments, evidence, clause), share))
        if len(telling) == MOST_EVIDENCE:
            break
    return telling


def _quoted_with(segments: Segments, evidence: Scores, clause: int) -> range:
    """Return the clauses of the quote whose best one is ``clause``, all of one sentence."""
    low = high = clause
    while True:
        before, behind = (
            evidence[other] if _same_sentence(segments, other, clause) else -1.0
            for other in (low - 1, high + 1)
        )
        if max(before, behind) >= GROWS_AT * evidence[clause]:
            step = (low - 1, high) if before >= behind else (low, high + 1)
        elif _length(segments, low, high) < SHORTEST_EVIDENCE and max(before, behind) >= 0:
            step = (low, high + 1) if behind >= 0 else (low - 1, high)
        else:
            break
        if _length(segments, *step) > LONGEST_EVIDENCE:
            break
        low, high = step
    return range(low, high + 1)


def _same_sentence(segments: Segments, other: int, clause: int) -> bool:
    sentence = segments.sentence_of_clause
    return 0 <= other < len(sentence) and bool(sentence[other] == sentence[clause])


def _length(segments: Segments, low: int, high: int) -> int:
    """Return the characters from the start of one clause to the end of another."""
    return int(segments.clause_end[high] - segments.clause_start[low])


def _finding(
    key: FindingKey,
    text: str,
    sentence: Span,
    evidence: Span,
    score: float,
    cues: Sequence[CueWord],
) -> Finding | None:
    """Return the finding, or None where context cancels the cue or the act is the patient's."""
    evidence = _without_edges(text, evidence)
    mention = False
    if isinstance(key.label, Cue):
        actor = Actor.PATIENT_SIDE
        if cancelled(cues, key.label, sentence):
            if key.label is not Cue.SELF_HARM:
                return None
            mention = True
    elif is_patients_own(key.label, text[evidence.start : evidence.end]):
        return None
    else:
        actor = actor_of(text, sentence, evidence)
    return Finding(
        label=key.label,
        kind=kind_of(key.label),
        status=key.status,
        start=evidence.start,
        end=evidence.end,
        quote=text[evidence.start : evidence.end],
        score=round(score, 4),
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


def _firsts(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each run of equal numbers begins."""
    return np.flatnonzero(np.diff(group, prepend=-1))


def _neighbour(scores: Scores, note: NDArray[np.int64], step: int) -> Scores:
    """Return the scores of the sentence before or after in the same note, -1.5 where none is."""
    rows = np.arange(len(note))
    other = np.clip(rows + step, 0, len(note) - 1)
    valid = (other != rows) & (note[other] == note)
    return np.where(valid[:, None], scores[other], -1.5)
