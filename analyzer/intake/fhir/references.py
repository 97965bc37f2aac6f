"""The resources that notes refer to, kept on disk, and found by every kind of FHIR reference."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from analyzer.intake.data import load
from analyzer.intake.fhir.addresses import Key, identifier_key, keys, said, unversioned
from analyzer.intake.fhir.elements import objects, text

NOTES = frozenset({"Communication", "DocumentReference"})
"""The types of resource that are notes."""

KEPT: dict[str, list[str]] = load("fhir/codes.toml")["kept"]
"""The elements that are kept of each type of resource."""

_SMALL = 4_000
_MOST_RECENT = 4_000
_MOST_COMPARED = 10

# The nearest first: two exports may each have a Patient/1 of their own.
_NEARNESS = ("AND folder = ? AND file = ?", "AND folder = ?", "")


class Place(NamedTuple):
    """Where a resource stands: the numbers of a folder and a file."""

    folder: int = 0
    file: int = 0


class Resource(NamedTuple):
    """A resource, the ``url`` that its Bundle gives it, the ``outer`` resource where it is
    contained in one, and its ``place``."""

    body: Mapping[str, object]
    url: str = ""
    outer: Mapping[str, object] | None = None
    place: Place = Place()


class Link(NamedTuple):
    """A Reference: its own elements, the resource where it is in the export, and what the
    reference alone says of it: its ``type`` and ``id``, empty where it does not."""

    reference: Mapping[str, object]
    target: Resource | None
    type: str
    id: str


_SEVERAL = [Resource({}), Resource({})]


class References:
    """An index of resources in a new database at ``path``; of attachments no more than
    ``longest_data`` characters and one are kept, so that it shows that they are too long.

    >>> from contextlib import closing
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, closing(References(Path(folder) / "r", 9)) as index:
    ...     index.add(Resource({"resourceType": "Location", "id": "1", "name": "North"}))
    ...     index.find("Location/1/_history/2", Resource({})).body["name"]
    'North'
    """

    def __init__(self, path: Path, longest_data: int) -> None:
        self._longest_data = longest_data
        self._recent: dict[tuple[str, Place], list[Resource]] = {}
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
            "CREATE TABLE resources (number INTEGER PRIMARY KEY, url TEXT, body TEXT);"
            "CREATE TABLE keys (key BLOB, folder INTEGER, file INTEGER, owner BLOB, number INTEGER,"
            " PRIMARY KEY (key, folder, file, owner)) WITHOUT ROWID;"
            "BEGIN;"
        )

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def add(self, resource: Resource) -> None:
        """Keep what notes may need of a resource of a type in ``KEPT``; of two in one file with the
        same id or the same url the later one is found."""
        body = resource.body
        kind = str(body["resourceType"])
        kept = {name: body[name] for name in ("resourceType", "id", *KEPT[kind]) if name in body}
        if isinstance(data := kept.get("data"), str):
            kept["data"] = data[: self._longest_data + 1]
        number = self._database.execute(
            "INSERT INTO resources (url, body) VALUES (?, ?)",
            [json.dumps(resource.url), json.dumps(kept, default=str)],
        ).lastrowid
        self._recent.clear()
        id = text(body, "id")
        owners = {key: "" for key in (unversioned(resource.url), id and f"{kind}/{id}") if key}
        # of two resources with one identifier none may hide the other
        owner = id or resource.url or str(number)
        for identifier in objects(body, "identifier"):
            if value := text(identifier, "value"):
                key = identifier_key(kind, text(identifier, "system") or "", value)
                owners[key.text] = owner
        self._database.executemany(
            "INSERT OR REPLACE INTO keys VALUES (?, ?, ?, ?, ?)",
            [(_bytes(key), *resource.place, _bytes(own), number) for key, own in owners.items()],
        )

    def find(self, address: str, origin: Resource) -> Resource | None:
        """Return the resource at an address that stands in ``origin``: "#contained", "Type/id",
        either with a version, an absolute address, the url of a Bundle's entry, or
        "Type?identifier=system|value".

        It is looked for in the file of ``origin`` first, then in its folder, then anywhere; where
        two different ones are equally near, none is returned, since it could be the wrong one.
        """
        found = self._candidates(address, origin)
        return found[0] if len(found) == 1 else None

    def follow(self, reference: Mapping[str, object], origin: Resource) -> Link:
        """Return where a Reference that stands in ``origin`` leads, by its address or else by the
        identifier in it."""
        address = text(reference, "reference") or ""
        type, id = said(address)
        type = text(reference, "type") or type
        found = self._candidates(address, origin) if address else []
        if len(found) > 1:
            id = ""  # it stands for two resources, and must not make one of them
        if len(found) != 1:
            found = self._identified(reference, type, origin)
        target = found[0] if len(found) == 1 else None
        if target:
            type = text(target.body, "resourceType") or type
        return Link(reference, target, type, id)

    def _candidates(self, address: str, origin: Resource) -> list[Resource]:
        if address.startswith("#"):
            outer = origin.body if origin.outer is None else origin.outer
            for contained in objects(outer, "contained"):
                if text(contained, "id") == address[1:]:
                    return [Resource(contained, origin.url, outer, origin.place)]
            return []
        for key in keys(address, origin.url):
            if found := self._at(key, origin.place):
                return found
        return []

    def _identified(
        self, reference: Mapping[str, object], type: str, origin: Resource
    ) -> list[Resource]:
        """Return the resources with the identifier of a reference; of any type if it has none."""
        found: list[Resource] = []
        for identifier in objects(reference, "identifier"):
            if value := text(identifier, "value"):
                system = text(identifier, "system") or ""
                for kind in [type] if type else KEPT:
                    found += self._at(identifier_key(kind, system, value), origin.place)
        return found

    def _at(self, key: Key, place: Place) -> list[Resource]:
        """Return the one resource with a key; ``_SEVERAL`` where several are equally near."""
        if (key.text, place) in self._recent:
            return self._recent[key.text, place]
        rows: list[tuple[str, str, int, int, int]] = []
        for condition, near in zip(_NEARNESS, (place, place[:1], ()), strict=True):
            rows = self._database.execute(
                "SELECT url, body, folder, file, max(number) FROM keys JOIN resources USING "
                f"(number) WHERE key = ? {condition} GROUP BY body ORDER BY 5 DESC LIMIT ?",
                [_bytes(key.text), *near, _MOST_COMPARED],
            ).fetchall()
            if rows:
                break
        found = [
            Resource(json.loads(body), json.loads(url), place=Place(folder, file))
            for url, body, folder, file, _ in rows
        ]
        found = found[:1] if key.whole or _are_versions(found) else _SEVERAL
        if found is _SEVERAL or sum(len(row[1]) for row in rows) < _SMALL:
            if len(self._recent) >= _MOST_RECENT:
                self._recent.clear()
            self._recent[key.text, place] = found
        return found


def _are_versions(found: Sequence[Resource]) -> bool:
    """Say whether all resources share an identifier with the first, the latest; then they are one
    that has changed."""
    known = [
        {
            (system, text(one, "value"))
            for one in objects(resource.body, "identifier")
            if (system := text(one, "system"))
        }
        for resource in found
    ]
    return all(known[0] & other for other in known[1:])


def _bytes(key: str) -> bytes:
    return key.encode("utf-8", "surrogatepass")  # damaged addresses hold half characters
