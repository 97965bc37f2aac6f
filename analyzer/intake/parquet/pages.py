"""What a Parquet file unpacks to, told by the heads of its pages before a page is unpacked.

pyarrow believes these heads: a damaged one has it take gigabytes. And a locked column makes it end
the whole program where its metadata are asked for. So they are read here first.
https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
"""

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from analyzer.intake.errors import IntakeError
from analyzer.intake.limits import check_unpacked
from analyzer.intake.parquet.thrift import Wanted, read_structure
from analyzer.settings import FILE_NAME, Intake

_MAGIC, _LOCKED_MAGIC = b"PAR1", b"PARE"

_ROWS, _GROUPS, _ENCRYPTION = 3, 4, 8
_COLUMNS = 1
_META, _KEY_META = 3, 8
_VALUES, _PACKED, _DATA_AT, _DICTIONARY_AT = 5, 7, 9, 11
_META_WANTED: Wanted = {_VALUES: None, _PACKED: None, _DATA_AT: None, _DICTIONARY_AT: None}
_FOOTER: Wanted = {
    _ROWS: None,
    _GROUPS: [{_COLUMNS: [{_META: _META_WANTED, _KEY_META: {}}]}],
    _ENCRYPTION: {},
}

_PAGE_UNPACKED, _PAGE_PACKED, _DATA, _DICTIONARY, _DATA_2 = 2, 3, 5, 7, 8
_ENTRIES = 1
_ENCODING, _ENCODING_2 = 2, 4
_HEAD: Wanted = {
    _PAGE_UNPACKED: None,
    _PAGE_PACKED: None,
    _DATA: {_ENTRIES: None, _ENCODING: None},
    _DICTIONARY: {_ENTRIES: None},
    _DATA_2: {_ENTRIES: None, _ENCODING_2: None},
}
_DELTA_BYTE_ARRAY = 7
"""The encoding that leaves out what a text has in common with the one before."""

_LONGEST_FOOTER = 64 * 1024 * 1024
_USUAL_HEAD, _LONGEST_HEAD = 4096, 16 * 1024 * 1024
_PADDING = 100
"""Bytes by which old writers give a column as too short, as pyarrow allows for."""

_HELD = 64 * 1024 * 1024
_MOST_ROWS = 256


class _Page(NamedTuple):
    unpacked: int
    """Bytes."""
    repeated: bool
    """Whether many rows can take their value, or most of it, from one place in the page."""


def check_pages(file: BinaryIO, name: str, limits: Intake) -> int:
    """Return how many rows of a Parquet file can be held at a time without much memory.

    Raises IntakeError where the file is damaged, locked with a key, or holds or unpacks to more
    than the settings allow.
    """
    size = file.seek(0, 2)
    try:
        footer = _footer(file, size, name)
        groups = [group.get(_COLUMNS, []) for group in footer[_GROUPS]]
        columns = [column for group in groups for column in group]
        if _ENCRYPTION in footer or any(_KEY_META in column for column in columns):
            raise _locked(name)
        if max([footer[_ROWS], *(c[_META][_VALUES] for c in columns)]) > limits.rows_per_file:
            raise IntakeError(
                f"{name} has more than {limits.rows_per_file:,} rows, or values in the lists of a "
                "column; export fewer days at a time, or raise [intake] rows_per_file in "
                f"{FILE_NAME}."
            )
        unpacked = largest_row = 0
        for group in groups:
            row = 0
            for column in group:
                value = 0
                for page in _pages(file, column[_META], size):
                    unpacked += page.unpacked
                    check_unpacked(unpacked, size, name, limits, "export it without compression")
                    if page.repeated:
                        value = max(value, page.unpacked)
                row += value
            largest_row = max(largest_row, row)
    except IntakeError:
        raise
    except (IndexError, KeyError, RecursionError, ValueError):
        raise IntakeError(f"{name} is damaged, or no Parquet file; export it again.") from None
    return max(1, min(_MOST_ROWS, _HELD // max(largest_row, 1)))


def _footer(file: BinaryIO, size: int, name: str) -> dict[int, Any]:
    file.seek(max(size - 8, 0))
    end = file.read(8)
    if end[4:] == _LOCKED_MAGIC:
        raise _locked(name)
    length = int.from_bytes(end[:4], "little")
    if end[4:] != _MAGIC or length > min(size - 8, _LONGEST_FOOTER):
        raise ValueError("there is no footer")
    file.seek(size - 8 - length)
    return read_structure(file.read(length), _FOOTER)[0]


def _locked(name: str) -> IntakeError:
    return IntakeError(f"{name} is locked with a key; export it without encryption.")


def _pages(file: BinaryIO, column: dict[int, Any], size: int) -> Iterator[_Page]:
    """Raises ValueError where the pages do not fit into their column."""
    at = column[_DATA_AT]
    if 0 < column.get(_DICTIONARY_AT, 0) < at:
        at = column[_DICTIONARY_AT]
    end = min(at + column[_PACKED] + _PADDING, size)
    seen = 0
    while seen < column[_VALUES]:
        if not 0 <= at < end:
            raise ValueError("pages are missing")
        head, length = _head(file, at, end)
        packed, unpacked = head[_PAGE_PACKED], head[_PAGE_UNPACKED]
        data = head.get(_DATA) or head.get(_DATA_2) or {}
        entries = head.get(_DICTIONARY, {}).get(_ENTRIES, 0)
        at += length + packed
        seen += data.get(_ENTRIES, 0)
        if packed < 0 or at > end or seen > column[_VALUES] or not 0 <= entries <= unpacked:
            raise ValueError("a page does not fit into its column")
        encoding = data.get(_ENCODING, data.get(_ENCODING_2))
        yield _Page(unpacked, bool(entries) or encoding == _DELTA_BYTE_ARRAY)


def _head(file: BinaryIO, at: int, end: int) -> tuple[dict[int, Any], int]:
    """Return the head of a page and the bytes that it takes."""
    file.seek(at)
    data = file.read(min(_USUAL_HEAD, end - at))
    try:
        return read_structure(data, _HEAD)
    except IndexError:  # it tells the least and the greatest text of the page, which may be long
        data += file.read(min(_LONGEST_HEAD, end - at - len(data)))
        return read_structure(data, _HEAD)
