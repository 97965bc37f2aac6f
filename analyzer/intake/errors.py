"""What can go wrong with an export, in words for the person who runs the program."""

from collections.abc import Iterator
from contextlib import contextmanager


class IntakeError(ValueError):
    """An export that cannot be read at all; the message is one sentence with the file's name."""

    def __init__(self, message: str) -> None:
        # damaged names hold half characters, and a message must print everywhere
        super().__init__(message.encode("utf-8", "backslashreplace").decode("utf-8"))


class BadRow(ValueError):
    """A row that cannot be read; the message is the reason that the rejects give."""


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Say of which file it was that the system could not read on."""
    try:
        yield
    except OSError as error:
        raise IntakeError(f"{name} cannot be read: {error.strerror or error}.") from None
