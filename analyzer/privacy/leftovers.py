"""What a program that was killed leaves behind: told from what is in use, and removed.

A temporary file or folder is locked as long as its program lives, and the system takes the lock
away with the program. Windows locks no folder, and there nothing is removed.
"""

import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

YOUNG_SECONDS = 60
"""What is younger may be about to be locked, and is left alone."""


@contextmanager
def in_use(path: Path) -> Iterator[None]:
    """Keep a temporary file or folder from being taken for a leftover until the block ends."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def leftovers(folder: Path, pattern: str, young_seconds: float = YOUNG_SECONDS) -> Iterator[Path]:
    """Yield the files and folders of this user that match and that no program uses any more.

    None is younger than ``young_seconds``, and each is locked until the next is asked for, so that
    no other program takes it for a leftover too.
    """
    if fcntl is None:
        return
    for path in folder.glob(pattern):
        try:
            # without waiting, for anybody may put a pipe there
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            continue
        try:
            about = os.fstat(descriptor)
            young = time.time() - about.st_mtime < young_seconds
            ours = about.st_uid == os.getuid() and not stat.S_ISFIFO(about.st_mode)
            if ours and not young and _lock(descriptor) and path.exists():  # nobody removed it
                yield path
        finally:
            os.close(descriptor)


def remove_leftovers(folder: Path, pattern: str) -> None:
    """Remove the files and folders of this user that match and that no program uses any more.

    What cannot be removed stays.
    """
    for path in leftovers(folder, pattern):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _lock(descriptor: int) -> bool:
    """Lock an open file or folder without waiting; False where a program uses it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
