"""Says whose act a step or technique was: the author's, a colleague's, or unclear.

Read from the words of the evidence and the start of its sentence: a first person or no subject at
all is the author, a role or a capitalised name in front of the act is a colleague, a passive
without one is unclear. In a chat the turn decides.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.codebook import Actor, Label, Technique
from analyzer.language.beginnings import beginnings
from analyzer.language.segments import Span, Turn, turn_at
from analyzer.language.tokens import Ids, Tokens, split_phrase
from analyzer.language.word_lists import common_words

_BEFORE_PASSIVE = ("was", "were", "been", "being", "got")
LONGEST_LEAD = 40
"""Characters between the start of a sentence and an act, beyond which its subject is not looked
for there."""

_NAMING, _AS_A_NAME, _PASSIVE, _SUFFERED, _BY, _BEGINS, _MARK = (1 << bit for bit in range(7))
"""What a kind of token may tell of somebody else, as bits: that it is one; the same, if it has a
capital; that it and what was done make a passive; that it tells of a colleague in front of one;
that a colleague's role begins with it; that it is no word."""
_NAMES_NOBODY = ~_AS_A_NAME
_LONGEST_PASSIVE = 20
"""Characters of a passive that are read."""


def actor_of(text: str, sentence: Span, evidence: Span, spoken: Sequence[Turn]) -> Actor:
    """Return whose act the evidence describes; never the patient side.

    ``spoken`` holds the note's chat turns.

    >>> actor_of("Corey had told him the same.", Span(0, 28), Span(0, 28), []).value
    'colleague'
    >>> actor_of("Apologised, booked her in.", Span(0, 26), Span(0, 26), []).value
    'author'
    """
    turn = turn_at(spoken, evidence.start)
    if turn and turn.actor is Actor.AUTHOR:
        return Actor.AUTHOR
    if turn and "\n" not in text[turn.start : evidence.start].lstrip():
        return Actor.UNCLEAR
    rules = _rules()
    act = text[evidence.start : evidence.end]
    if rules.first_person.search(act):
        return Actor.AUTHOR
    if "by " in act and rules.by_colleague.search(act):
        return Actor.COLLEAGUE
    if _may_be_passive(act) and rules.passive.search(act):
        return Actor.UNCLEAR
    if _begins_with_colleague(act, rules):
        return Actor.COLLEAGUE
    lead = text[sentence.start : evidence.start]
    if rules.first_person.search(lead):
        return Actor.AUTHOR
    if lead and len(lead) < LONGEST_LEAD and _begins_with_colleague(lead + act, rules):
        return Actor.COLLEAGUE
    return Actor.AUTHOR


def may_be_others(
    tokens: Tokens, sentence: Ids, act: Ids, behind: Ids, near: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return which acts may be somebody else's, or leave open whose they are; where nobody takes
    turns, all others are the author's.

    An act is the tokens from ``act`` to that before ``behind``, in a sentence that begins with the
    token ``sentence``; ``near`` says where the subject of the sentence may be its own.

    >>> from analyzer.language.tokens import tokenize
    >>> words = tokenize(["Told her. Corey told her."])
    >>> starts, ends = np.array([0, 3]), np.array([3, 7])
    >>> may_be_others(words, starts, starts, ends, np.array([True, True])).tolist()
    [False, True]
    """
    told = np.append(tokens.told(_suspicion), 0)
    capital = np.append(tokens.capital, False)
    told[~capital] &= _NAMES_NOBODY
    begins = (told & (_BEGINS | _AS_A_NAME)) > 0
    left_open = np.zeros(len(told), bool)
    left_open[:-1] = ((told[:-1] & _PASSIVE) > 0) & ((told[1:] & _SUFFERED) > 0)
    left_open[:-1] |= ((told[:-1] & _BY) > 0) & (begins | capital)[1:]
    named, open_acts = (
        np.concatenate([[0], np.cumsum(some)])
        for some in ((told & (_NAMING | _AS_A_NAME)) > 0, left_open)
    )
    words = np.where(told & _MARK, len(tokens.kind), np.arange(len(told)))
    word = np.minimum.accumulate(words[::-1])[::-1]
    return np.asarray(
        (named[behind] > named[sentence])
        & (
            (open_acts[behind] > open_acts[act])
            | begins[word[act]]
            | (near & begins[word[sentence]])
        )
    )


def is_patients_own(label: Label, quote: str) -> bool:
    """Say whether what reads like a warm closing is the patient side's thanks.

    >>> is_patients_own(Technique.CLOSING_CARE, "Pt happy with care, thanked us.")
    True
    """
    return label is Technique.CLOSING_CARE and bool(_rules().patient_closes.search(quote))


def _may_be_passive(act: str) -> bool:
    """Say, at little cost, whether to look for a passive; most acts have none."""
    lower = act.lower()
    return not act.isascii() or any(word in lower for word in _BEFORE_PASSIVE)


def _suspicion(kind: str) -> int:
    """Return what a kind of token may tell of somebody else."""
    if not kind[0].isalnum():
        return _MARK
    rules, name = _rules(), 0 if kind in common_words() else _AS_A_NAME
    if not kind.isascii():  # patterns in any case take some such letters for English ones
        return name | _PASSIVE | _SUFFERED | _BY | _BEGINS
    first, last = kind.partition("'")[0], kind.rpartition("'")[2]
    return (
        (_NAMING if kind in rules.naming else 0)
        | (name if len(first) > 1 else 0)
        | (_PASSIVE if last in _BEFORE_PASSIVE else 0)
        | (_SUFFERED if kind.startswith(rules.suffered) else 0)
        | (_BY if last == "by" else 0)
        | (_BEGINS if first in rules.beginning else 0)
    )


def _begins_with_colleague(words: str, rules: "_Rules") -> bool:
    if rules.colleague.match(words):
        return True
    name = rules.name.match(words)
    return name is not None and name["first"].lower() not in common_words()


@dataclass(frozen=True, slots=True)
class _Rules:
    """The patterns of actors.toml, and the words that they look for.

    ``beginning`` are those that a colleague's role begins with, ``suffered`` what the second word
    of a passive begins with; without one of ``naming``, or a name, an act is the author's.
    """

    naming: frozenset[str]
    beginning: frozenset[str]
    suffered: tuple[str, ...]
    first_person: re.Pattern[str]
    passive: re.Pattern[str]
    colleague: re.Pattern[str]
    name: re.Pattern[str]
    by_colleague: re.Pattern[str]
    patient_closes: re.Pattern[str]


@cache
def _rules() -> _Rules:
    source = resources.files(__package__).joinpath("rules/actors.toml").read_text("utf-8")
    data: dict[str, Any] = tomllib.loads(source)
    any_of = {key: "|".join(words) for key, words in data.items() if isinstance(words, list)}
    not_patient = f"{any_of['patient_titles']}|{any_of['patient_side']}"
    role = (
        rf"(?:(?:{any_of['before_role']}) )*(?:{any_of['colleagues']}|dr\\.? [a-z]+)"
        rf"(?: (?:{any_of['behind_role']}))?"
    )
    act = (
        rf"(?:(?:{any_of['auxiliaries']}) )*(?:{any_of['verbs']}|[a-z]+ed)\b"
        rf"|(?:{any_of['promised']}) (?:{any_of['promised_verbs']})\b"
    )
    roles = [[*split_phrase(phrase)] for phrase in data["colleagues"]]
    leading = [[*split_phrase(phrase)] for phrase in data["before_role"]]
    passives = chain.from_iterable(beginnings(one, _LONGEST_PASSIVE) for one in data["passive"])
    return _Rules(
        naming=frozenset(filter(str.isalpha, chain(*roles))) | {*_BEFORE_PASSIVE, "by"},
        beginning=frozenset(first for first, *_ in [*roles, *leading]),
        suffered=tuple({one.split()[1] for one in passives}),
        first_person=re.compile(rf"\b(?:{any_of['first_person']})\b", re.I),
        passive=re.compile(any_of["passive"], re.I),
        patient_closes=re.compile(data["patient_closes"], re.I),
        colleague=re.compile(
            rf"\W*(?i:{role})\b(?: [A-Z][a-z]+\.?)?(?: (?:at|from|in) [\w ]{{1,15}}?)? (?i:{act})"
        ),
        name=re.compile(
            rf"\W*(?!(?i:{not_patient})\b)(?:(?:Dr|Nurse|Sister)\.? )?(?P<first>[A-Z][a-z]+(?<!ed))"
            rf"(?: [A-Z][a-z]+| [A-Z]\.?)?(?: (?:at|from|in) [\w ]{{1,15}}?)? (?:{act})"
        ),
        by_colleague=re.compile(rf"\bby (?:(?i:{role})\b|[A-Z][a-z]+\b)"),
    )
