"""The rules of the files of patterns, which explain them, ready to be used."""

import re
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from analyzer.privacy.identifiers import IdentifierType
from analyzer.privacy.nhs_number import is_nhs_number

_NUMBER_FILES = ("address_patterns.toml", "patterns.toml")
_GROUP_NAME = re.compile(r"\(\?P[<=]\w+")
_CHECKS: dict[str, Callable[[str], bool]] = {"nhs_number": is_nhs_number}


class NumberRule(NamedTuple):
    """What a number of one type looks like, and the words that must or must not be beside it."""

    type: IdentifierType
    shape: re.Pattern[str]
    opening: re.Pattern[str] | None
    between: re.Pattern[str] | None
    introduced_by: frozenset[str]
    unless_before: frozenset[str]
    unless_after: frozenset[str]
    check: Callable[[str], bool] | None


class OtherRules(NamedTuple):
    """Rules that no word has to announce: what a number looks like that one of them may fit, with
    an empty group behind each, and the numbers of the first that may and those behind it."""

    any_shape: re.Pattern[str]
    from_group: dict[str | None, tuple[int, ...]]


class TextRule(NamedTuple):
    """What an identifier looks like that need not hold a number, in lower case."""

    type: IdentifierType
    holds: tuple[str, ...]
    shape: re.Pattern[str]


@cache
def number_rules() -> tuple[NumberRule, ...]:
    """Return the rules that are tried at each number, in their order."""

    def words(rule: dict[str, Any], key: str) -> frozenset[str]:
        return frozenset(word for name in rule.get(key, ()) for word in _words()[name])

    def before(rule: dict[str, Any], key: str) -> re.Pattern[str] | None:
        return _expression(rf"(?<! [^\W_] ) (?: {rule[key]} ) \Z") if key in rule else None

    return tuple(
        NumberRule(
            type=IdentifierType(rule["type"]),
            shape=_expression(rule["shape"]),
            opening=before(rule, "opening"),
            between=before(rule, "between"),
            introduced_by=words(rule, "introduced_by"),
            unless_before=words(rule, "unless_before"),
            unless_after=words(rule, "unless_after"),
            check=_CHECKS[rule["check"]] if "check" in rule else None,
        )
        for file in _NUMBER_FILES
        for rule in _table(file)["rules"]
    )


@cache
def announced_rules() -> dict[str, frozenset[int]]:
    """Return for each word or phrase the numbers of the rules that only such a one makes fit."""
    announced: dict[str, set[int]] = {}
    for number, rule in enumerate(number_rules()):
        if _is_announced(rule):
            for phrase in rule.introduced_by:
                announced.setdefault(phrase, set()).add(number)
    return {phrase: frozenset(numbers) for phrase, numbers in announced.items()}


@cache
def other_rules() -> OtherRules:
    """Return the rules that may fit whatever words stand before a number."""
    rules = number_rules()
    numbers = tuple(number for number, rule in enumerate(rules) if not _is_announced(rule))
    return OtherRules(
        _any_of({number: rules[number].shape for number in numbers}),
        {f"rule_{number}": numbers[place:] for place, number in enumerate(numbers)},
    )


@cache
def before_birth() -> re.Pattern[str]:
    """Return what the words in front of a date of birth look like, in lower case."""
    words = "|".join(map(re.escape, sorted(_words()["birth"], key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{words})\W{{0,4}}(?:(?:is|was|on)\W{{1,2}})?\Z")


@cache
def kept() -> re.Pattern[str]:
    """Return what a number looks like that no rule has to be tried on."""
    return _expression(_table("patterns.toml")["kept"])


@cache
def text_rules() -> tuple[TextRule, ...]:
    """Return the rules that are searched for in the whole text."""
    return tuple(
        TextRule(IdentifierType(rule["type"]), tuple(rule["holds"]), _expression(rule["shape"]))
        for rule in _table("text_patterns.toml")["rules"]
    )


def _is_announced(rule: NumberRule) -> bool:
    return bool(rule.introduced_by) and rule.between is None


def _any_of(shapes: dict[int, re.Pattern[str]]) -> re.Pattern[str]:
    """Return what matches where one of the shapes does; each keeps its groups apart."""
    apart = (
        (number, _GROUP_NAME.sub(rf"\g<0>_{number}", shape.pattern))
        for number, shape in shapes.items()
    )
    return re.compile(
        "|".join(f"(?:{shape}\n)(?P<rule_{number}>)" for number, shape in apart), re.VERBOSE
    )


def _words() -> dict[str, list[str]]:
    return _table("pattern_words.toml")


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("analyzer.privacy").joinpath(name).read_text(encoding="utf-8"))


def _expression(shape: str) -> re.Pattern[str]:
    """Compile a regular expression of patterns.toml with its parts and lists of words filled in."""
    return re.compile(_filled_in(shape), re.VERBOSE)


def _filled_in(shape: str) -> str:
    def meaning(name: re.Match[str]) -> str:
        for file in _NUMBER_FILES:
            if name[1] in _table(file)["parts"]:
                return _filled_in(_table(file)["parts"][name[1]])
        words = sorted(_words()[name[1]], key=len, reverse=True)
        return "(?:" + "|".join(re.sub("([ #])", r"[\1]", word) for word in words) + ")"

    return re.sub(r"\{([a-z_]+)\}", meaning, shape)
