"""Thrift's compact protocol, as far as it takes to look up a few fields of a structure.

https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

Wanted: TypeAlias = Mapping[int, "Wanted | list[Wanted] | None"]
"""Numbers of the fields to look up: None for a whole number, the fields within for a structure, a
list with the fields of each for a list of structures."""

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)
_WHOLE_NUMBERS = (_I16, _I32, _I64)


def read_structure(data: bytes, wanted: Wanted) -> tuple[dict[int, Any], int]:
    """Return the fields that are wanted of the structure that ``data`` begins with, and the bytes
    that the structure takes. Fields that are not there are left out.

    Raises IndexError where the data ends before the structure, ValueError or RecursionError where
    it is none, or a field of another type is wanted.

    >>> read_structure(b"\\x15\\x06\\x19\\x05\\x02\\x04\\x00", {1: None})
    ({1: 3}, 7)
    """
    reader = _Reader(data)
    return reader.structure(wanted), reader.at


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def structure(self, wanted: Wanted) -> dict[int, Any]:
        found: dict[int, Any] = {}
        field = 0
        while head := self._byte():
            step, kind = head >> 4, head & 15
            field = field + step if step else self._number()
            if field in wanted:
                found[field] = self._value(kind, wanted[field])
            elif kind not in (_TRUE, _FALSE):
                self._skip(kind)
        return found

    def _value(self, kind: int, wanted: "Wanted | list[Wanted] | None") -> Any:
        if wanted is None and kind in _WHOLE_NUMBERS:
            return self._number()
        if isinstance(wanted, list) and kind == _LIST:
            kind, count = self._list()
            if kind == _STRUCT:
                return [self.structure(wanted[0]) for _ in range(count)]
        elif isinstance(wanted, Mapping) and kind == _STRUCT:
            return self.structure(wanted)
        raise ValueError("a field is of another type")

    def _skip(self, kind: int) -> None:
        """Pass over a value; a truth value in a list, or a byte, takes one byte."""
        if kind in (_TRUE, _FALSE, _BYTE):
            self._byte()
        elif kind in _WHOLE_NUMBERS:
            self._unsigned()
        elif kind == _DOUBLE:
            self._pass(8)
        elif kind == _BINARY:
            self._pass(self._unsigned())
        elif kind in (_LIST, _SET):
            kind, count = self._list()
            for _ in range(count):
                self._skip(kind)
        elif kind == _MAP:
            count = self._unsigned()
            kinds = self._byte() if count else 0
            for _ in range(count):
                self._skip(kinds >> 4)
                self._skip(kinds & 15)
        elif kind == _STRUCT:
            self.structure({})
        else:
            raise ValueError("a type that Thrift does not have")

    def _list(self) -> tuple[int, int]:
        head = self._byte()
        count = head >> 4
        return head & 15, self._unsigned() if count == 15 else count

    def _number(self) -> int:
        folded = self._unsigned()
        return (folded >> 1) ^ -(folded & 1)

    def _unsigned(self) -> int:
        number = shift = 0
        while shift < 70:
            byte = self._byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7
        raise ValueError("a number that does not end")

    def _pass(self, count: int) -> None:
        self.at += count
        if self.at > len(self._data):
            raise IndexError("the data ends within a value")

    def _byte(self) -> int:
        byte = self._data[self.at]
        self.at += 1
        return byte
