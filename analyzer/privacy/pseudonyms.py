"""Pseudonyms for numbers of people and notes: the same number, the same pseudonym, and no way back
without the key."""

import hmac
import secrets
import stat
from hashlib import sha256
from pathlib import Path

KEY_BYTES = 32
"""As many as the hash gives; RFC 2104 (section 3) advises against a shorter key."""

_PSEUDONYM_BYTES = 10
"""80 bits: among ten million numbers, the odds that two share one are 1 to 20 thousand million."""


class KeyFileError(ValueError):
    """A key file that cannot be used; the message is one sentence for the user."""


def new_key() -> bytes:
    """Return a random key, which nobody can guess."""
    return secrets.token_bytes(KEY_BYTES)


def read_key(path: Path) -> bytes:
    """Return the key in a file: all its bytes.

    Raises KeyFileError where it cannot be read, has fewer than KEY_BYTES bytes, or is no regular
    file: a device may never end, and a pipe gives another key each time.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise KeyFileError(f"The key file {path} is no regular file; save the key in one.")
        key = path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"The key file {path} cannot be read: {error.strerror}.") from None
    if len(key) < KEY_BYTES:
        raise KeyFileError(
            f"The key file {path} holds fewer than {KEY_BYTES} bytes; make one with "
            f"'head -c {KEY_BYTES} /dev/urandom > {path}'."
        )
    return key


class Pseudonyms:
    """Gives pseudonyms that depend on a key; another key gives others.

    They are HMAC-SHA-256 (RFC 2104). Without a key, whoever can list all possible numbers could
    hash each and look the pseudonym up; with one, only who has the key can.

    >>> pseudonyms = Pseudonyms(bytes(32))
    >>> pseudonyms.of("patient", "export", "P1001")
    'patient-fa86a5682a1aeda9a9a1'
    >>> pseudonyms.of("case", "export", "P1001") == pseudonyms.of("case", "epic", "P1001")
    False
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, kind: str, source: str, number: str) -> str:
        """Return the pseudonym of a number of one kind, such as patient, from one source.

        It is the kind, a hyphen and 20 hexadecimal digits, which no spreadsheet takes for a number.
        """
        message = "".join(f"{len(part)} {part}" for part in (kind, source, number))
        digest = hmac.digest(self._key, message.encode(), sha256)
        return f"{kind}-{digest[:_PSEUDONYM_BYTES].hex()}"
