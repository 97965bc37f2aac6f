"""What the words of a quote say of a promised contact; promises.toml lists those words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

OPENING = r"(?:^|[,;.:–-]\s+)\W*(?:\[\w+\]\W+)?(?:\d{1,2}(?:[:.]?\d\d)?\s?(?:am|pm|a|p)?\b\W*)?"
"""What may stand before the first word of a clause: marks, somebody's name, a time of day."""


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
    """
    return contact_at(words) is not None or _patterns()["instead"].search(words) is None


def promises_contact(words: str) -> bool:
    """Whether a stated time is that of a contact by the clinic.

    >>> promises_contact("emailing her a statement by tmrw"), promises_contact("ready by Friday")
    (True, False)
    """
    return any(
        not found["patient"] or found["reached"]
        for found in _patterns()["promised"].finditer(words)
    )


def made_contact(words: str) -> bool:
    """Whether a quote tells of a contact that the clinic made.

    >>> made_contact("1140 called wife"), made_contact("Called about her bill")
    (True, False)
    """
    return _patterns()["made"].search(words) is not None


def thanks_for_contact(words: str) -> bool:
    """Whether a patient's satisfaction is with a contact that the clinic made.

    >>> thanks_for_contact("you actually called"), thanks_for_contact("thanked us for the tea")
    (True, False)
    """
    return _patterns()["thanked"].search(words) is not None


def missed_contact(words: str) -> bool:
    """Whether a quote tells of a contact that was not made.

    >>> missed_contact("furious that nobody has called"), missed_contact("no further questions")
    (True, False)
    """
    return _patterns()["missed"].search(words) is not None


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
    promise, made, missed = data["promise"], data["made"], data["missed"]
    back = _one_of([*promise["reached"], *made["reached"]])
    told = _one_of([*promise["verbs"], *promise["phrases"]])
    beside = rf"(?:{_one_of(made['beside'])}\s+)?"
    subject = rf"(?:{_one_of(made['subjects'])}\s+)?"
    few = r"(?:\s+[\w']+){0,3}?"
    reached = _one_of([*promise["reached"], *promise["named"]])
    turned = _one_of(promise["turned"])
    words = {
        "contact": _one_of([*promise["verbs"], *promise["makings"], *promise["phrases"]]),
        "instead": _one_of(promise["instead"]),
        "promised": rf"(?:(?P<patient>{_one_of(promise['patient_side'])})\s*)?"
        rf"(?:{_one_of(promise['ahead'])}{few}\s+{told}"
        rf"|{_one_of(promise['ahead_of_verbs'])}{few}\s+{_one_of(promise['verbs'])}"
        rf"|{_one_of(promise['makings'])}(?=\s+{reached}))"
        rf"(?!\s+{turned})(?:\s+(?P<reached>{reached}))?|{_one_of(promise['owed'])}",
        "made": rf"{OPENING}{subject}{_one_of(made['verbs'])}"
        rf"\s+(?:\d{{1,2}}[:.]\d\d|\d{{4}}|{beside}{back})"
        rf"(?!\s+{_one_of(made['insults'])})|{_one_of(made['phrases'])}",
        "thanked": _one_of(data["thanked"]["phrases"]),
        "missed": rf"{_one_of(missed['none'])}(?:\s+[\w']+){{0,4}}?"
        rf"\s+{_one_of(missed['contacts'])}",
        "at_last": _one_of(made["at_last"]),
        "told": rf"{_one_of(made['verbs'])}\s+(?P<behind>\S+(?:\s+\S+){{0,3}})",
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
