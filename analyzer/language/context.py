"""Decides whether a cue's words mean a cue here.

A cue is cancelled where every one of its words in the sentence is negated, a third party's,
history, hypothetical, part of an instruction, or clinical (codebook, findings 1). A sentence that
shows the cue in other words is left to the learned reader.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from analyzer.codebook import Cue
from analyzer.language.phrases import Match, Phrases
from analyzer.language.segments import Segments, Span
from analyzer.language.tokens import Tokens, split_phrase

NEAR = 30
"""Tokens on either side of a word in which ``around`` is looked for; a clause is seldom longer, and
a note without any mark must not cost the square of its length."""
NEAR_SUBJECT = 150
"""Characters on either side of a word in which its subject is looked for."""

KINDS = ("negated", "third_party", "history", "hypothetical", "instruction", "clinical")


@dataclass(frozen=True, slots=True)
class CueWord:
    """A word of a cue in a text; ``cancelled_by`` names the context that takes it back.

    ``probability`` is the least that the word alone gives its cue; 0 leaves it to the learned
    reader.
    """

    cue: Cue
    span: Span
    cancelled_by: str | None
    probability: float = 0.0


def cue_words(segments: Segments) -> list[list[CueWord]]:
    """Return the words of every cue in each note of a batch, in text order.

    >>> from analyzer.language.segments import segment
    >>> denial, outcry = cue_words(segment(["Denies being upset.", "Pt called, yelling."]))
    >>> denial[0].cancelled_by, outcry[0].probability
    ('negated', 0.95)
    """
    tokens = segments.tokens
    found: list[list[CueWord]] = [[] for _ in tokens.texts]
    matches = _one_a_place(_lexicon().cues.find(tokens))
    if not matches:
        return found
    first = [match.first for match in matches]
    clause = np.searchsorted(segments.clause_tokens, first, side="right") - 1
    holds_cue = np.zeros(len(segments.clause_start), dtype=bool)
    holds_cue[clause] = True
    among = np.repeat(holds_cue, np.diff(segments.clause_tokens))
    signs, reach = _lexicon().contexts.find(tokens, among), _lexicon().reach
    sign_first = [sign.first for sign in signs]
    sentence = segments.sentence_of_clause[clause]
    bounds = zip(
        segments.clause_tokens[clause].tolist(),
        segments.clause_tokens[clause + 1].tolist(),
        segments.sentence_start[sentence].tolist(),
        segments.sentence_end[sentence].tolist(),
        tokens.note[first].tolist(),
        strict=True,
    )
    for match, (low, high, start, end, note) in zip(matches, bounds, strict=True):
        nearest, farthest = max(low, match.first - reach), min(high, match.end + reach)
        here = signs[bisect_left(sign_first, nearest) : bisect_left(sign_first, farthest)]
        taken_back = _taken_back(tokens, match, [s for s in here if s.end <= high])
        word = Span(int(tokens.start[match.first]), int(tokens.end[match.end - 1]))
        rule = match.meaning
        probability = 0.0 if taken_back else rule.probability
        if (
            rule.probability_of_patient
            and not taken_back
            and _patients_own(tokens.texts[note], word, Span(start, end))
        ):
            probability = max(probability, rule.probability_of_patient)
        found[note].append(CueWord(rule.cue, word, taken_back, probability))
    return found


def cancelled(words: Sequence[CueWord], cue: Cue, sentence: Span) -> bool:
    """Say whether a sentence holds words of the cue and context takes every one back."""
    here = [
        word.cancelled_by is not None
        for word in words
        if word.cue == cue and sentence.start <= word.span.start < sentence.end
    ]
    return bool(here) and all(here)


@dataclass(frozen=True, slots=True)
class _CueRule:
    """What the words of a cue say; ``untouched_by`` are the contexts that do not cancel it."""

    cue: Cue
    probability: float
    probability_of_patient: float
    untouched_by: frozenset[str]
    is_exception: bool


@dataclass(frozen=True, slots=True)
class _Sign:
    """What a phrase says of a cue's word that stands beside it."""

    kind: str
    place: str
    within: int
    over: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """``reach`` is the number of tokens from a cue's word beyond which no context begins that may
    say something of it."""

    cues: Phrases[_CueRule]
    contexts: Phrases[_Sign]
    reach: int


@dataclass(frozen=True, slots=True)
class _Subject:
    patient: re.Pattern[str]
    somebody_else: re.Pattern[str]
    follows: re.Pattern[str]


def _one_a_place(matches: Sequence[Match[_CueRule]]) -> list[Match[_CueRule]]:
    """Return the matches that no longer phrase of the same cue covers, exceptions left out."""
    reached: dict[Cue, int] = {}
    chosen = []
    for match in matches:
        if match.first >= reached.get(match.meaning.cue, 0):
            reached[match.meaning.cue] = match.end
            if not match.meaning.is_exception:
                chosen.append(match)
    return chosen


def _taken_back(tokens: Tokens, word: Match[_CueRule], signs: Sequence[Match[_Sign]]) -> str | None:
    """Return the first context kind, of those in the word's clause, that takes the word back."""
    kinds = {
        sign.meaning.kind
        for sign in signs
        if sign.meaning.kind not in word.meaning.untouched_by and _reaches(tokens, sign, word)
    }
    return next((kind for kind in KINDS if kind in kinds), None)


def _reaches(tokens: Tokens, sign: Match[_Sign], word: Match[_CueRule]) -> bool:
    meaning = sign.meaning
    if meaning.place == "around":
        return sign.first - word.end <= NEAR and word.first - sign.end <= NEAR
    low, high = (sign.end, word.first) if meaning.place == "before" else (word.end, sign.first)
    if not 0 <= high - low <= meaning.within:
        return False
    between = (tokens.kinds[kind] for kind in tokens.kind[low:high])
    return meaning.over is None or all(kind in meaning.over for kind in between)


def _patients_own(text: str, word: Span, sentence: Span) -> bool:
    """Say whether the patient is the subject of a sentence up to a word, and nobody else is."""
    subject, ahead = _subject(), text[sentence.start : word.start]
    return bool(
        len(ahead) <= NEAR_SUBJECT
        and subject.patient.search(ahead)
        and not subject.somebody_else.search(ahead)
        and subject.follows.match(text[word.end : min(sentence.end, word.end + NEAR_SUBJECT)])
    )


@cache
def _lexicon() -> _Lexicon:
    cues = [
        (phrase, _cue_rule(Cue(name), entry, key))
        for name, entry in _rules("cues.toml").items()
        for key in ("words", "plain", "except")
        for phrase in entry.get(key, ())
    ]
    rules = _rules("context.toml")
    contexts = [
        (phrase, _sign(kind, place, entry))
        for kind in KINDS
        for entry in rules[kind]
        for place in ("before", "after", "around")
        for phrase in entry.get(place, ())
    ]
    farthest = max(NEAR, *(sign.within for _, sign in contexts))
    longest = max(len(split_phrase(phrase.replace("|", " "))) for phrase, _ in contexts)
    return _Lexicon(Phrases(cues), Phrases(contexts), farthest + longest + 1)


def _cue_rule(cue: Cue, entry: dict[str, Any], key: str) -> _CueRule:
    """Return the rule of a phrase that stands under ``key`` in a cue's entry."""
    return _CueRule(
        cue,
        entry.get("probability_of_plain" if key == "plain" else "probability", 0.0),
        entry.get("probability_of_patient", 0.0),
        frozenset(kind for kind in KINDS if key != "plain" and not entry.get(kind, True)),
        key == "except",
    )


def _sign(kind: str, place: str, entry: dict[str, Any]) -> _Sign:
    over = entry.get("over")
    return _Sign(kind, place, entry.get("within", 0), frozenset(over) if over else None)


@cache
def _subject() -> _Subject:
    data = _rules("context.toml")["subject"]
    return _Subject(**{name: re.compile(pattern, re.I) for name, pattern in data.items()})


def _rules(name: str) -> dict[str, Any]:
    source = resources.files(__package__).joinpath("rules", name).read_text("utf-8")
    return tomllib.loads(source)
