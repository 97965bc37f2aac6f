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
from functools import cache
from importlib import resources
from string import ascii_lowercase
from typing import Any, NamedTuple, TypeVar

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
    roles = tokens.told(_role).astype(np.int16)
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


_Roles = NDArray[np.int16]
_Value = TypeVar("_Value", bound=np.generic)


class _Role(IntFlag):
    """What a token may do where a note is cut."""

    NONE = 0
    STOP = auto()
    POINT = auto()
    CLOSING = auto()
    NUMBER = auto()
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


def _opens_sentence(tokens: Tokens, roles: _Roles) -> NDArray[np.bool_]:
    """Return which tokens begin a sentence: behind a line break or . ! ? and a space."""
    before, second, third = (_beside(roles, tokens.first, -step) for step in (1, 2, 3))
    opens: NDArray[np.bool_] = tokens.gap == Gap.LINE
    opens[tokens.first[:-1][np.diff(tokens.first) > 0]] = True
    # Few tokens stand behind a full stop or the end of a quote.
    some = np.flatnonzero((tokens.gap == Gap.SPACE) & _plays(before, _Role.STOP | _Role.CLOSING))
    before, second, third = before[some], second[some], third[some]
    quoted = _plays(before, _Role.CLOSING) & (
        _plays(second, _Role.STOP) | (_plays(second, _Role.CLOSING) & _plays(third, _Role.STOP))
    )
    behind_number = _plays(third, _Role.NUMBER) & (tokens.gap[some - 2] == Gap.NONE)
    full_stop = _plays(before, _Role.STOP) & ~(
        _plays(before, _Role.POINT)
        & _plays(second, _Role.ABBREVIATION)
        & ~behind_number  # the h of "72h."
    )
    opens[some[full_stop | quoted]] = True
    return opens


def _opens_clause(tokens: Tokens, roles: _Roles, opens_sentence: NDArray[np.bool_]) -> Ids:
    """Return the tokens that begin a clause, in order."""
    spaced = tokens.gap == Gap.SPACE
    before, behind = _beside(roles, tokens.first, -1), _beside(roles, tokens.first, 1)
    behind_spaced = _beside(spaced, tokens.first, 1)
    dash = _plays(roles, _Role.DASH) & spaced
    joins = _plays(roles, _Role.CONNECTIVE) | (
        _plays(roles, _Role.AND) & _plays(behind, _Role.BEHIND_AND)
    )
    cut = spaced & (
        _plays(before, _Role.COMMA)
        | ((dash | joins) & behind_spaced)
        | _beside(dash, tokens.first, -1)
    )
    clauses = _whole_clauses(tokens, opens_sentence, np.flatnonzero(cut & ~opens_sentence))
    beginnings = np.flatnonzero(spaced & _plays(roles, _Role.RUN_ON))
    return _cut_where_they_run_on(tokens, opens_sentence, clauses, beginnings)


def _whole_clauses(tokens: Tokens, opens_sentence: NDArray[np.bool_], cuts: Ids) -> Ids:
    """Return the tokens that begin a clause: what is cut too short stays with its neighbour.

    A cut counts where as much stands ahead of it in its sentence and behind it up to the next cut
    as a clause needs; two that count are never nearer, so that none depends on another.
    """
    shortest, opens = _rules().shortest_clause, opens_sentence.copy()
    opens[cuts] = True
    rest = _ends(tokens, opens_sentence, np.flatnonzero(opens))
    sentences = np.flatnonzero(opens_sentence)
    opening = sentences[np.searchsorted(sentences, cuts, side="right") - 1]
    start = tokens.start[cuts]
    enough = (start - tokens.start[opening] >= shortest) & (
        rest[np.searchsorted(np.flatnonzero(opens), cuts)] - start >= shortest
    )
    opens[cuts[~enough]] = False
    return np.flatnonzero(opens)


def _ends(tokens: Tokens, opens_sentence: NDArray[np.bool_], first: Ids) -> Ids:
    """Return the character at which what each token begins ends: where the next one begins, or with
    the last token of a sentence."""
    behind = np.append(first, len(tokens.kind))[1:]
    ends: Ids = tokens.end[behind - 1]
    within = np.flatnonzero(~np.append(opens_sentence, True)[behind])
    ends[within] = tokens.start[behind[within]]
    return ends


def _cut_where_they_run_on(
    tokens: Tokens, opens_sentence: NDArray[np.bool_], clauses: Ids, beginnings: Ids
) -> Ids:
    """Return the first tokens of the clauses, those that run on too long cut at ``beginnings``."""
    rules = _rules()
    clause = np.searchsorted(clauses, beginnings, side="right") - 1
    opening, stop = tokens.start[clauses], _ends(tokens, opens_sentence, clauses)
    begin = tokens.start[beginnings]
    likely = (
        ((stop - opening)[clause] > rules.run_on_from)
        & (begin - opening[clause] >= rules.run_on_first)
        & (stop[clause] - begin >= rules.run_on_rest)
    )
    parts: list[int] = []
    current, last = -1, 0
    for number, token, start in zip(
        clause[likely].tolist(), beginnings[likely].tolist(), begin[likely].tolist(), strict=True
    ):
        if number != current:
            current, last = number, int(opening[number])
        if start - last >= rules.run_on_first:
            parts.append(token)
            last = start
    return np.sort(np.concatenate([clauses, np.array(parts, np.int64)]))


def _plays(roles: _Roles, role: _Role) -> NDArray[np.bool_]:
    """Return which tokens have the role, or one of several."""
    return np.asarray(roles & int(role) > 0)


def _beside(values: NDArray[_Value], first: Ids, step: int) -> NDArray[_Value]:
    """Return the value of the token ``step`` places on (back, where it is negative) in the same
    note; 0 where none is. ``first`` says where the tokens of each note begin, and all end."""
    beside = np.zeros_like(values)
    if step < 0:
        beside[-step:] = values[:step]
        edges = [first[:-1] + place for place in range(-step)]
    else:
        beside[:-step] = values[step:]
        edges = [first[1:] - 1 - place for place in range(step)]
    outside = np.concatenate(edges)
    beside[outside[(outside >= 0) & (outside < len(values))]] = 0
    return beside


def _role(kind: str) -> int:
    roles = _rules().roles
    verb = roles.get(kind.partition("'")[0], _Role.NONE)  # "he's" begins as "he" does
    number = _Role.NUMBER if kind.isdigit() else _Role.NONE
    own = roles.get(kind, _Role.NONE)
    return int(own | number | verb & (_Role.BEHIND_AND | _Role.RUN_ON))


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
