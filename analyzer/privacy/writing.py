"""Files that are either whole or not there: written beside their place, then moved into it.

Notes and what is read in them are private, so what this module creates only its owner may read.
"""

import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Literal

from analyzer.privacy.leftovers import in_use, leftovers, remove_leftovers


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
        with in_use(temporary):
            with open(descriptor, mode, encoding=encoding, newline=newline) as file:
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
    and removed once the new one is in place; after an error it is as it was. Where a program was
    killed between the two moves, the next one that replaces a folder beside it first puts back the
    one that was moved aside, and removes all else that was left. Windows does neither.
    Raises OSError where the folder above is missing or cannot be written.
    """
    _put_back(path.parent)
    workshop = Path(tempfile.mkdtemp(prefix=_WORKSHOP, suffix=".part", dir=path.parent))
    new, old = workshop / "new", workshop / "old" / path.name
    with in_use(workshop):
        try:
            new.mkdir(mode=0o700)
            old.parent.mkdir()
            yield new
            if path.exists():
                os.replace(path, old)
            os.replace(new, path)
        finally:
            if old.exists() and not path.exists():
                os.replace(old, path)
            shutil.rmtree(workshop, ignore_errors=True)


_WORKSHOP = ".folder-"


def _put_back(folder: Path) -> None:
    """Put back what killed programs had moved aside in a folder, and remove what else they left.

    A name where something stands by now is left to it. Raises OSError where one cannot be moved.
    """
    pattern = f"{_WORKSHOP}*.part"
    for workshop in leftovers(folder, pattern, young_seconds=0):
        if not workshop.is_dir() or not any(workshop.iterdir()):
            continue  # an empty one may just have been made by a program about to lock it
        for old in workshop.glob("old/*"):
            if not os.path.lexists(folder / old.name):
                os.replace(old, folder / old.name)
        shutil.rmtree(workshop, ignore_errors=True)
    for workshop in leftovers(folder, pattern):
        with suppress(OSError):
            workshop.rmdir()  # only an empty one: anything else came since
