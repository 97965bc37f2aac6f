"""Decides whether a cue's words mean a cue here.

A cue is cancelled where every one of its words in the sentence is negated, a third party's,
history, hypothetical or clinical (codebook, findings 1). A sentence that shows the cue in other
words is left to the learned reader.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from analyzer.codebook import Cue
from analyzer.language.segments import Span

NEAR = 150
"""Characters around a word in which context is looked for; a clause is seldom longer, and a note
without any mark must not cost the square of its length."""

KINDS = ("negated", "third_party", "history", "hypothetical", "clinical")


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


def cue_words(text: str, clauses: Sequence[Span], sentences: Sequence[Span]) -> list[CueWord]:
    """Return the words of every cue in a text, cue by cue; the spans are the text's own.

    >>> denial, outcry = "Denies being upset.", "Pt called, yelling."
    >>> [word.cancelled_by for word in cue_words(denial, [Span(0, 19)], [Span(0, 19)])]
    ['negated']
    >>> [word.probability for word in cue_words(outcry, [Span(0, 19)], [Span(0, 19)])]
    [0.95]
    """
    found = []
    for cue, words in _cues().items():
        for match in words.pattern.finditer(text):
            word = Span(*match.span())
            taken_back = _cancelled_by(text, word, _around(word, clauses), words.contexts)
            probability = 0.0 if taken_back else words.probability
            if not taken_back and _patients_own(text, word, _around(word, sentences)):
                probability = max(probability, words.probability_of_patient)
            found.append(CueWord(cue, word, taken_back, probability))
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
class _Context:
    kind: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    around: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Words:
    pattern: re.Pattern[str]
    contexts: tuple[_Context, ...]
    probability: float
    probability_of_patient: float


@dataclass(frozen=True, slots=True)
class _Subject:
    patient: re.Pattern[str]
    somebody_else: re.Pattern[str]
    follows: re.Pattern[str]


def _around(word: Span, spans: Sequence[Span]) -> Span:
    """Return the span, of some in text order, that a word begins in."""
    place = bisect_right(spans, word.start, key=lambda span: span.start) - 1
    return spans[place] if place >= 0 and word.start < spans[place].end else word


def _patients_own(text: str, word: Span, sentence: Span) -> bool:
    """Say whether the patient is the subject of a sentence up to a word, and nobody else is."""
    subject, ahead = _subject(), text[sentence.start : word.start]
    return bool(
        len(ahead) <= NEAR
        and subject.patient.search(ahead)
        and not subject.somebody_else.search(ahead)
        and subject.follows.match(text[word.end : min(sentence.end, word.end + NEAR)])
    )


def _cancelled_by(text: str, word: Span, clause: Span, contexts: Sequence[_Context]) -> str | None:
    first, last = max(clause.start, word.start - NEAR), min(clause.end, word.end + NEAR)
    ahead, behind = text[first : word.start], text[word.end : last]
    for context in contexts:
        if (
            (context.before and context.before.search(ahead))
            or (context.after and context.after.search(behind))
            or (context.around and context.around.search(text[first:last]))
        ):
            return context.kind
    return None


@cache
def _cues() -> dict[Cue, _Words]:
    contexts = _contexts()
    return {
        Cue(name): _Words(
            re.compile(rf"(?<!\w)(?:{'|'.join(entry['words'])})(?!\w)", re.I),
            tuple(c for c in contexts if entry.get(c.kind, True)),
            entry.get("probability", 0.0),
            entry.get("probability_of_patient", 0.0),
        )
        for name, entry in tomllib.loads(_rules("cues.toml")).items()
    }


@cache
def _subject() -> _Subject:
    data = tomllib.loads(_rules("context.toml"))["subject"]
    return _Subject(**{name: re.compile(pattern, re.I) for name, pattern in data.items()})


def _contexts() -> tuple[_Context, ...]:
    data = tomllib.loads(_rules("context.toml"))
    return tuple(
        _Context(
            kind,
            *(
                re.compile("|".join(data[kind][place]), re.I) if place in data[kind] else None
                for place in ("before", "after", "around")
            ),
        )
        for kind in KINDS
    )


def _rules(name: str) -> str:
    return resources.files(__package__).joinpath("rules", name).read_text("utf-8")
