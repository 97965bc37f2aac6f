"""Which files an export is: a file, a folder, a pattern or standard input."""

import glob
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO, Literal

from analyzer.intake.errors import IntakeError, reading
from analyzer.intake.formats import ENDINGS
from analyzer.intake.rejects import FILE_NAME as REJECTS
from analyzer.intake.source import Source
from analyzer.privacy.printable import printable
from analyzer.settings import FILE_NAME, Settings

STANDARD_INPUT = "standard input"

_HIDDEN = (".", "~$")
_CHUNK = 1024 * 1024


def find_sources(
    paths: Sequence[Path | Literal["-"]], settings: Settings, folder: Path
) -> list[Source]:
    """Return the files that the paths mean, each once, a folder's in order of their names; an empty
    one only where the folder has no other.

    A file with the name of the rejects is passed over, however it was named: it holds what an
    earlier run could not read, and often lies where the next run looks. Standard input and pipes
    are copied into ``folder``, because a file is read more than once.
    Raises IntakeError where a path, folder or pattern means no file, all are passed over, a link
    leads out of its folder, or a file is larger than the settings allow.
    """
    longest = settings.intake.bytes_per_file
    sources: dict[Path, Source] = {}
    for path in paths:
        if str(path) == "-":
            source = _copied(sys.stdin.buffer, STANDARD_INPUT, folder, longest)
            sources[source.path] = source
            continue
        with reading(_name(Path(path))):
            files = _files(Path(path))
        for file in files:
            if file.name == REJECTS:
                continue
            if file.is_fifo():
                with reading(_name(file)), file.open("rb") as pipe:
                    sources[file] = _copied(pipe, _name(file), folder, longest)
                continue
            _check_size(file, longest)
            sources.setdefault(file.resolve(), Source(file, _name(file)))
    if paths and not sources:
        raise IntakeError(
            f"{REJECTS} holds the rows that an earlier run rejected; mend them, and save the file "
            "under another name to read it as an export."
        )
    return list(sources.values())


def _copied(stream: BinaryIO, name: str, folder: Path, longest: int) -> Source:
    """Copy what can be read only once."""
    copy = Path(mkdtemp(dir=folder)) / "stream"
    with reading(name), copy.open("wb") as file:
        size = 0
        for chunk in _chunks(stream):
            size += len(chunk)
            if size > longest:
                raise _too_large(name, longest)
            file.write(chunk)
    return Source(copy, name)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(_CHUNK), b"")


def _check_size(file: Path, longest: int) -> None:
    with reading(_name(file)):
        try:
            size = file.stat().st_size
        except FileNotFoundError:
            raise IntakeError(f"{_name(file)} does not exist; check the name.") from None
    if size > longest:
        raise _too_large(_name(file), longest)


def _too_large(name: str, longest: int) -> IntakeError:
    return IntakeError(
        f"{name} is larger than {longest:,} bytes; export fewer days at a time, or raise "
        f"[intake] bytes_per_file in {FILE_NAME}."
    )


def _name(file: Path) -> str:
    return printable(str(file))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return _in_folder(path)
    if path.exists() or not glob.has_magic(str(path)):
        return [path]
    matches = [Path(match) for match in sorted(glob.glob(str(path), recursive=True))]
    if not matches:
        raise IntakeError(f"No file matches {_name(path)}; check the pattern and the folder.")
    return [file for match in matches for file in _files(match)]


def _is_export(path: Path) -> bool:
    return (
        path.suffix.casefold() in ENDINGS
        and not path.name.startswith(_HIDDEN)
        and path.name != REJECTS
        and path.is_file()
    )


def _is_empty(path: Path) -> bool:
    """Say whether a file holds nothing; an empty text file is a note without a text."""
    return path.suffix.casefold() != ".txt" and path.stat().st_size == 0


def passed_over(paths: Sequence[Path | Literal["-"]]) -> Counter[str]:
    """Count what lies in the folders among the paths and is not read, by its ending: folders
    within, empty files, and files of no format that is read.

    Raises IntakeError where a folder cannot be read.
    """
    counts: Counter[str] = Counter()
    for path in paths:
        for within in sorted(Path(path).iterdir()) if Path(path).is_dir() else []:
            if within.is_dir():
                counts["folder"] += 1
            elif not _is_export(within):
                counts[within.suffix or "no ending"] += 1
            elif _is_empty(within):
                counts["empty"] += 1
    return counts


def _in_folder(folder: Path) -> list[Path]:
    try:
        within = sorted(folder.iterdir())
    except OSError as error:
        raise IntakeError(
            f"The folder {_name(folder)} cannot be read: {error.strerror}; check who may open it."
        ) from None
    found = [path for path in within if _is_export(path)]
    if not found:
        raise IntakeError(
            f"The folder {_name(folder)} holds no export; put a file there that ends in "
            f"{', '.join(sorted(ENDINGS))}."
        )
    for path in found:
        _check_link(path, folder)
    return [path for path in found if not _is_empty(path)] or found


def _check_link(path: Path, folder: Path) -> None:
    """Refuse a link that leads out of its folder, where anybody's files may lie."""
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        raise IntakeError(
            f"{_name(path)} is a link to a place outside its folder; copy the file itself there, "
            "or name it on the command line."
        )
