"""Files that are either whole or not there: written beside their place, then moved into it.

Notes and what is read in them are private, so what this module creates only its owner may read.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal


@contextmanager
def replacing(path: Path, mode: Literal["w", "wb"] = "w") -> Iterator[IO[Any]]:
    """Open a file that takes the place of ``path`` when the block ends without an error.

    Text is UTF-8 with line feeds as given. The file is readable by its owner alone (mode 0600).
    After an error in the block, ``path`` is as it was and nothing else is left in its folder.
    Raises OSError where the folder is missing or cannot be written.
    """
    descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    temporary = Path(name)
    encoding, newline = ("utf-8", "") if mode == "w" else (None, None)
    try:
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
