"""The word lists beside this module, and how a name is compared with them."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

_NOT_IN_A_NAME = re.compile(r"[\W_]+")


def load(name: str) -> dict[str, Any]:
    """Return a TOML file of this package."""
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """Return what of a name counts when it is compared.

    >>> key("Note_Text ") == key("note text") == key("NOTE-TEXT")
    True
    """
    return _NOT_IN_A_NAME.sub("", name.casefold())
