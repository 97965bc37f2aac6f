"""What the address of a database says to everybody, and what to its driver alone.

Addresses stand in messages, in the log and in the audit trail, so that nothing secret may be left
in the text of one. SQLAlchemy hides the password before the "@" and shows all else.
"""

import re

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from analyzer.store.errors import StoreError

UNREADABLE = (
    "The address of the store ([store] url, or --store) cannot be read; write one such as "
    "sqlite:///analyzer.sqlite or postgresql+psycopg://analyzer@db.example.org/quality, and signs "
    "such as @ and / in a password in percent code (%40, %2F)."
)
"""What is said of an address that is none; it may hold a password, and is not repeated."""

_WHERE = frozenset({"host", "hostaddr", "port"})
"""The options that say where a server is; the others are not shown."""

_NEVER_IN_A_NAME = re.compile(r"[@=]")
"""What stands in the name of a server's database only where a password slipped into it."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


def read_address(text: str) -> tuple[URL, dict[str, str]]:
    """Return an address that may be shown, and the options that only its driver is told.

    Raises StoreError, which repeats nothing of the text: where it is no address, where a password
    would show because its "@" is not written %40, and where a SQLite file is given options.
    """
    try:
        address = make_url(text)
        _check(text, address)
    except (ArgumentError, ValueError):
        raise StoreError(UNREADABLE) from None
    if address.get_backend_name() == "sqlite":
        if address.query:
            raise StoreError(
                "The address of the store asks for options behind a question mark; write a plain "
                "one such as sqlite:///analyzer.sqlite."
            )
        return address, {}
    options = {
        name: values[-1] for name, values in address.normalized_query.items() if name not in _WHERE
    }
    return address.difference_update_query(options), options


def _check(text: str, address: URL) -> None:
    """Raise ValueError for an address that would show a password, or that no driver can take."""
    parts = (address.username, address.password, address.host, address.database)
    options = [value for values in address.normalized_query.values() for value in values]
    hosts = (address.host or "", *address.normalized_query.get("host", ()))
    if any(_UNPRINTABLE.search(part or "") for part in (*parts, *options)):
        raise ValueError
    if address.get_backend_name() == "sqlite":
        if "://" in (address.database or ""):
            raise ValueError
    elif text.count("@") > 1 or _NEVER_IN_A_NAME.search(address.database or ""):
        raise ValueError
    for host in hosts:
        if not host.startswith("/"):  # a folder with the server's socket
            host.encode("idna")
