"""FHIR resources, one by one out of the files that hold them."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from math import isfinite
from typing import NamedTuple, NoReturn, TextIO

from analyzer.intake.encoding import LONGEST_LINE, Encoding, find_encoding, marked_encoding
from analyzer.intake.errors import IntakeError
from analyzer.intake.fhir.documents import Documents
from analyzer.intake.fhir.references import NOTES, Resource
from analyzer.intake.json_stream import DEEPEST
from analyzer.intake.source import Source
from analyzer.settings import FILE_NAME

_MAY_HOLD_NOTES = NOTES | {"Bundle"}
_LINES_LOOKED_AT = 100
_SHOWN = 1_000
_MEND = "export the file again, or mend it there"
_TYPE_FIRST = re.compile(r'\{\s*"resourceType"\s*:\s*"(?P<type>\w+)"')


class Damaged(NamedTuple):
    """What stands where a resource should: ``raw`` as it is there, and the ``problem``."""

    raw: object
    problem: str


class ResourceFile:
    """A file of resources one a line (NDJSON), or of Bundles or resources as JSON documents.

    Raises IntakeError where it is neither, and OSError. ``most`` is how many resources it may hold.
    """

    def __init__(self, source: Source, most: int) -> None:
        self._source = source
        self._most = most
        self._encoding = _encoding(source)
        self._documents = None if self._is_in_lines() else Documents(source)

    def resources(self) -> Iterator[Resource | Damaged]:
        """Read the resources from the first on; of a Bundle those in it.

        Raises IntakeError for more resources than there may be. In NDJSON a line of more than
        ``LONGEST_LINE`` characters, mostly a scanned page, is passed over where it is no note.
        """
        found = self._from_documents(self._documents) if self._documents else self._from_lines()
        for count, resource in enumerate(found, start=1):
            if count > self._most:
                raise IntakeError(
                    f"{self._source.name} holds more than {self._most:,} resources; export it in "
                    f"parts, or raise [intake] rows_per_file in {FILE_NAME}."
                )
            yield resource

    def _is_in_lines(self) -> bool:
        """Say whether one of the first lines is a whole resource, or there is no line at all."""
        looked_at = 0
        with self._encoding.open(self._source.path) as file:
            for looked_at, (_, line) in enumerate(_lines(file), start=1):
                if line.startswith("{"):  # not indented, as inner objects of a document may be
                    with suppress(ValueError, RecursionError):
                        found = _DECODER.decode(line)
                        if isinstance(found, dict) and "resourceType" in found:
                            return True
                if looked_at == _LINES_LOOKED_AT:
                    break
        return not looked_at

    def _from_lines(self) -> Iterator[Resource | Damaged]:
        with self._encoding.open(self._source.path) as file:
            for number, line in _lines(file):
                place = f"line {number}"
                if len(line) == LONGEST_LINE:
                    kind = _TYPE_FIRST.match(line)
                    if not kind or kind["type"] in _MAY_HOLD_NOTES:
                        problem = f"{place} is longer than {LONGEST_LINE:,} characters; {_MEND}"
                        yield Damaged(line[:_SHOWN], problem)
                    continue
                try:
                    resource = _DECODER.decode(line)
                except (ValueError, RecursionError):
                    yield Damaged(line, f"{place} is not valid JSON; {_MEND}")
                    continue
                if _is_deep(resource):
                    problem = f"{place} is nested more than {DEEPEST} levels deep; {_MEND}"
                    yield Damaged(line, problem)
                else:
                    yield from _unpacked(resource, place)

    def _from_documents(self, documents: Documents) -> Iterator[Resource | Damaged]:
        for number, item in enumerate(documents.items(), start=1):
            if documents.are_bundles:
                yield from _of_entry(item, f"entry {number}")
            else:
                yield from _unpacked(item, f"resource {number}")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def finite(number: str) -> float | str:
    """Return a decimal number as JSON keeps it: its text where it is too large. No note needs one,
    so it may not cost the rest of the resource."""
    value = float(number)
    return value if isfinite(value) else number


_DECODER = json.JSONDecoder(parse_constant=_refuse, parse_float=finite)


def _encoding(source: Source) -> Encoding:
    try:
        return find_encoding(source.path, source.name)
    except IntakeError:  # a long line, such as a whole Bundle; FHIR has one encoding
        with source.path.open("rb") as file:
            return marked_encoding(file.read(4)) or Encoding("utf-8")


def _lines(file: TextIO) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of each line that is not blank; of one that is too long the
    first ``LONGEST_LINE`` characters."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        rest = line
        while len(rest) == LONGEST_LINE and not rest.endswith(("\n", "\r")):
            rest = file.readline(LONGEST_LINE)
        if not line.isspace():
            yield number, line if len(line) == LONGEST_LINE else line.rstrip()


def _unpacked(found: object, place: str, url: str = "") -> Iterator[Resource | Damaged]:
    """Yield a resource, or those in a Bundle; ``place`` says where it stands."""
    kind = found.get("resourceType") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(kind, str):
        problem = f"{place} is no FHIR resource (a JSON object with a resourceType); {_MEND}"
        yield Damaged(found, problem)
    elif kind == "Bundle":
        entries = found.get("entry") or []
        if not isinstance(entries, list):
            yield Damaged(found, f"{place} is a Bundle whose entry is no list; {_MEND}")
            return
        for number, entry in enumerate(entries, start=1):
            yield from _of_entry(entry, f"{place}, entry {number}")
    else:
        yield Resource(found, url)


def _of_entry(entry: object, place: str) -> Iterator[Resource | Damaged]:
    if not isinstance(entry, dict):
        yield Damaged(entry, f"{place} is no entry of a Bundle (a JSON object); {_MEND}")
    elif entry.get("resource") is not None:  # without one it answers or asks for something
        url = entry.get("fullUrl")
        yield from _unpacked(entry["resource"], place, url if isinstance(url, str) else "")


def _is_deep(value: object) -> bool:
    """Say whether objects and lists lie more than ``DEEPEST`` levels within one another."""
    level = [value]
    for _ in range(DEEPEST + 1):
        below: list[object] = []
        for item in level:
            if isinstance(item, dict):
                below += item.values()
            elif isinstance(item, list):
                below += item
        if not below:
            return False
        level = below
    return True
