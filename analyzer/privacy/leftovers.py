"""What a program that was killed leaves behind: told from what is in use, and removed.

A temporary file or folder is locked as long as its program lives, and the system takes the lock
away with the program. Windows locks no folder, and there nothing is removed.
"""

import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


def remove_leftovers(folder: Path, pattern: str) -> None:
    """Remove the files and folders of this user that match and that no program uses any more.

    What cannot be removed stays.
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
            young = time.time() - about.st_mtime < YOUNG_SECONDS
            ours = about.st_uid == os.getuid() and not stat.S_ISFIFO(about.st_mode)
            if young or not ours:
                continue
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        except OSError:
            continue  # in use, or not ours to remove
        finally:
            os.close(descriptor)
