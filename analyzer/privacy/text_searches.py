"""Which texts of a batch are worth a search for what a text rule looks like, told by their words.

Most texts hold none of the stretches that a rule needs, and a batch has fewer distinct words than
texts have stretches to be looked for.
"""

import re
from functools import cache

import numpy as np

from analyzer.language.tokens import Tokens
from analyzer.privacy.pattern_rules import text_rules

_RARE_FIRST = [*map(re.compile, (r"[a-z]{3,}", r"[^\w\s.]", r"[a-z]+|\d+", r"\S"))]


def rules_worth_a_search(tokens: Tokens) -> list[list[int]]:
    """Return, for each text of a batch, the numbers of the text rules that it may have words of."""
    rules: list[list[int]] = [[] for _ in tokens.texts]
    some = np.flatnonzero(np.diff(tokens.first))
    if len(some):
        told = np.bitwise_or.reduceat(tokens.told(_rules_of), tokens.first[some])
        for number in range(len(text_rules())):
            for text in some[told & (1 << number) > 0].tolist():
                rules[text].append(number)
    return rules


def _rules_of(kind: str) -> int:
    """Return the text rules, a bit each, of which a token may be a word that is needed."""
    if not _any_word().search(kind):
        return 0
    return sum({1 << rule for word, rule in _words() if word in kind})


@cache
def _any_word() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word, _ in _words()))


@cache
def _words() -> tuple[tuple[str, int], ...]:
    """Return what a token of a text holds if the text has a stretch of a rule, and its number."""
    return tuple(
        {
            (_word_of(stretch), number)
            for number, rule in enumerate(text_rules())
            for stretch in rule.holds
        }
    )


def _word_of(stretch: str) -> str:
    """Return the part of a stretch within one token that fewest texts have."""
    parts = (part.search(stretch) for part in _RARE_FIRST)
    return next(part[0] for part in parts if part)
