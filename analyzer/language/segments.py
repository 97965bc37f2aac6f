"""Cuts notes into sentences and clauses, and says who speaks in a chat turn.

A sentence is the unit that a finding is decided on, a clause the unit of its evidence. Hurried
notes have sentences without a full stop, so a clause also starts where a new speaker's act does.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.codebook import Actor


class Span(NamedTuple):
    """Characters ``start`` up to, not including, ``end`` of a note's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segments:
    """The clauses and sentences of a batch of notes, in text order.

    ``clause_start``, ``clause_end`` and ``sentence_of_clause`` have one entry a clause;
    ``sentence_start``, ``sentence_end`` and ``note_of_sentence`` one a sentence. Sentence numbers
    run through the whole batch. Every note has at least one sentence and one clause.
    """

    texts: Sequence[str]
    clause_start: NDArray[np.int64]
    clause_end: NDArray[np.int64]
    sentence_of_clause: NDArray[np.int64]
    sentence_start: NDArray[np.int64]
    sentence_end: NDArray[np.int64]
    note_of_sentence: NDArray[np.int64]

    @property
    def note_of_clause(self) -> NDArray[np.int64]:
        """Position of each clause's note in ``texts``."""
        return self.note_of_sentence[self.sentence_of_clause]


def segment(texts: Sequence[str]) -> Segments:
    """Cut every text into sentences and clauses.

    >>> found = segment(["Pt upset about wait, left. Dr. Lee called her."])
    >>> [found.texts[0][a:b] for a, b in zip(found.sentence_start, found.sentence_end)]
    ['Pt upset about wait, left.', 'Dr. Lee called her.']
    """
    sentence_rows: list[tuple[int, int, int]] = []
    clause_rows: list[tuple[int, int, int]] = []
    for note, text in enumerate(texts):
        for sentence in sentences(text) or [Span(0, len(text))]:
            clause_rows += [(*clause, len(sentence_rows)) for clause in clauses(text, sentence)]
            sentence_rows.append((*sentence, note))
    by_sentence = np.array(sentence_rows, dtype=np.int64).reshape(-1, 3)
    by_clause = np.array(clause_rows, dtype=np.int64).reshape(-1, 3)
    return Segments(
        texts,
        by_clause[:, 0],
        by_clause[:, 1],
        by_clause[:, 2],
        by_sentence[:, 0],
        by_sentence[:, 1],
        by_sentence[:, 2],
    )


def sentences(text: str) -> list[Span]:
    """Return the sentences of a text, without the white space around them."""
    rules = _rules()
    found, start = [], 0
    for gap in _SENTENCE_GAP.finditer(text):
        abbreviated = "\n" not in gap.group() and rules.abbreviation.search(
            text, max(start, gap.start() - 12), gap.start()
        )
        if not abbreviated:
            found.append(_trimmed(text, start, gap.start()))
            start = gap.end()
    found.append(_trimmed(text, start, len(text)))
    return [span for span in found if span.end > span.start]


def clauses(text: str, sentence: Span) -> list[Span]:
    """Return the clauses of one sentence; together they cover it."""
    rules = _rules()
    cuts = [m.end() for m in rules.clause_gap.finditer(text, *sentence)] + [sentence.end]
    pieces = [Span(sentence.start, cuts[0])]
    for start, end in pairwise(cuts):
        last = pieces[-1]
        if min(end - start, last.end - last.start) < rules.shortest_clause:
            pieces[-1] = Span(last.start, end)
        else:
            pieces.append(Span(start, end))
    return [_trimmed(text, *part) for piece in pieces for part in _split_run_on(text, piece, rules)]


def speaker(text: str, position: int) -> Actor | None:
    """Return whose chat turn a position stands in, or None outside of turns.

    >>> speaker("Patient: still no answer\\nReply: so sorry", 30) is Actor.AUTHOR
    True
    """
    latest = None
    for turn in _rules().turn.finditer(text, 0, position + 1):
        latest = Actor.PATIENT_SIDE if turn["patient_side"] else Actor.AUTHOR
    return latest


@dataclass(frozen=True, slots=True)
class _Rules:
    abbreviation: re.Pattern[str]
    clause_gap: re.Pattern[str]
    run_on: re.Pattern[str]
    turn: re.Pattern[str]
    shortest_clause: int
    run_on_from: int
    run_on_first: int
    run_on_rest: int


_CLOSING = """["'”’)]"""
_SENTENCE_GAP = re.compile(
    rf"(?<!\s)\s*\n\s*|^\s*\n\s*|(?<=[.!?])\s+|(?<=[.!?]{_CLOSING})\s+|(?<=[.!?]{_CLOSING}{_CLOSING})\s+"
)


@cache
def _rules() -> _Rules:
    source = resources.files(__package__).joinpath("rules/segments.toml").read_text("utf-8")
    data: dict[str, Any] = tomllib.loads(source)

    def one_of(words: Sequence[str]) -> str:
        return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

    return _Rules(
        abbreviation=re.compile(rf"\b(?:{one_of(data['abbreviations'])}|[a-z])\.$", re.I),
        clause_gap=re.compile(
            r"(?<=[,;:])\s+|(?<!\s)\s+(?=[-–—]+\s)|(?<=\s[-–—])\s+"
            rf"|(?<!\s)\s+(?=(?:{one_of(data['connectives'])})\s)"
            rf"|(?<!\s)\s+(?=(?:and|&)\s+(?:{one_of(data['after_and'])})\b)",
            re.I,
        ),
        run_on=re.compile(rf"(?<!\s)\s+(?=(?:{one_of(data['run_on'])})\b)", re.I),
        turn=re.compile(
            rf"^\W*(?:message \d+ \()?(?:(?P<patient_side>{one_of(data['turns']['patient_side'])})"
            rf"|(?P<staff>{one_of(data['turns']['staff'])}))\b[^:\n]{{0,40}}:",
            re.I | re.M,
        ),
        **{
            name: data[name]
            for name in ("shortest_clause", "run_on_from", "run_on_first", "run_on_rest")
        },
    )


def _split_run_on(text: str, piece: Span, rules: _Rules) -> list[Span]:
    """Cut a long clause before the words that begin a new act."""
    if piece.end - piece.start <= rules.run_on_from:
        return [piece]
    parts, start = [], piece.start
    for gap in rules.run_on.finditer(text, piece.start + 1, piece.end):
        if gap.end() - start >= rules.run_on_first and piece.end - gap.end() >= rules.run_on_rest:
            parts.append(Span(start, gap.end()))
            start = gap.end()
    return [*parts, Span(start, piece.end)]


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
