"""Numbers, dates, addresses and ages in a note, by how they look and what stands beside them.

The rules are in patterns.toml, address_patterns.toml and text_patterns.toml beside this file.
Presidio's own recognisers are not asked: on the corpus they find nothing that these rules do not,
and that for phone numbers alone takes four times the time of all the rules.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from analyzer.language.tokens import Tokens, lower_case, tokenize
from analyzer.privacy.identifiers import Identifier
from analyzer.privacy.pattern_rules import (
    NumberRule,
    announced_rules,
    kept,
    number_rules,
    other_rules,
    text_rules,
)
from analyzer.privacy.text_searches import rules_worth_a_search

_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"(?<![^\W_])[A-Za-z]{1,8}(?:[/.#]|-\s?)?\Z")
_INSIDE_DECIMAL = re.compile(r"\d[.,]\Z")
_LETTER_BESIDE_DIGIT = re.compile(r"[OoIlS](?:(?<=\d.)|(?=[/.-]?\s?\d))")
_LIKE_DIGITS = re.compile(
    r"(?<![\w/-])(?=[OoIlS/-]{0,9}\d)[\dOoIlS][\dOoIlS/-]{2,15}(?!\w|\.\d)"
    r"|\b[A-Z]{1,2}[lO](?=\s\d[A-Z]{2}\b)"
)
_DIGITS_OF_LETTERS = str.maketrans("OoIlS", "00115")
_POINTS = frozenset(".,")
_ANSWER = re.compile(r"[ \d:.]{0,9}[A-Za-z]{1,12}:[ ]?")
_PUNCTUATION = str.maketrans({"#": " # "} | dict.fromkeys(':()[]"“”=*', " "))
_FILLING = frozenset(("no", "num", "nr", "number", "#", "is", "was", "of", "id", "ref", "the", "-"))
_REACH = 60
"""Characters before a number among which the words are that tell what it is."""
_NEAR = 6
"""Words before a number, of its own sentence, that can tell that it is no identifier."""


def find_patterns(text: str) -> list[Identifier]:
    """Return the identifiers that their own build or the words beside them give away.

    They are in text order, none overlaps another, and their types are all but those of names
    (patient, author, staff, name). Time grows in step with the length of the text. Characters in
    disguise, such as full-width digits, are for ``disguises.fold`` to undo first; letters typed
    for digits (O for 0, l for 1, S for 5) are seen through here.

    >>> note = "DOB 2.2.1944, 97yo, MRN 40771. Ring 555-0148 by 4/2. Pain 6/10."
    >>> [(note[i.start : i.end], str(i.type)) for i in find_patterns(note)][:3]
    [('2.2.1944', 'date'), ('97yo', 'age'), ('40771', 'id')]
    >>> [(note[i.start : i.end], str(i.type)) for i in find_patterns(note)][3:]
    [('555-0148', 'phone'), ('4/2', 'date')]
    """
    [found] = find_patterns_in(tokenize([text]))
    return found


def find_patterns_in(tokens: Tokens) -> list[list[Identifier]]:
    """Return the same for each text of a batch."""
    return [
        _find(text, rules, starts)
        for text, rules, starts in zip(
            tokens.texts, rules_worth_a_search(tokens), _numbers(tokens), strict=True
        )
    ]


def _numbers(tokens: Tokens) -> list[list[int]]:
    """Return where the numbers of each text begin."""
    numbers = np.flatnonzero(tokens.told(_is_number))
    bounds = np.searchsorted(numbers, tokens.first).tolist()
    starts = tokens.start[numbers].tolist()
    return [starts[low:high] for low, high in pairwise(bounds)]


def _is_number(kind: str) -> int:
    return _DIGITS.match(kind) is not None


def _find(text: str, rules: Sequence[int], starts: Sequence[int]) -> list[Identifier]:
    found = _find_in_text(text, rules) if rules else []
    if starts:
        found.extend(_find_at_numbers(text, starts))
    found = _apart(found)
    if starts and _LETTER_BESIDE_DIGIT.search(text):
        plain = _LIKE_DIGITS.sub(lambda token: token[0].translate(_DIGITS_OF_LETTERS), text)
        if plain != text:
            numbers = [digits.start() for digits in _DIGITS.finditer(plain)]
            found = _apart([*found, *_find_at_numbers(plain, numbers)])
    return found


def _apart(found: Sequence[Identifier]) -> list[Identifier]:
    """Return the stretches in text order without those that overlap one before them in the list."""
    if len(found) < 2:
        return list(found)
    taken: set[int] = set()
    apart = []
    for identifier in found:
        places = range(identifier.start, identifier.end)
        if taken.isdisjoint(places):
            taken.update(places)
            apart.append(identifier)
    return sorted(apart)


def _find_in_text(text: str, rules: Sequence[int]) -> list[Identifier]:
    found: list[Identifier] = []
    lower = lower_case(text)
    for number in rules:
        rule = text_rules()[number]
        if any(map(lower.__contains__, rule.holds)):
            found += (Identifier(*one.span(), rule.type) for one in rule.shape.finditer(lower))
    return found


def _find_at_numbers(text: str, starts: Sequence[int]) -> Iterator[Identifier]:
    """Read from left to right and yield what the first rule that fits at each number marks."""
    end = 0
    for start in starts:
        if start < end:
            continue
        letters = _letters_before(text, start, end)
        identifier = _first_fit(text, letters, end) if letters < start else None
        if not identifier and not _is_part_of_a_number(text, start, end):
            if passed_over := kept().match(text, start):
                end = passed_over.end()
                continue
            identifier = _first_fit(text, start, end)
        if identifier:
            end = identifier.end
            yield identifier


def _letters_before(text: str, start: int, earliest: int) -> int:
    """Return where the letters begin that are written together with a number, "GR-26" say."""
    if start == earliest or (text[start - 1].isspace() and text[start - 2 : start - 1] != "-"):
        return start
    letters = _LETTERS.search(text, max(earliest, start - 10), start)
    return letters.start() if letters else start


def _is_part_of_a_number(text: str, start: int, earliest: int) -> bool:
    before = text[max(earliest, start - 1) : start]
    if before in _POINTS:
        return _INSIDE_DECIMAL.search(text, max(earliest, start - 2), start) is not None
    return before.isalnum()


def _first_fit(text: str, start: int, earliest: int) -> Identifier | None:
    """Return what the first rule that fits at ``start`` marks, from ``earliest`` on at most."""
    company = _company(text, start)
    for rule in _rules_that_may_fit(text, start, company):
        match = rule.shape.match(text, start)
        if not match or (rule.check and not rule.check(match.group())):
            continue
        if rule.unless_before and not rule.unless_before.isdisjoint(company.near()):
            continue
        if rule.unless_after and _next_word(text, match.end()) in rule.unless_after:
            continue
        first = _beginning(rule, company, text, start, earliest)
        if first is not None:
            return Identifier(first, match.end(), rule.type)
    return None


def _rules_that_may_fit(text: str, start: int, company: "_Company") -> list[NumberRule]:
    """Return the rules that may fit a number, in their order; most numbers have none."""
    announced = announced_rules()
    numbers = {number for phrase in company.phrases for number in announced.get(phrase, ())}
    others = other_rules()
    if match := others.any_shape.match(text, start):
        numbers.update(others.from_group[match.lastgroup])
    return [number_rules()[number] for number in sorted(numbers)]


def _beginning(
    rule: NumberRule, company: "_Company", text: str, start: int, earliest: int
) -> int | None:
    """Return where the marked stretch begins; None where it lacks an introduction."""
    window = max(earliest, start - _REACH)
    between = rule.between.search(text, window, start) if rule.between else None
    if between and _company(text, between.start()).introduces(rule):
        return between.start()
    if rule.introduced_by and not company.introduces(rule):
        return None
    opening = rule.opening.search(text, window, start) if rule.opening else None
    return opening.start() if opening else start


class _Company(NamedTuple):
    """The words before a number, in lower case."""

    words: list[str]
    phrases: list[str]
    """The last one, the last two and three; and so before filling words such as "no" or "is"."""

    def introduces(self, rule: NumberRule) -> bool:
        return not rule.introduced_by.isdisjoint(self.phrases)

    def near(self) -> set[str]:
        """Return those of the same sentence."""
        near: set[str] = set()
        for word in reversed(self.words):
            if near and word[-1] in ".!?":
                break
            near.add(word.strip(",;.!?'’"))
        return near


def _company(text: str, start: int) -> _Company:
    words = _line_before(text, start).lower().translate(_PUNCTUATION).split()[-_NEAR:]
    phrases = []
    for last in range(len(words), 0, -1):
        word = words[last - 1].rstrip(".")
        phrases.append(word)
        if last > 1:
            phrases.append(f"{words[last - 2]} {word}")
        if last > 2:
            phrases.append(f"{words[last - 3]} {words[last - 2]} {word}")
        if word not in _FILLING:
            break
    return _Company(words, phrases)


def _line_before(text: str, start: int) -> str:
    """Return the words on the line before ``start``.

    Where there is none, the line may be a broken one, and where a chat's line answers a question,
    it is the question that tells: the line before counts.
    """
    above, _, line = text[max(0, start - _REACH) : start].rpartition("\n")
    broken = not line.strip(" (") and not above.endswith((".", "!", "?"))
    if broken or (above.endswith("?") and _ANSWER.fullmatch(line)):
        return above.rstrip("?").rpartition("\n")[2]
    return line


def _next_word(text: str, end: int) -> str:
    words = text[end : end + 24].split(maxsplit=1)
    return words[0].strip(".,;:!?)").lower() if words else ""
