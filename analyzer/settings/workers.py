"""How many processes share the work: a number, or as many as there are cores."""

from typing import Annotated, Literal

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

AUTO: Literal["auto"] = "auto"
"""One process a core that this program may use."""


def read_workers(value: object) -> int | Literal["auto"]:
    """Return a number of processes, 1 or more, or "auto"; raises ValueError for anything else.

    >>> read_workers("auto"), read_workers("2")
    ('auto', 2)
    """
    if value == AUTO:
        return AUTO
    number = int(str(value)) if isinstance(value, int | str) and str(value).isdecimal() else 0
    if number < 1:
        raise PydanticCustomError("workers", 'Give a number of processes, 1 or more, or "auto"')
    return number


Workers = Annotated[int | Literal["auto"], PlainValidator(read_workers)]
