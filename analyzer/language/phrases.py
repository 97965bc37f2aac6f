"""Finds the phrases of a word list in tokens.

In a phrase, ``*`` stands for any ending, ``|`` between words for "or" and ``#`` for any number; a
word of the list is found with a possessive 's too. Small letters are found in any case, a phrase
that begins in capitals only in capitals.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, product
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from analyzer.language.tokens import Tokens, split_phrase

Meaning = TypeVar("Meaning")
ANY_NUMBER = "#"
REMEMBERED = 200_000
"""Distinct words whose phrases are kept in memory."""
_ALONE = 1
"""The bit of a word that is a phrase by itself."""
_BITS = range(1, 63)
"""The bits that say how a phrase goes on behind its first word: few tokens of a note begin one, and
fewer of them are followed by what may be its second word."""


class Match(NamedTuple, Generic[Meaning]):
    """The tokens ``first`` up to, not including, ``end`` are a phrase of that meaning."""

    first: int
    end: int
    meaning: Meaning


@dataclass(slots=True)
class _Node(Generic[Meaning]):
    """What may follow the words so far, and what they mean as they stand.

    ``follow`` remembers, a kind of token, the nodes that it leads to; ``stems`` are what the words
    of ``open_ended`` begin with; ``bit`` is that of a node behind the first word of a phrase, which
    a few of them share.
    """

    exact: "dict[str, _Node[Meaning]]" = field(default_factory=dict)
    open_ended: "dict[str, _Node[Meaning]]" = field(default_factory=dict)
    meanings: list[tuple[str, Meaning]] = field(default_factory=list)
    follow: "dict[str, tuple[_Node[Meaning], ...]]" = field(default_factory=dict)
    stems: tuple[str, ...] = ()
    bit: int = 0

    def child(self, word: str) -> "_Node[Meaning]":
        if not word.endswith(("*", ANY_NUMBER)):
            return self.exact.setdefault(word.lower(), _Node())
        child = self.open_ended.setdefault(word.lower(), _Node())
        self.stems = _stems(self.open_ended)
        return child

    def after(self, kind: str) -> "tuple[_Node[Meaning], ...]":
        found = self.follow.get(kind)
        if found is None:
            exact = [self.exact.get(kind), self.exact.get(_without_possessive(kind))]
            found = tuple(filter(None, exact))
            if _may_be_one(kind, self.stems):
                found += tuple(n for word, n in self.open_ended.items() if _may_be(kind, word))
            if len(self.follow) < REMEMBERED:
                self.follow[kind] = found
        return found

    def children(self) -> "Iterator[_Node[Meaning]]":
        return chain(self.exact.values(), self.open_ended.values())


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
        self._second: dict[str, int] = {}
        self._open_ended_second: dict[str, int] = {}
        for number, node in enumerate(self._root.children()):
            bit = node.bit = 1 << _BITS[number % len(_BITS)]
            for table, words_of in (
                (self._second, node.exact),
                (self._open_ended_second, node.open_ended),
            ):
                for word in words_of:
                    table[word] = table.get(word, 0) | bit
        self._second_stems = _stems(self._open_ended_second)

    def find(self, tokens: Tokens, among: NDArray[np.bool_] | None = None) -> list[Match[Meaning]]:
        """Return every phrase in a batch, by first token, the longest first; a phrase stays within
        its note. Where ``among`` is given, its first token is one of those."""
        likely = tokens.told(self._begins)
        likely[:-1] &= tokens.told(self._follows)[1:] | _ALONE
        likely[-1:] &= _ALONE
        places = np.flatnonzero(likely if among is None else (likely != 0) & among)
        note_end = tokens.first[tokens.note[places] + 1].tolist()
        kinds, kind = tokens.kinds, tokens.kind
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

    def _begins(self, kind: str) -> int:
        """Return a bit for each way in which a phrase that begins so goes on, _ALONE among them."""
        bits = 0
        for node in self._root.after(kind):
            bits |= (_ALONE if node.meanings else 0) | node.bit
        return bits

    def _follows(self, kind: str) -> int:
        """Return the bits of the ways to go on with a kind of token as the second one."""
        bits = self._second.get(kind, 0) | self._second.get(_without_possessive(kind), 0)
        if _may_be_one(kind, self._second_stems):
            for word, more in self._open_ended_second.items():
                if _may_be(kind, word):
                    bits |= more
        return bits


def _stems(open_ended: Iterable[str]) -> tuple[str, ...]:
    return tuple(word[:-1] for word in open_ended if word != ANY_NUMBER)


def _may_be_one(kind: str, stems: tuple[str, ...]) -> bool:
    """Say, at little cost, whether to look a kind of token up among open-ended words."""
    return kind.startswith(stems) or kind.isdigit()


def _may_be(kind: str, word: str) -> bool:
    return kind.isdigit() if word == ANY_NUMBER else kind.startswith(word[:-1])


def _without_possessive(kind: str) -> str:
    return kind[:-2] if kind.endswith("'s") else ""


def _as_written(tokens: Tokens, place: int) -> str:
    text: str = tokens.texts[tokens.note[place]]
    return text[tokens.start[place] : tokens.end[place]]
