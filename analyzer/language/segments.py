"""Cuts notes into sentences and clauses, and says who speaks in a chat turn.

A sentence is the unit that a finding is decided on, a clause the unit of its evidence. Hurried
notes have sentences without a full stop, so a clause also starts where a new speaker's act does.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntFlag, auto
from functools import cache, lru_cache
from importlib import resources
from string import ascii_lowercase
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.codebook import Actor
from analyzer.language.tokens import Gap, Ids, Tokens, tokenize


class Span(NamedTuple):
    """Characters ``start`` up to, not including, ``end`` of a note's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segments:
    """The clauses and sentences of a batch of notes, in text order.

    ``clause_start``, ``clause_end`` and ``sentence_of_clause`` have one entry a clause;
    ``sentence_start``, ``sentence_end`` and ``note_of_sentence`` one a sentence. Sentence numbers
    run through the whole batch. ``clause_tokens`` and ``sentence_tokens`` say where the tokens of
    each begin, with the number of all tokens as a last entry more. Every note has at least one
    sentence and one clause; those of a note of nothing but white space cover it and hold no token.
    """

    tokens: Tokens
    clause_start: Ids
    clause_end: Ids
    sentence_of_clause: Ids
    sentence_start: Ids
    sentence_end: Ids
    note_of_sentence: Ids
    clause_tokens: Ids
    sentence_tokens: Ids

    @property
    def texts(self) -> Sequence[str]:
        """The notes themselves."""
        return self.tokens.texts

    @property
    def note_of_clause(self) -> Ids:
        """Position of each clause's note in ``texts``."""
        return self.note_of_sentence[self.sentence_of_clause]


def segment(texts: Sequence[str]) -> Segments:
    """Cut every text into sentences and clauses.

    >>> found = segment(["Pt upset about wait, left. Dr. Lee called her."])
    >>> [found.texts[0][a:b] for a, b in zip(found.sentence_start, found.sentence_end)]
    ['Pt upset about wait, left.', 'Dr. Lee called her.']
    """
    tokens = tokenize(texts)
    roles = _roles_of(tokens)
    opens_sentence = _opens_sentence(tokens, roles)
    first = _opens_clause(tokens, roles, opens_sentence)
    behind = np.append(first, len(tokens.kind))[1:]
    note, start, end = tokens.note[first], tokens.start[first], tokens.end[behind - 1]
    opens = opens_sentence[first]
    empty = np.flatnonzero(np.diff(tokens.first) == 0)
    if len(empty):  # a note without a token has one clause, from its first to its last character
        at = np.searchsorted(note, empty)
        first, note = np.insert(first, at, tokens.first[empty]), np.insert(note, at, empty)
        opens, start = np.insert(opens, at, True), np.insert(start, at, 0)
        end = np.insert(end, at, [len(tokens.texts[position]) for position in empty.tolist()])
    all_tokens = len(tokens.kind)
    return Segments(
        tokens,
        start,
        end,
        np.cumsum(opens) - 1,
        start[opens],
        end[np.append(opens, True)[1:]],
        note[opens],
        np.append(first, all_tokens),
        np.append(first[opens], all_tokens),
    )


class Turn(NamedTuple):
    """A chat turn: it begins at character ``start`` and ``actor`` speaks in it."""

    start: int
    actor: Actor


def turns(text: str) -> list[Turn]:
    """Return the chat turns of a note, none where it is no chat.

    >>> turns("Patient: still no answer\\nReply: so sorry")[1].actor is Actor.AUTHOR
    True
    """
    if ":" not in text:
        return []
    return [
        Turn(turn.start(), Actor.PATIENT_SIDE if turn["patient_side"] else Actor.AUTHOR)
        for turn in _rules().turn.finditer(text)
    ]


def turn_at(spoken: Sequence[Turn], position: int) -> Turn | None:
    """Return the turn that a position stands in, or None before the first."""
    number = bisect_right(spoken, position, key=lambda turn: turn.start)
    return spoken[number - 1] if number else None


class _Role(IntFlag):
    """What a token may do where a note is cut."""

    NONE = 0
    STOP = auto()
    POINT = auto()
    CLOSING = auto()
    ABBREVIATION = auto()
    COMMA = auto()
    DASH = auto()
    CONNECTIVE = auto()
    AND = auto()
    BEHIND_AND = auto()
    RUN_ON = auto()


@dataclass(frozen=True, slots=True)
class _Rules:
    roles: dict[str, _Role]
    turn: re.Pattern[str]
    shortest_clause: int
    run_on_from: int
    run_on_first: int
    run_on_rest: int


def _opens_sentence(tokens: Tokens, roles: Ids) -> NDArray[np.bool_]:
    """Return which tokens begin a sentence: behind a line break or . ! ? and a space."""
    stop, closing = _Role.STOP, _Role.CLOSING
    number = np.fromiter(map(str.isdigit, tokens.kinds), bool, len(tokens.kinds))[tokens.kind]
    behind_number = _beside(number, tokens.note, -1) & (tokens.gap == Gap.NONE)
    roles = np.where(behind_number, roles & ~_Role.ABBREVIATION, roles)  # the h of "72h."
    before, second, third = (_beside(roles, tokens.note, -step) for step in (1, 2, 3))
    quoted = (before & closing > 0) & (
        (second & stop > 0) | ((second & closing > 0) & (third & stop > 0))
    )
    full_stop = (before & stop > 0) & ~(
        (before & _Role.POINT > 0) & (second & _Role.ABBREVIATION > 0)
    )
    begins_note = np.diff(tokens.note, prepend=-1) > 0
    ends = (tokens.gap == Gap.SPACE) & (full_stop | quoted)
    return np.asarray(begins_note | (tokens.gap == Gap.LINE) | ends)


def _opens_clause(tokens: Tokens, roles: Ids, opens_sentence: NDArray[np.bool_]) -> Ids:
    """Return the tokens that begin a clause, in order."""
    spaced = tokens.gap == Gap.SPACE
    before, behind = _beside(roles, tokens.note, -1), _beside(roles, tokens.note, 1)
    behind_spaced = _beside(spaced, tokens.note, 1)
    dash = (roles & _Role.DASH > 0) & spaced
    cut = spaced & (
        (before & _Role.COMMA > 0)
        | (dash & behind_spaced)
        | _beside(dash, tokens.note, -1)
        | ((roles & _Role.CONNECTIVE > 0) & behind_spaced)
        | ((roles & _Role.AND > 0) & (behind & _Role.BEHIND_AND > 0) & behind_spaced)
    )
    return _whole_clauses(
        tokens,
        np.flatnonzero(opens_sentence),
        np.flatnonzero(cut & ~opens_sentence),
        np.flatnonzero(spaced & (roles & _Role.RUN_ON > 0)),
    )


def _whole_clauses(tokens: Tokens, sentences: Ids, cuts: Ids, run_on: Ids) -> Ids:
    """Return the tokens that begin a clause: what is cut too short stays with its neighbour, what
    runs on too long is cut once more."""
    rules = _rules()
    start_of, end_of = tokens.start.tolist(), tokens.end.tolist()
    bounds = np.append(sentences, len(start_of)).tolist()
    cut_at = np.searchsorted(cuts, bounds).tolist()
    run_on_at = np.searchsorted(run_on, bounds).tolist()
    cut_list, run_on_list = cuts.tolist(), run_on.tolist()
    first: list[int] = []
    for number, opening in enumerate(bounds[:-1]):
        end = end_of[bounds[number + 1] - 1]
        clauses = [opening]
        points = cut_list[cut_at[number] : cut_at[number + 1]]
        for cut, behind in zip(points, [*points, None][1:], strict=True):
            size = start_of[cut] - start_of[clauses[-1]]
            rest = (end if behind is None else start_of[behind]) - start_of[cut]
            if min(size, rest) >= rules.shortest_clause:
                clauses.append(cut)
        if end - start_of[opening] > rules.run_on_from:
            beginnings = run_on_list[run_on_at[number] : run_on_at[number + 1]]
            clauses = _cut_where_it_runs_on(clauses, beginnings, start_of, end)
        first += clauses
    return np.array(first, dtype=np.int64)


def _cut_where_it_runs_on(
    clauses: list[int], beginnings: list[int], start_of: list[int], end: int
) -> list[int]:
    """Return the first tokens of a sentence's clauses, those that run on cut at ``beginnings``."""
    rules = _rules()
    parts: list[int] = []
    for clause, behind in zip(clauses, [*clauses, None][1:], strict=True):
        parts.append(clause)
        stop = end if behind is None else start_of[behind]
        if stop - start_of[clause] <= rules.run_on_from:
            continue
        for token in beginnings:
            start = start_of[token]
            if (
                token > clause
                and start - start_of[parts[-1]] >= rules.run_on_first
                and stop - start >= rules.run_on_rest
            ):
                parts.append(token)
    return parts


def _beside(values: NDArray[Any], note: Ids, step: int) -> NDArray[Any]:
    """Return the value of the token ``step`` places on (back, where it is negative) in the same
    note; 0 where none is."""
    beside = np.zeros_like(values)
    here, there = (
        (slice(-step, None), slice(None, step))
        if step < 0
        else (slice(None, -step), slice(step, None))
    )
    beside[here] = np.where(note[here] == note[there], values[there], 0)
    return beside


def _roles_of(tokens: Tokens) -> Ids:
    roles = np.fromiter(map(_role, tokens.kinds), np.int64, len(tokens.kinds))
    return roles[tokens.kind]


@lru_cache(maxsize=200_000)
def _role(kind: str) -> int:
    roles = _rules().roles
    verb = roles.get(kind.partition("'")[0], _Role.NONE)  # "he's" begins as "he" does
    return int(roles.get(kind, _Role.NONE) | verb & (_Role.BEHIND_AND | _Role.RUN_ON))


@cache
def _rules() -> _Rules:
    source = resources.files(__package__).joinpath("rules/segments.toml").read_text("utf-8")
    data: dict[str, Any] = tomllib.loads(source)
    roles: dict[str, _Role] = {}
    for role, words in (
        (_Role.STOP, ".!?"),
        (_Role.POINT, "."),
        (_Role.CLOSING, "\"'”)]"),
        (_Role.COMMA, ",;:"),
        (_Role.DASH, "-–—"),
        (_Role.AND, ("and", "&")),
        (_Role.ABBREVIATION, [*data["abbreviations"], *ascii_lowercase]),
        (_Role.CONNECTIVE, data["connectives"]),
        (_Role.BEHIND_AND, data["after_and"]),
        (_Role.RUN_ON, data["run_on"]),
    ):
        for word in words:
            roles[word] = roles.get(word, _Role.NONE) | role

    def one_of(words: Sequence[str]) -> str:
        return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

    return _Rules(
        roles=roles,
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
