"""The values of a Parquet column as JSON can hold them."""

import math
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from pyarrow import types

_MICROSECONDS = {
    "day": (86_400_000_000, 1),
    "s": (1_000_000, 1),
    "ms": (1_000, 1),
    "us": (1, 1),
    "ns": (1, 1_000),
}
"""Microseconds in so many of a unit."""

_EPOCH = datetime(1970, 1, 1)


def plain_values(array: pa.Array) -> list[Any]:
    """Return the values of an array, None where there is none.

    Dates and times are ISO 8601 text, in the zone of the column where it has one; a duration is
    seconds. Decimals and UUIDs are text, and so are bytes; those that are not UTF-8 become lone
    surrogates. A number that is whole has no point, because pandas makes floats of numbers where
    one is missing; NaN and infinity are None.

    >>> plain_values(pa.array([7.0, 0.5, None, float("nan")]))
    [7, 0.5, None, None]
    """
    kind = array.type
    if types.is_nested(kind):
        return _nested(array)
    if types.is_dictionary(kind):
        return plain_values(array.dictionary_decode())
    if kind == pa.uuid():
        return _each(str, array.to_pylist())
    if isinstance(kind, pa.BaseExtensionType):
        return plain_values(array.storage)
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return plain_values(array.cast(pa.large_binary()))
    if types.is_temporal(kind):
        whole = array.cast(pa.int32() if kind.bit_width == 32 else pa.int64())
        return _each(_temporal(kind), whole.to_pylist())
    values: list[Any] = array.to_pylist()
    if types.is_floating(kind):
        return _each(_number, values)
    if types.is_decimal(kind):
        return _each(_decimal, values)
    if any(isinstance(value, bytes) for value in values):
        return _each(_text, values)
    return values


def _each(plain: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    return [None if value is None else plain(value) for value in values]


def _nested(array: pa.Array) -> list[Any]:
    """Return structures and maps as dicts, lists of any kind as lists."""
    kind = array.type
    there = array.is_valid().to_pylist()
    if types.is_struct(kind):
        names = [kind.field(at).name for at in range(kind.num_fields)]
        rows = zip(*(plain_values(column) for column in array.flatten()), strict=True)
        return [
            dict(zip(names, row, strict=True)) if is_ else None
            for is_, row in zip(there, rows, strict=True)
        ]
    if not (types.is_list(kind) or types.is_large_list(kind) or types.is_map(kind)):
        return plain_values(array.cast(pa.large_list(kind.value_type)))
    starts = array.offsets.to_pylist()
    first, count = starts[0], starts[-1] - starts[0]
    if types.is_map(kind):
        keys = _each(str, plain_values(array.keys.slice(first, count)))
        entries = list(zip(keys, plain_values(array.items.slice(first, count)), strict=True))
    else:
        entries = plain_values(array.values.slice(first, count))
    made = dict if types.is_map(kind) else list
    return [
        made(entries[start - first : end - first]) if is_ else None
        for is_, (start, end) in zip(there, pairwise(starts), strict=True)
    ]


def _text(value: bytes) -> str:
    return value.decode("utf-8", "surrogateescape")


def _number(value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() else value


def _decimal(value: Decimal) -> str:
    whole = value.to_integral_value()
    return format(whole if whole == value else value, "f")


def _temporal(kind: pa.DataType) -> Callable[[int], object]:
    """Return what makes text of the whole numbers that stand for dates or times; of those that
    stand for durations, seconds."""
    if types.is_date(kind):
        return partial(_shown, datetime.date, "day" if kind.bit_width == 32 else "ms")
    if types.is_time(kind):
        return partial(_shown, datetime.time, kind.unit)
    if types.is_timestamp(kind):
        return partial(_shown, _in_zone(kind.tz) if kind.tz else datetime.replace, kind.unit)
    return partial(_seconds, kind.unit)


def _shown(part: Callable[[datetime], date | time], unit: str, since_epoch: int) -> str:
    """Return ISO 8601, or the number itself where its year is none that a calendar has."""
    try:
        return part(_EPOCH + timedelta(microseconds=_microseconds(unit, since_epoch))).isoformat()
    except OverflowError:
        return str(since_epoch)


def _microseconds(unit: str, value: int) -> int:
    more, fewer = _MICROSECONDS[unit]
    return value * more // fewer


def _seconds(unit: str, value: int) -> float | int | None:
    more, fewer = _MICROSECONDS[unit]
    return _number(value * more / fewer / 1_000_000)


def _in_zone(name: str) -> Callable[[datetime], datetime]:
    """Return what moves a time in UTC to a zone, such as "Europe/Berlin" or "+02:00"; one that is
    not known is taken for UTC."""
    zone: tzinfo | None = UTC
    with suppress(ValueError, LookupError, OSError):
        zone = (
            datetime.fromisoformat(f"2000-01-01T00:00{name}").tzinfo
            if name.startswith(("+", "-"))
            else ZoneInfo(name)
        )
    return lambda moment: moment.replace(tzinfo=UTC).astimezone(zone)
