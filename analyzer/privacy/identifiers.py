"""What an identifier is."""

from enum import StrEnum
from typing import NamedTuple


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
    AGE = "age"
    PATIENT = "patient"
    AUTHOR = "author"
    STAFF = "staff"
    NAME = "name"


class Identifier(NamedTuple):
    """A stretch of a note, ``text[start:end]``, that points at a person.

    ``told`` is what may be told of it beside its type: of a date near the note, how far it is.
    """

    start: int
    end: int
    type: IdentifierType
    told: str = ""
