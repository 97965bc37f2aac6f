"""What can go wrong with an export, in words for the person who runs the program."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

_ADVICE = {
    errno.EACCES: "check who may open it",
    errno.EPERM: "check who may open it",
    errno.ENOENT: "check that it is still there, and try again",
    errno.ENOSPC: "make space in the temporary folder, or name another in the environment "
    "variable TMPDIR",
}
_CHECK = "check the file and the disk that it is on, and try again"


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
        advice = _ADVICE.get(error.errno or 0, _CHECK)
        reason = error.strerror or type(error).__name__
        raise IntakeError(f"{name} cannot be read: {reason}; {advice}.") from None
