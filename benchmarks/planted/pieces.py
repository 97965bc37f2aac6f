"""What a slot of a quote is filled with."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple


class Piece(NamedTuple):
    """Text that is an identifier of a type and kind, or plain text where the type is empty."""

    text: str
    type: str = ""
    kind: str = ""


@cache
def data(name: str) -> dict[str, Any]:
    """Return a TOML file beside this one."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))
