"""Names of files that say nothing of whom they are about."""

import hashlib


def slug(staff_id: str) -> str:
    """Return a person's file name: the same for the same staff_id, and nothing of it in clear.

    The first 64 bits of its SHA-256, in hexadecimal: two of a million people share one with a
    chance under one in thirty million.

    >>> slug("../S07")
    '4670bababc1265a6'
    """
    return hashlib.sha256(staff_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
