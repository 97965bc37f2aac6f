"""Finds cues, steps and techniques with their evidence.

Two learned readings are joined: linear heads over grams score every sentence and clause for every
label, a network the sentences in their context (first_readers.py); then a second head reads the
best scores of the whole note, with what context.py says of the cue words, into one calibrated
probability a label.
A label at or above the threshold becomes a finding; its evidence is the best clause, widened to
neighbouring clauses that carry it too. A cue whose words leave no doubt is always one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.codebook import Actor, Cue, FindingKey, kind_of
from analyzer.language.actor import LONGEST_LEAD, actor_of, is_patients_own, may_be_others
from analyzer.language.context import CueWord, cancelled, cue_words
from analyzer.language.evidence import Places, best_by_note, evidence_of
from analyzer.language.first_readers import FirstReaders, FirstScores
from analyzer.language.heads import LinearHead, Scores, probability
from analyzer.language.quotes import Evidence, Quotes, quotes
from analyzer.language.segments import Segments, Span, Turn, turns
from analyzer.language.tokens import Ids, Tokens
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
    found: list[list[Finding]] = [[] for _ in segments.texts]
    told = _told(model, segments, scores)
    if told:
        quoted = quotes(segments, told.evidence)
        for note, finding in _findings(model.keys, segments, scores, told, quoted):
            found[note].append(finding)
    for text, of_note, words in zip(segments.texts, found, scores.cue_words, strict=True):
        if words:
            of_note.extend(_mentions(text, of_note, words))
        if len(of_note) > 1:
            of_note.sort(key=_place)
    return found


class _Told(NamedTuple):
    """The keys that notes likely hold, side by side, and the evidence of their clauses."""

    note: Ids
    key: Ids
    likely: Scores
    evidence: Evidence


def _told(model: FindingModel, segments: Segments, scores: FindingScores) -> _Told | None:
    """Return the keys of all notes that are as likely as a finding must be, if there are any."""
    likely = scores.notes >= model.threshold
    note, key = np.nonzero(likely)
    if not len(note):
        return None
    first = np.searchsorted(segments.note_of_clause, np.arange(len(segments.texts) + 1))
    size = np.diff(first)[note]
    begin = np.concatenate([[0], np.cumsum(size)])
    clause = np.arange(begin[-1]) + np.repeat(first[note] - begin[:-1], size)
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
    return _Told(note, key, scores.notes[likely], Evidence(clause, evidence, begin))


def _findings(
    keys: Sequence[FindingKey],
    segments: Segments,
    scores: FindingScores,
    told: _Told,
    quoted: Quotes,
) -> Iterator[tuple[int, Finding]]:
    """Yield the finding of each quote with its note, but for those of which context cancels the
    cue, or the act is the patient's."""
    known = [(key.label, kind_of(key.label), key.status) for key in keys]
    spoken: dict[int, list[Turn]] = {}
    sentence = segments.sentence_of_clause[quoted.first]
    begin, behind = segments.clause_tokens[quoted.first], segments.clause_tokens[quoted.last + 1]
    columns = (
        told.note[quoted.label],
        told.key[quoted.label],
        quoted.share * told.likely[quoted.label],
        segments.clause_start[quoted.first],
        segments.clause_end[quoted.last],
        _edged(segments.tokens, begin, behind),
        segments.sentence_start[sentence],
        segments.sentence_end[sentence],
        _open(segments, quoted.first, quoted.last),
    )
    for note, key, score, start, end, edged, opens, closes, is_open in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        label, kind, status = known[key]
        text = segments.texts[note]
        if edged:
            start, end = _without_edges(text, start, end)
        words = text[start:end]
        actor, mention = Actor.AUTHOR, False
        if isinstance(label, Cue):
            actor = Actor.PATIENT_SIDE
            of_note = scores.cue_words[note]
            if of_note and cancelled(of_note, label, Span(opens, closes)):
                if label is not Cue.SELF_HARM:
                    continue
                mention = True
        elif is_patients_own(label, words):
            continue
        else:
            if note not in spoken:
                spoken[note] = turns(text)
            if is_open or spoken[note]:
                actor = actor_of(text, Span(opens, closes), Span(start, end), spoken[note])
        yield (
            note,
            Finding(
                label=label,
                kind=kind,
                status=status,
                start=start,
                end=end,
                quote=words,
                score=round(score, 4),
                actor=actor,
                mention=mention,
            ),
        )


def _open(segments: Segments, first: Ids, last: Ids) -> NDArray[np.bool_]:
    """Return whether the acts of quotes, from their first to their last clauses, may be others'."""
    sentence = segments.sentence_of_clause[first]
    lead = segments.clause_start[first] - segments.sentence_start[sentence]
    return may_be_others(
        segments.tokens,
        segments.sentence_tokens[sentence],
        segments.clause_tokens[first],
        segments.clause_tokens[last + 1],
        lead < LONGEST_LEAD,
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


def _edged(tokens: Tokens, begin: Ids, behind: Ids) -> NDArray[np.bool_]:
    """Return which runs of tokens have a mark at an edge that a cut left there, or hold none."""
    is_edge = np.append(tokens.told(_is_edge) > 0, True)
    return np.asarray(is_edge[begin] | is_edge[behind - 1] | (begin == behind))


def _is_edge(kind: str) -> int:
    return int(kind in _EDGES)


def _without_edges(text: str, start: int, end: int) -> Span:
    """Drop the commas and dashes that a cut leaves at the edges of a quote."""
    words = text[start:end].rstrip(_EDGES)
    if not words:
        return Span(start, min(start + 1, end))
    end = start + len(words)
    return Span(end - len(words.lstrip(_EDGES)), end)


def _place(finding: Finding) -> tuple[int, int, str, str]:
    return finding.start, finding.end, finding.label, finding.status or ""
