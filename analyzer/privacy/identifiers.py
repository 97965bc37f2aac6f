"""What an identifier is, and the patterns and word lists (identifiers.toml) that tell one."""

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple


class IdentifierType(StrEnum):
    """What an identifier is; its value is the word that replaces it, in square brackets.

    Where two overlap, the one that stands first here names the whole stretch.
    """

    EMAIL = "email"
    URL = "url"
    ADDRESS = "address"
    ID = "id"
    PHONE = "phone"
    DATE = "date"
    PATIENT = "patient"
    STAFF = "staff"
    NAME = "name"


class Identifier(NamedTuple):
    """A stretch of a note, ``text[start:end]``, that points at a person."""

    start: int
    end: int
    type: IdentifierType


@cache
def identifier_data() -> dict[str, Any]:
    """Return identifiers.toml."""
    return tomllib.loads(
        files("analyzer.privacy").joinpath("identifiers.toml").read_text(encoding="utf-8")
    )
