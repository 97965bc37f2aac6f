"""Remembers what rules say of each kind of token: notes repeat their words.

A rule looks at each word once in the life of a process, not once a batch.
"""

from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

Rule = Callable[[str], int]
"""What says a number of a kind of token, always the same; a function that lives as long as the
process, or a method of an object that does."""

REMEMBERED = 200_000
LARGEST = 10_000_000
"""Kinds, and bytes of all together, beyond which all are forgotten; an export may hold words that
are none, of any length."""


class MetKinds:
    """The kinds of tokens that were met, numbered, and what rules say of each.

    What was told once is never changed, so readers of several threads may share it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._numbers = _Numbers()
        self._told: dict[Rule, tuple[int, NDArray[np.int64]]] = {}

    def __len__(self) -> int:
        # Where a time limit came between, a number may have been given for nothing.
        return len(self._numbers.kinds)

    @property
    def size(self) -> int:
        """The bytes of all kinds together."""
        return self._numbers.size

    def numbers(self, kinds: Sequence[bytes]) -> NDArray[np.int64]:
        """Return the number of each kind of token, written in UTF-8."""
        with self._lock:
            return np.fromiter(map(self._numbers.__getitem__, kinds), np.int64, len(kinds))

    def written(self, numbers: NDArray[np.int64]) -> list[str]:
        """Return the kinds of these numbers."""
        return list(map(self._numbers.kinds.__getitem__, numbers.tolist()))

    def told(self, rule: Rule) -> NDArray[np.int64]:
        """Return what a rule says of each kind, by its number."""
        with self._lock:
            known, told = self._told.get(rule, (0, np.empty(0, np.int64)))
            new = self._numbers.kinds[known:]
            if new:
                size = known + len(new)
                if size > len(told):  # doubled, so that one word more is no copy of all
                    told = np.concatenate([told[:known], np.zeros(2 * size - known, np.int64)])
                told[known:size] = np.fromiter(map(rule, new), np.int64, len(new))
                self._told[rule] = size, told
            return told


class _Numbers(dict[bytes, int]):
    """The number of each kind by its bytes; one that was not met yet gets the next."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[str] = []
        self.size = 0

    def __missing__(self, kind: bytes) -> int:
        # In this order: a time limit may end any line, and no two kinds may have one number.
        self.kinds.append(kind.decode("utf-8", "surrogatepass"))
        number = self[kind] = len(self.kinds) - 1
        self.size += len(kind)
        return number


_met = MetKinds()


def met_kinds() -> MetKinds:
    """Return the kinds that this process has met."""
    global _met
    met = _met
    if len(met) > REMEMBERED or met.size > LARGEST:
        _met = met = MetKinds()
    return met
