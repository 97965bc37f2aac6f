"""Which files an export is: a file, a folder, a pattern or standard input."""

import glob
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from analyzer.intake.errors import IntakeError
from analyzer.intake.formats import ENDINGS
from analyzer.intake.rejects import FILE_NAME as REJECTS

STANDARD_INPUT = "standard input"

_HIDDEN = (".", "~$")


class Source(NamedTuple):
    """A file to read, and the name that stands for it in messages and in the notes."""

    path: Path
    name: str


@contextmanager
def find_sources(paths: Sequence[Path | Literal["-"]]) -> Iterator[list[Source]]:
    """Give the files that the paths mean, each once, a folder's in order of their names.

    A file with the name of the rejects is passed over, however it was named: it holds what an
    earlier run could not read, and often lies where the next run looks. Standard input is kept in
    a temporary folder (mode 0700) until the block ends, because a file is read more than once.
    Raises IntakeError where a path, folder or pattern means no file, or all are passed over.
    """
    with ExitStack() as temporary:
        sources: dict[Path, Source] = {}
        for path in paths:
            if str(path) == "-":
                folder = temporary.enter_context(tempfile.TemporaryDirectory())
                spool = Path(folder) / "input"
                with spool.open("wb") as file:
                    shutil.copyfileobj(sys.stdin.buffer, file)
                sources[spool] = Source(spool, STANDARD_INPUT)
            else:
                for file_path in _files(Path(path)):
                    if file_path.name == REJECTS:
                        continue
                    name = str(file_path).encode("utf-8", "backslashreplace").decode("utf-8")
                    sources.setdefault(file_path.resolve(), Source(file_path, name))
        if paths and not sources:
            raise IntakeError(
                f"{REJECTS} is no export: it holds the rows that an earlier run rejected. "
                "Mend them, and save them under another name in the form of the export."
            )
        yield list(sources.values())


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return _in_folder(path)
    if path.exists() or not glob.has_magic(str(path)):
        return [path]
    matches = [Path(match) for match in sorted(glob.glob(str(path), recursive=True))]
    if not matches:
        raise IntakeError(f"No file matches {path}.")
    return [file for match in matches for file in _files(match)]


def _in_folder(folder: Path) -> list[Path]:
    try:
        within = sorted(folder.iterdir())
    except OSError as error:
        raise IntakeError(f"The folder {folder} cannot be read: {error.strerror}.") from None
    found = [
        path
        for path in within
        if path.suffix.casefold() in ENDINGS
        and not path.name.startswith(_HIDDEN)
        and path.name != REJECTS
        and path.is_file()
    ]
    if not found:
        raise IntakeError(
            f"The folder {folder} holds no export (a file that ends in "
            f"{', '.join(sorted(ENDINGS))})."
        )
    return found
