"""What the words of a quote say of a promised contact; promises.toml lists those words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

WORD = r"(?:\[[^\[\]]*\]|\S)++"
"""A word, also one that stands for an identifier: "[date: the day before]" is one."""


def contact_at(words: str) -> int | None:
    """Return where words speak of a contact, None where they do not.

    >>> contact_at("PA by Friday, will ring her")
    19
    """
    found = _patterns()["contact"].search(words)
    return None if found is None else found.start()


def offers_contact(words: str) -> bool:
    """Whether an offer can be one of a contact, not of something done in person.

    >>> offers_contact("I'll give her what I find"), offers_contact("somebody at the door by 3")
    (True, False)
    >>> offers_contact("Encouraged her to ring before she comes")
    False
    """
    if _patterns()["by_patient"].search(words) is not None:
        return False
    return contact_at(words) is not None or _patterns()["instead"].search(words) is None


def as_promised(words: str) -> bool:
    """Whether an act is told to be what was promised.

    >>> as_promised("refund posted, as I'd said"), as_promised("refund posted")
    (True, False)
    """
    return _patterns()["as_promised"].search(words) is not None


def reached_nobody(words: str) -> bool:
    """Whether a contact that was made reached nobody, or went out by itself.

    >>> reached_nobody("tried mum x2"), reached_nobody("left vm for mum")
    (True, False)
    """
    return _patterns()["unreached"].search(words) is not None


def thanks_for_contact(words: str) -> bool:
    """Whether a patient's satisfaction is with a contact that the clinic made.

    >>> thanks_for_contact("you actually called"), thanks_for_contact("thanked us for the tea")
    (True, False)
    """
    return _patterns()["thanked"].search(words) is not None


def made_at_last(words: str) -> bool:
    """Whether words that own to a missed contact say that it is made now: "not until now"."""
    return _patterns()["at_last"].search(words) is not None


def kept_at_once(words: str) -> bool:
    """Whether a promise was kept in the words that tell of it: "said I'd ring in five and did"."""
    return _patterns()["then"].search(words) is not None


@dataclass(frozen=True, slots=True)
class Told:
    """The words around a contact that was made, and where in them what follows it begins."""

    words: str
    behind: int


def told_of(words: str) -> Told | None:
    """Return a contact that was made with what stands before it and four words behind.

    >>> told_of("Rang back 3:40 as told, merge done")
    Told(words='Rang back 3:40 as told,', behind=5)
    """
    found = _patterns()["told"].search(words)
    return None if found is None else Told(words[: found.end()], found.start("behind"))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    text = files("analyzer.insights.promises").joinpath("promises.toml").read_text(encoding="utf-8")
    data: dict[str, dict[str, Any]] = loads(text)
    promise, made = data["promise"], data["made"]
    words = {
        "contact": _one_of([*promise["verbs"], *promise["makings"], *promise["phrases"]]),
        "by_patient": rf"{_one_of(promise['by_patient'])}\s+{_one_of(promise['verbs'])}"
        r"(?!\s+(?:her|him|them|you|pt|mum|mom|dad)\b)",
        "instead": _one_of(promise["instead"]),
        "as_promised": _one_of(made["as_promised"]),
        "thanked": _one_of(data["thanked"]["phrases"]),
        "unreached": _one_of(made["unreached"]),
        "at_last": _one_of(made["at_last"]),
        "told": rf"{_one_of(made['verbs'])}\s+(?P<behind>{WORD}(?:\s+{WORD}){{0,3}})",
        "then": _one_of(made["then"]),
    }
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in words.items()}


def _one_of(words: Iterable[str]) -> str:
    """Return a pattern for any of these words or phrases, the longest first."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    inner = "|".join(
        (r"\b" if word[0].isalnum() else "") + re.escape(word).replace(r"\ ", r"\s+")
        for word in ordered
    )
    return rf"(?:{inner})(?!\w)"
