"""Remembers what was found out about a word, since most words of a note are those of all notes."""

from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")

LONGEST = 64
"""Characters of what is remembered: anything longer is no word, and may be a whole note."""


class Remembered(dict[str, Value]):
    """What ``find_out`` says of each word; forgets all when it holds ``most`` of them.

    It is looked up as a dictionary, which takes less than a cached function's call.

    >>> length = Remembered(len, most=1000)
    >>> list(map(length.__getitem__, "she rang twice".split()))
    [3, 4, 5]
    """

    def __init__(self, find_out: Callable[[str], Value], most: int) -> None:
        self._find_out = find_out
        self._most = most

    def __missing__(self, word: str) -> Value:
        value = self._find_out(word)
        if len(word) <= LONGEST:
            if len(self) >= self._most:
                self.clear()
            self[word] = value
        return value
