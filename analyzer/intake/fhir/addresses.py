"""What the address in a FHIR reference says, and the keys under which its resource is kept."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

LONGEST_ADDRESS = 2_000

_SAID = re.compile(
    r"(?:(?:^|/)(?P<type>[A-Z][A-Za-z]+)(?:/|\?identifier=(?:[^|]*\|)?)|^urn:(?:uuid|oid):)"
    r"(?P<id>[^/?#|]+)(?:\?[^/]*)?$"
)
_CONDITION = re.compile(
    r"^(?:[^?]*/)?(?P<type>[A-Z][A-Za-z]+)\?identifier=(?P<system>[^|&]*)\|(?P<value>[^|&]+)$"
)


class Key(NamedTuple):
    """A key; where it is ``whole``, as a server's address is, no two resources share it."""

    text: str
    whole: bool = False


def said(address: str) -> tuple[str, str]:
    """Return the type and the id that an address says by itself, empty where it does not.

    >>> said("Patient/7"), said("urn:uuid:7"), said("Patient?identifier=urn:mrn|7"), said("me")
    (('Patient', '7'), ('', '7'), ('Patient', '7'), ('', ''))
    """
    match = _SAID.search(unversioned(address)) if len(address) <= LONGEST_ADDRESS else None
    return (match["type"] or "", match["id"]) if match else ("", "")


def keys(address: str, base: str) -> Iterator[Key]:
    """Yield the keys of an address, the surest first; ``base`` is the address of the resource that
    it stands in.

    >>> [key.text for key in keys("Patient/7", "https://a.example/fhir/Communication/1")]
    ['https://a.example/fhir/Patient/7', 'Patient/7']
    """
    if len(address) > LONGEST_ADDRESS:
        return
    if condition := _CONDITION.match(unquote(address.strip())):
        yield identifier_key(*condition.groups())
        return
    address = unversioned(address)
    absolute = ":" in address
    if "://" in base and len(base) <= LONGEST_ADDRESS and not absolute:
        yield Key("/".join([*unversioned(base).split("/")[:-2], address]), whole=True)
    yield Key(address, absolute)
    if absolute:
        yield Key("/".join(address.partition("?")[0].split("/")[-2:]))


def identifier_key(type: str, system: str, value: str) -> Key:
    """Return the key of the resource of a type that has an identifier."""
    return Key(f"{type}|{system.strip()}|{value.strip()}")


def unversioned(address: str) -> str:
    """Return an address without the version that it may name."""
    return address.strip().partition("/_history/")[0]
