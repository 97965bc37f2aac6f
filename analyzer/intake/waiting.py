"""The folder where notes wait that must be read twice."""

import errno
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analyzer.intake.errors import IntakeError
from analyzer.privacy.leftovers import in_use, remove_leftovers

_PREFIX = "analyzer-notes-"


@contextmanager
def waiting_room() -> Iterator[Path]:
    """Give a temporary folder for the owner alone (mode 0700), removed when the block ends.

    One that a killed program left is removed too. Raises IntakeError where the disk is full.
    """
    try:
        remove_leftovers(Path(tempfile.gettempdir()), f"{_PREFIX}*")
        with tempfile.TemporaryDirectory(prefix=_PREFIX) as name, in_use(Path(name)):
            yield Path(name)
    except (OSError, sqlite3.OperationalError) as error:
        if not _is_full(error):
            raise
        raise IntakeError(
            f"The temporary folder {tempfile.gettempdir()}, where notes wait to be read twice, is "
            "full; make space, or name another folder in the environment variable TMPDIR."
        ) from None


def _is_full(error: OSError | sqlite3.OperationalError) -> bool:
    if isinstance(error, OSError):
        return error.errno == errno.ENOSPC
    return error.sqlite_errorcode == sqlite3.SQLITE_FULL
