"""Exports out of a gz or zip archive, within limits that a hostile one cannot pass."""

import errno
import gzip
import io
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from analyzer.intake.archive_members import wanted_members
from analyzer.intake.errors import IntakeError, reading
from analyzer.intake.limits import check_unpacked
from analyzer.intake.source import Source
from analyzer.settings import Intake, Settings

_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_TAR, _TAR_AT = b"ustar", 257
_ARCHIVES = frozenset({".zip", ".gz", ".tgz", ".tar"})
_CHUNK = 1024 * 1024
_LONGEST_DIRECTORY = 32 * 1024 * 1024

_UNPACK_IT = "unpack it yourself and give the files that it holds"


def is_workbook(path: Path) -> bool:
    """Say whether a file is a zip with the parts of a workbook, as .xlsx and .xlsm are.

    Raises OSError where the file cannot be read.
    """
    if not _head(path).startswith(_ZIP):
        return False
    try:
        with _opened(path, path.name) as archive:
            names = archive.namelist()
    except Exception:  # zipfile throws nearly anything on damaged bytes
        return False
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def unpack(
    source: Source, settings: Settings, folder: Path, endings: frozenset[str]
) -> list[Source] | None:
    """Return the files that an archive holds, unpacked into ``folder``; None for other files.

    A gz file gives one file, which keeps its name. A zip gives a file for each member with one of
    the ``endings`` (".csv"), in the order of their names; hidden ones and the rejects of an
    earlier run are passed over. The new files have names of their own, with the members' endings;
    the caller removes the folder, also after an error.
    Raises IntakeError for an archive that is damaged, locked, hostile, or holds no export.
    """
    with reading(source.name):
        head = _head(source.path)
        if head.startswith(_GZIP):
            return [_from_gzip(source, settings.intake, folder, endings)]
        if head.startswith(_ZIP) and not is_workbook(source.path):
            return _from_zip(source, settings.intake, folder, endings)
    return None


def _from_gzip(source: Source, limits: Intake, folder: Path, endings: frozenset[str]) -> Source:
    inner = PurePosixPath(source.path.name)
    if inner.suffix.casefold() == ".gz":
        inner = inner.with_suffix("")
    ending = inner.suffix if inner.suffix.casefold() in endings else ""
    with _undamaged(source.name), gzip.open(source.path) as packed:
        path = _copy(packed, ending, folder, _Allowance(source, limits))
    if _is_archive(path):
        raise IntakeError(f"{source.name} holds another archive; {_UNPACK_IT}.")
    return Source(path, source.name)


def _from_zip(
    source: Source, limits: Intake, folder: Path, endings: frozenset[str]
) -> list[Source]:
    allowance = _Allowance(source, limits)
    found = []
    with _undamaged(source.name), _opened(source.path, source.name) as archive:
        for entry, member in wanted_members(archive, source.name, endings | _ARCHIVES):
            with archive.open(entry) as packed:
                path = _copy(packed, PurePosixPath(entry.filename).suffix, folder, allowance)
            if _is_archive(path):
                raise IntakeError(f"{source.name} holds another archive, '{member}'; {_UNPACK_IT}.")
            found.append(Source(path, f"{source.name}: {member}"))
    if not found:
        raise IntakeError(
            f"{source.name} holds no export; pack a file into it that ends in "
            f"{', '.join(sorted(endings - _ARCHIVES))}."
        )
    return found


class _Allowance:
    """Counts the bytes that come out of an archive, and stops at what it may unpack to."""

    def __init__(self, source: Source, limits: Intake) -> None:
        self._name = source.name
        self._limits = limits
        self._packed = source.path.stat().st_size
        self._unpacked = 0

    def spend(self, size: int) -> None:
        """Count bytes before they are written; raise IntakeError where they are too many."""
        self._unpacked += size
        check_unpacked(self._unpacked, self._packed, self._name, self._limits, "unpack it yourself")


def _copy(
    packed: IO[bytes] | gzip.GzipFile, ending: str, folder: Path, allowance: _Allowance
) -> Path:
    """Unpack into a new file and return its path."""
    handle, path = tempfile.mkstemp(ending, dir=folder)
    with os.fdopen(handle, "wb") as file:
        while chunk := packed.read(_CHUNK):
            allowance.spend(len(chunk))
            file.write(chunk)
    return Path(path)


@contextmanager
def _undamaged(name: str) -> Iterator[None]:
    """Say of which archive it was that it could not be unpacked."""
    try:
        yield
    except IntakeError:
        raise
    except Exception as error:  # zipfile, gzip and zlib throw nearly anything on damaged bytes
        # a full disk is no damage: the system numbers its errors; EINVAL is a place out of the file
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise
        raise IntakeError(
            f"{name} is a damaged archive ({type(error).__name__}); export or copy it again."
        ) from None


@contextmanager
def _opened(path: Path, name: str) -> Iterator[zipfile.ZipFile]:
    with _Reader(path, name) as file, zipfile.ZipFile(file) as archive:
        yield archive


class _Reader(io.BufferedReader):
    """Keeps zipfile from reading a list of members that would fill the memory."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(io.FileIO(path))
        self._shown = name

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as any file; raise IntakeError for more than a list of members can be."""
        if size is not None and size > _LONGEST_DIRECTORY:
            raise IntakeError(
                f"{self._shown} is a damaged archive, or lists too many files; "
                f"export or copy it again, or {_UNPACK_IT}."
            )
        return super().read(size)


def _is_archive(path: Path) -> bool:
    head = _head(path)
    if head.startswith(_ZIP):
        return not is_workbook(path)
    return head.startswith(_GZIP) or head.startswith(_TAR, _TAR_AT)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_TAR_AT + len(_TAR))
