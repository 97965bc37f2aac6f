"""The notes of a batch that cannot be analysed, told apart from those that can."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


class PoisonError(Exception):
    """Notes could not be analysed together.

    The message is a sentence for the case that it is one note, and never repeats its text.
    """


def bisect(
    notes: Sequence[Part],
    attempt: Callable[[Sequence[Part]], Result],
    reject: Callable[[Sequence[Part], str], Result],
) -> Iterator[Result]:
    """Yield what ``attempt`` makes of the notes, in pieces that follow each other in their order.

    A piece for which it raises PoisonError is halved, and a note that is left alone given to
    ``reject`` with the reason. So one bad note among n costs 2 log2(n) more attempts, with ever
    smaller pieces; a batch without one is attempted once, as a whole. ``notes`` is anything with
    a length and slices, such as a list or a record batch.

    >>> def attempt(numbers):
    ...     if 3 in numbers:
    ...         raise PoisonError("It is three.")
    ...     return numbers
    >>> list(bisect([1, 2, 3, 4], attempt, lambda alone, reason: reason))
    [[1, 2], 'It is three.', [4]]
    """
    try:
        result = attempt(notes)
    except PoisonError as error:
        reason = str(error)
    else:
        yield result
        return
    if len(notes) > 1:
        middle = len(notes) // 2
        yield from bisect(notes[:middle], attempt, reject)
        yield from bisect(notes[middle:], attempt, reject)
    else:
        yield reject(notes, reason)
