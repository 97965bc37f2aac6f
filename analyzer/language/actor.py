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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.codebook import Actor, Label, Technique
from analyzer.language.segments import Span, Turn, turn_at
from analyzer.language.tokens import Tokens, split_phrase
from analyzer.language.word_lists import common_words

_PASSIVE = ("was", "were", "been", "being", "got")
LONGEST_LEAD = 40
"""Characters between the start of a sentence and an act, beyond which its subject is not looked
for there."""

_NEVER, _AS_A_NAME, _ALWAYS = range(3)


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


def suspects(tokens: Tokens) -> NDArray[np.bool_]:
    """Return which tokens may name somebody else, or leave open who it was: where a sentence up to
    the end of an act has none of them, and nobody takes turns, the act is the author's.

    >>> from analyzer.language.tokens import tokenize
    >>> suspects(tokenize(["Told her Corey was out."])).tolist()
    [False, False, True, True, False, False]
    """
    told = tokens.told(_suspicion)
    return np.asarray((told == _ALWAYS) | (tokens.capital & (told == _AS_A_NAME)))


def is_patients_own(label: Label, quote: str) -> bool:
    """Say whether what reads like a warm closing is the patient side's thanks.

    >>> is_patients_own(Technique.CLOSING_CARE, "Pt happy with care, thanked us.")
    True
    """
    return label is Technique.CLOSING_CARE and bool(_rules().patient_closes.search(quote))


def _may_be_passive(act: str) -> bool:
    """Say, at little cost, whether to look for a passive; most acts have none."""
    lower = act.lower()
    return not act.isascii() or any(word in lower for word in _PASSIVE)


def _suspicion(kind: str) -> int:
    """Return when a kind of token may name somebody else: never, written as a name, or always."""
    if kind in _rules().naming:
        return _ALWAYS
    return _NEVER if kind in common_words() else _AS_A_NAME


def _begins_with_colleague(words: str, rules: "_Rules") -> bool:
    if rules.colleague.match(words):
        return True
    name = rules.name.match(words)
    return name is not None and name["first"].lower() not in common_words()


@dataclass(frozen=True, slots=True)
class _Rules:
    naming: frozenset[str]
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
    named = [*data["colleagues"], *_PASSIVE, "by"]
    return _Rules(
        naming=frozenset(
            token for phrase in named for token in split_phrase(phrase) if token.isalpha()
        ),
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
