"""Finds the phrases of a word list in tokens.

In a phrase, ``*`` stands for any ending, ``|`` between words for "or" and ``#`` for any number; a
word of the list is found with a possessive 's too. Small letters are found in any case, a phrase
that begins in capitals only in capitals.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from analyzer.language.tokens import Tokens, split_phrase

Meaning = TypeVar("Meaning")
ANY_NUMBER = "#"
REMEMBERED = 200_000
"""Distinct words whose phrases are kept in memory."""


class Match(NamedTuple, Generic[Meaning]):
    """The tokens ``first`` up to, not including, ``end`` are a phrase of that meaning."""

    first: int
    end: int
    meaning: Meaning


@dataclass(slots=True)
class _Node(Generic[Meaning]):
    """What may follow the words so far, and what they mean as they stand.

    ``follow`` remembers, a kind of token, the nodes that it leads to.
    """

    exact: "dict[str, _Node[Meaning]]" = field(default_factory=dict)
    open_ended: "dict[str, _Node[Meaning]]" = field(default_factory=dict)
    meanings: list[tuple[str, Meaning]] = field(default_factory=list)
    follow: "dict[str, tuple[_Node[Meaning], ...]]" = field(default_factory=dict)

    def child(self, word: str) -> "_Node[Meaning]":
        table = self.open_ended if word.endswith(("*", ANY_NUMBER)) else self.exact
        return table.setdefault(word.lower(), _Node())

    def after(self, kind: str) -> "tuple[_Node[Meaning], ...]":
        found = self.follow.get(kind)
        if found is None:
            exact = [self.exact.get(kind), self.exact.get(_without_possessive(kind))]
            open_ended = [n for word, n in self.open_ended.items() if _may_be(kind, word)]
            found = tuple(node for node in [*exact, *open_ended] if node)
            if len(self.follow) < REMEMBERED:
                self.follow[kind] = found
        return found


class Phrases(Generic[Meaning]):
    """A word list, ready to be found.

    >>> from analyzer.language.tokens import tokenize
    >>> cries = Phrases([("cry|cried", "crying"), ("broke down", "crying")])
    >>> [tuple(match) for match in cries.find(tokenize(["She cried, then broke down."]))]
    [(1, 2, 'crying'), (4, 6, 'crying')]
    """

    def __init__(self, entries: Iterable[tuple[str, Meaning]]) -> None:
        self._root: _Node[Meaning] = _Node()
        for phrase, meaning in entries:
            for words in product(*(word.split("|") for word in phrase.split())):
                node = self._root
                for word in split_phrase(" ".join(words)):
                    node = node.child(word)
                node.meanings.append((words[0], meaning))

    def find(self, tokens: Tokens, among: NDArray[np.bool_] | None = None) -> list[Match[Meaning]]:
        """Return every phrase in a batch, by first token, the longest first; a phrase stays within
        its note. Where ``among`` is given, its first token is one of those."""
        begins = np.fromiter(map(bool, map(self._root.after, tokens.kinds)), bool)
        if not len(tokens.kind):
            return []
        may_begin = begins[tokens.kind]
        places = np.flatnonzero(may_begin if among is None else may_begin & among)
        note_end = tokens.first[tokens.note[places] + 1].tolist()
        kinds, kind = tokens.kinds, tokens.kind.tolist()
        found: list[Match[Meaning]] = []
        for place, last in zip(places.tolist(), note_end, strict=True):
            here: list[Match[Meaning]] = []
            nodes, end = self._root.after(kinds[kind[place]]), place + 1
            while nodes:
                here += [
                    Match(place, end, meaning)
                    for node in nodes
                    for first_word, meaning in node.meanings
                    if not first_word.isupper() or _as_written(tokens, place) == first_word
                ]
                if end == last:
                    break
                nodes = tuple(n for node in nodes for n in node.after(kinds[kind[end]]))
                end += 1
            found += reversed(here)
        return found


def _may_be(kind: str, word: str) -> bool:
    return kind.isdigit() if word == ANY_NUMBER else kind.startswith(word[:-1])


def _without_possessive(kind: str) -> str:
    return kind[:-2] if kind.endswith("'s") else ""


def _as_written(tokens: Tokens, place: int) -> str:
    text: str = tokens.texts[tokens.note[place]]
    return text[tokens.start[place] : tokens.end[place]]
