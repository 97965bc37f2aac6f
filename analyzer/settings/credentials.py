"""Secrets in files: whether an address of a database holds a password, and who else can read it."""

import os
import re
import stat
import tomllib
from pathlib import Path
from urllib.parse import unquote

_BEFORE_A_SERVER = re.compile(r"://[^@]*:[^@]+@")
_OPTION = re.compile(r"[?&;]([^=&]+)=.")
_SECRET = re.compile(r"password|passwd|secret|scram_", re.IGNORECASE)
"""What the names of libpq's options for secrets have in them (its manual, Parameter Key Words)."""


def holds_password(address: str) -> bool:
    """Say whether the address of a database, as [store] url takes it, holds a password.

    >>> holds_password("postgresql+psycopg://analyzer:secret@db.example.org/quality")
    True
    >>> holds_password("postgresql+psycopg://analyzer@db.example.org:5432/quality")
    False
    """
    if address.startswith("sqlite"):
        return False
    options = (unquote(name) for name in _OPTION.findall(address))
    return bool(_BEFORE_A_SERVER.search(address)) or any(map(_SECRET.search, options))


def tells_others_a_password(file: Path) -> bool:
    """Say whether a settings file holds the store's password and others than its owner can read it.

    See ``others_can_read``. False too for a file that is no settings file.
    """
    if not others_can_read(file):
        return False
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    match values:
        case {"store": {"url": str(address)}}:
            return holds_password(address)
    return False


def others_can_read(file: Path) -> bool:
    """Say whether others than its owner can read a file.

    A file of root may be read by its group, which is how root hands it to the user of a service.
    False too for one that is not there. Windows has no such modes, and there nothing is said.
    """
    if os.name == "nt":
        return False
    try:
        about = file.stat()
    except OSError:
        return False
    others = stat.S_IROTH | (stat.S_IRGRP if about.st_uid else 0)
    return bool(about.st_mode & others)
