"""Which members of a zip archive are exports, and which make the whole archive a trap."""

import re
import stat
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePosixPath

from analyzer.intake.errors import IntakeError
from analyzer.intake.rejects import FILE_NAME as REJECTS
from analyzer.privacy.printable import printable

MOST_MEMBERS = 100_000

_HIDDEN = (".", "~$")
_OF_MACOS = "__MACOSX"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The two that every program can write; zipfile unpacks no other in bounded memory."""

_LOCKED = 0x1 | 0x40
_LOCAL_HEADER = 30
_OUTWARD = re.compile(r"/|[A-Za-z]:|.*\0|(.*/)?\.\.(/|$)", re.DOTALL)
_LONGEST_SHOWN, _BEGINNING = 400, 100


def wanted_members(
    archive: zipfile.ZipFile, name: str, endings: frozenset[str]
) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Yield the members with one of the ``endings``, in the order of their names, each with its
    name as a message can show it.

    Folders, hidden members and the rejects of an earlier run are passed over.
    Raises IntakeError, with the archive's ``name``, for one that holds anything but plain files
    with plain names, or is a document; zipfile.BadZipFile where members overlap.
    """
    entries = archive.infolist()
    for entry in entries:
        entry.filename = _with_slashes(entry.filename)
    _refuse_traps(entries, name)
    _refuse_documents(archive.namelist(), name)
    for entry in sorted(entries, key=lambda entry: entry.filename):
        if not _is_wanted(entry, endings):
            continue
        member = shown(entry.filename)
        if entry.compress_type not in _METHODS:
            raise IntakeError(
                f"{name} holds '{member}' packed in a way that is not read here; pack it again "
                "as a plain zip file, or unpack it yourself."
            )
        yield entry, member


def _is_wanted(entry: zipfile.ZipInfo, endings: frozenset[str]) -> bool:
    path = PurePosixPath(entry.filename)
    return (
        not entry.is_dir()
        and path.suffix.casefold() in endings
        and path.name != REJECTS
        and _OF_MACOS not in path.parts
        and not any(part.startswith(_HIDDEN) for part in path.parts)
    )


def _refuse_traps(entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > MOST_MEMBERS:
        raise IntakeError(
            f"{name} holds more than {MOST_MEMBERS:,} files; pack them into several archives, or "
            "unpack it yourself."
        )
    seen: set[PurePosixPath] = set()
    for entry in entries:
        member = shown(entry.orig_filename)
        if _OUTWARD.match(_with_slashes(entry.orig_filename)):
            raise IntakeError(
                f"{name} holds '{member}', whose path may lead out of the folder that it is "
                "unpacked into; pack the files again by plain names."
            )
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise IntakeError(
                f"{name} holds '{member}', a link in place of a file; pack the file itself."
            )
        if entry.flag_bits & _LOCKED:
            raise IntakeError(
                f"{name} is locked with a password; unpack it yourself and give the files that it "
                "holds."
            )
        path = PurePosixPath(entry.filename)
        if path in seen and not entry.is_dir():
            raise IntakeError(f"{name} holds '{member}' twice; pack every file once.")
        seen.add(path)
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    for one, next_ in pairwise(ordered):
        if one.header_offset + _LOCAL_HEADER + one.compress_size > next_.header_offset:
            raise zipfile.BadZipFile("members overlap")


def _with_slashes(name: str) -> str:
    """Return a name as archives have it; Windows PowerShell 5.1 writes folders as Windows does."""
    return name.replace("\\", "/")


def _refuse_documents(members: list[str], name: str) -> None:
    """Word and OpenDocument files are zips too, and their parts look like exports."""
    if "[Content_Types].xml" in members or {"mimetype", "content.xml"} <= set(members):
        raise IntakeError(
            f"{name} is a document of an office program and no archive of exports; save its notes "
            "as .xlsx, .csv or .txt."
        )


def shown(member: str) -> str:
    r"""Return a member's name for messages: what does not print is escaped, and of a very long
    name the middle is left out.

    >>> shown("notes/caf\xe9\n.csv")
    'notes/café\\n.csv'
    """
    name = printable(member)
    if len(name) <= _LONGEST_SHOWN:
        return name
    return f"{name[:_BEGINNING]}...{name[_BEGINNING - _LONGEST_SHOWN :]}"
