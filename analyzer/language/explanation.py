"""Says which words, or which rule, carried a finding, and which cue words did not count.

A word carries a finding as far as the log odds of its label fall when its sentence, with the ones
before and behind, is read without that word (leave one out). The question is put to the whole
reader, so the answer holds for its heads, its network and its rules alike. The rest of the note
says little about a sentence, and left out, it does not make each word of a long note dearer.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np

from analyzer.codebook import Cue
from analyzer.language.context import CueWord, cue_words
from analyzer.language.findings import FindingModel, note_features
from analyzer.language.heads import Scores, probability
from analyzer.language.segments import Segments, Span, segment
from analyzer.schema import Finding

LEAST_EFFECT = 0.3
MOST_WORDS = 4
"""At most so many words of a finding are named, and none that moves its log odds by less."""
REACH = 300
"""Characters on either side of a word that are read at most: a note may be one endless sentence."""
EXCERPTS_AT_ONCE = 256
"""Excerpts that are read together, as many as notes in a batch, so that memory stays flat."""


@dataclass(frozen=True, slots=True)
class WordEffect:
    """Without the word at ``span`` the log odds of the finding fall by ``effect``."""

    span: Span
    effect: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What carried one finding: ``words``, the strongest first, and, where a cue word alone makes
    its cue as likely as was said, the ``rule`` (that word, as ``rules/cues.toml`` lists it)."""

    words: tuple[WordEffect, ...]
    rule: CueWord | None


def explain(model: FindingModel, text: str, found: Sequence[Finding]) -> list[Explanation]:
    """Return an explanation of each finding of a note, in order.

    A finding of a mention alone (score 0) rests on a rule, and has no words.
    """
    segments = segment([text])
    cues = cue_words(segments)[0]
    column = {(key.label, key.status): i for i, key in enumerate(model.keys)}
    keys = [column.get((finding.label, finding.status)) for finding in found]
    words = [
        _words(segments, finding) if key is not None and finding.score else []
        for finding, key in zip(found, keys, strict=True)
    ]
    excerpts = {word: _excerpt(segments, word) for word in sorted(set(chain(*words)))}
    texts = list(dict.fromkeys([text, *chain(*excerpts.values())]))
    odds = dict(zip(texts, _log_odds(model, texts), strict=True))
    explanations = []
    for finding, key, of_finding in zip(found, keys, words, strict=True):
        effects = [
            WordEffect(
                Span(int(segments.tokens.start[word]), int(segments.tokens.end[word])),
                round(float(odds[excerpts[word].whole][key] - odds[excerpts[word].rest][key]), 2),
            )
            for word in of_finding
        ]
        strong = sorted((e for e in effects if e.effect >= LEAST_EFFECT), key=lambda e: -e.effect)
        learned = float(probability(odds[text][key])) if key is not None else 0.0
        explanations.append(Explanation(tuple(strong[:MOST_WORDS]), _rule(finding, cues, learned)))
    return explanations


def not_counted(text: str, found: Sequence[Finding]) -> list[CueWord]:
    """Return the cue words of a note that count for nothing in its findings: those that context
    takes back, but for a mention that is shown, and those of cues that the learned reader does not
    find (``cancelled_by`` None).

    >>> [(word.cue.value, word.cancelled_by) for word in not_counted("Denies being upset.", [])]
    [('frustration', 'negated')]
    """
    cues = {finding.label for finding in found if not finding.mention}
    shown = {
        (finding.label, place)
        for finding in found
        if finding.mention
        for place in range(finding.start, finding.end)
    }
    return [
        word
        for word in cue_words(segment([text]))[0]
        if (word.cancelled_by or word.cue not in cues) and (word.cue, word.span.start) not in shown
    ]


class _Excerpt(NamedTuple):
    """What is read for a word: what stands around it, with the word and without."""

    whole: str
    rest: str


def _words(segments: Segments, finding: Finding) -> list[int]:
    """Return the tokens of a finding's quote that are words or numbers."""
    tokens = segments.tokens
    first = int(np.searchsorted(tokens.start, finding.start))
    behind = int(np.searchsorted(tokens.end, finding.end, side="right"))
    return [
        token
        for token in range(first, behind)
        if any(character.isalnum() for character in tokens.kinds[tokens.kind[token]])
    ]


def _excerpt(segments: Segments, word: int) -> _Excerpt:
    """Return a word's sentence with the ones before and behind, at most REACH on either side."""
    tokens, [text] = segments.tokens, segments.texts
    start, end = int(tokens.start[word]), int(tokens.end[word])
    sentence = int(np.searchsorted(segments.sentence_tokens, word, side="right")) - 1
    low, high = max(sentence - 1, 0), min(sentence + 1, len(segments.sentence_start) - 1)
    # Cut between tokens: half a word would be another word.
    nearest = tokens.start[np.searchsorted(tokens.start, start - REACH)]
    farthest = tokens.end[np.searchsorted(tokens.end, end + REACH, side="right") - 1]
    begin = max(int(segments.sentence_start[low]), int(nearest))
    stop = min(int(segments.sentence_end[high]), int(farthest))
    return _Excerpt(text[begin:stop], text[begin:start] + text[end:stop])


def _log_odds(model: FindingModel, texts: Sequence[str]) -> Scores:
    """Return what the learned reader gives each label of each text, before any rule."""
    parts = []
    for first in range(0, len(texts), EXCERPTS_AT_ONCE):
        segments = segment(texts[first : first + EXCERPTS_AT_ONCE])
        features = note_features(segments, model.first(segments), cue_words(segments))
        parts.append(model.note(features))
    return np.vstack(parts)


def _rule(finding: Finding, cues: Sequence[CueWord], learned: float) -> CueWord | None:
    """Return the cue word that alone gave a finding its probability, or its mention."""
    if not isinstance(finding.label, Cue):
        return None
    first, behind = (
        bisect_left(cues, place, key=lambda word: word.span.start)
        for place in (finding.start, finding.end)
    )
    inside = [word for word in cues[first:behind] if word.cue is finding.label]
    if finding.mention:
        return next((word for word in inside if word.cancelled_by), None)
    return next((word for word in inside if word.probability > learned), None)
