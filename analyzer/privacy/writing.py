"""Files that are either whole or not there: written beside their place, then moved into it.

Notes and what is read in them are private, so what this module creates only its owner may read.
"""

import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal

from analyzer.privacy.leftovers import in_use, remove_leftovers


def private_folder(path: Path) -> None:
    """Make a folder where it is missing, and those above it, each for its owner alone (mode 0700).

    Raises OSError where it cannot be made.
    """
    for folder in (*reversed(path.parents), path):
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def replacing(path: Path, mode: Literal["w", "wb"] = "w") -> Iterator[IO[Any]]:
    """Open a file that takes the place of ``path`` when the block ends without an error.

    Text is UTF-8 with line feeds as given. The file is readable by its owner alone (mode 0600).
    After an error in the block, ``path`` is as it was and nothing else is left in its folder; what
    a program that was killed left there of the same file is removed.
    Raises OSError where the folder is missing or cannot be written.
    """
    hidden = f".{path.name[:100]}."
    remove_leftovers(path.parent, f"{glob.escape(hidden)}*.part")
    descriptor, name = tempfile.mkstemp(prefix=hidden, suffix=".part", dir=path.parent)
    temporary = Path(name)
    encoding, newline = ("utf-8", "") if mode == "w" else (None, None)
    try:
        with in_use(temporary), open(descriptor, mode, encoding=encoding, newline=newline) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of ``path`` when the block ends without an error.

    The folder is for its owner alone (mode 0700). A folder that stood at ``path`` is moved aside
    and removed once the new one is in place; after an error it is as it was.
    Raises OSError where the folder above is missing or cannot be written.
    """
    workshop = Path(tempfile.mkdtemp(prefix=".", suffix=".part", dir=path.parent))
    new, old = workshop / "new", workshop / "old"
    try:
        new.mkdir(mode=0o700)
        yield new
        if path.exists():
            os.replace(path, old)
        try:
            os.replace(new, path)
        except OSError:
            if old.exists():
                os.replace(old, path)
            raise
    finally:
        if path.exists() or not old.exists():
            shutil.rmtree(workshop, ignore_errors=True)
