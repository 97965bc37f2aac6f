"""The notes of a batch that cannot be read, told apart from those that can."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from analyzer.engines.time_limit import TimeLimitExceeded, limit_time, too_long

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


def attempt_of(
    work: Callable[[Sequence[Part]], Result], done: str, time_limit: float | None
) -> Callable[[Sequence[Part]], Result]:
    """Return ``work`` as an attempt for ``bisect``, with ``time_limit`` seconds for each call.

    What takes longer (see ``time_limit.limit_time``) and what raises become PoisonError; ``done``
    is the word for it in the sentence, such as "analysed".

    >>> attempt = attempt_of(lambda notes: [1 / note for note in notes], "halved", None)
    >>> list(bisect([1, 0], attempt, lambda alone, reason: reason))
    [[1.0], 'The note could not be halved (ZeroDivisionError).']
    """

    def attempt(notes: Sequence[Part]) -> Result:
        try:
            with limit_time(time_limit):
                return work(notes)
        except TimeLimitExceeded:
            assert time_limit is not None
            raise PoisonError(too_long(time_limit)) from None
        except Exception as error:  # only its kind is told: its message might repeat the note
            raise PoisonError(f"The note could not be {done} ({type(error).__name__}).") from None

    return attempt
