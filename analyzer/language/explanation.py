"""Says which words, or which rule, carried a finding, and which cue words did not count.

A word carries a finding as far as the log odds of its label fall when the note is read without that
word (leave one out): the question is put to the whole reader, so the answer holds for its heads,
its network and its rules alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.codebook import Cue
from analyzer.language.context import CueWord, cue_words
from analyzer.language.findings import FindingModel, note_features
from analyzer.language.heads import Scores, probability
from analyzer.language.segments import Span, segment
from analyzer.schema import Finding

LEAST_EFFECT = 0.3
MOST_WORDS = 4
"""At most so many words of a finding are named, and none that moves its log odds by less."""


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
    tokens = segments.tokens
    spans = [
        Span(*bounds) for bounds in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)
    ]
    quoted = [s for s in spans if any(f.start < s.end and s.start < f.end for f in found)]
    told = [s for s in quoted if any(c.isalnum() for c in text[s.start : s.end])]
    odds = _log_odds(model, [text, *(text[: s.start] + text[s.end :] for s in told)])
    column = {(key.label, key.status): i for i, key in enumerate(model.keys)}
    explanations = []
    for finding in found:
        key = column.get((finding.label, finding.status))
        effects = []
        if key is not None and finding.score:
            effects = [
                WordEffect(span, round(float(odds[0, key] - odds[i, key]), 2))
                for i, span in enumerate(told, start=1)
                if finding.start <= span.start and span.end <= finding.end
            ]
        strong = sorted((e for e in effects if e.effect >= LEAST_EFFECT), key=lambda e: -e.effect)
        learned = float(probability(odds[:1, key])[0]) if key is not None else 0.0
        explanations.append(Explanation(tuple(strong[:MOST_WORDS]), _rule(finding, cues, learned)))
    return explanations


def not_counted(text: str) -> list[CueWord]:
    """Return the cue words of a note that context takes back.

    >>> [(word.cue.value, word.cancelled_by) for word in not_counted("Denies being upset.")]
    [('frustration', 'negated')]
    """
    return [word for word in cue_words(segment([text]))[0] if word.cancelled_by]


def _log_odds(model: FindingModel, texts: Sequence[str]) -> Scores:
    """Return what the learned reader gives each label of each note, before any rule."""
    segments = segment(texts)
    features = note_features(segments, model.first(segments), cue_words(segments))
    return np.asarray(model.note(features))


def _rule(finding: Finding, cues: Sequence[CueWord], learned: float) -> CueWord | None:
    """Return the cue word that alone gave a finding its probability, or its mention."""
    if not isinstance(finding.label, Cue):
        return None
    inside = [
        word
        for word in cues
        if word.cue is finding.label and finding.start <= word.span.start < finding.end
    ]
    if finding.mention:
        return next((word for word in inside if word.cancelled_by), None)
    return next((word for word in inside if word.probability > learned), None)
