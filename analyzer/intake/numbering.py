"""Numbers for notes whose export gives none."""

import json
import sqlite3
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path


class Numbering:
    """Gives a note a number made of its content and its ordinal among the rows with that content.

    So it keeps its number in tomorrow's export, whatever else stands there. The count is kept in
    a new file at ``path``, because an export can have millions of rows.

    >>> from contextlib import closing
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, closing(Numbering(Path(folder) / "n")) as number:
    ...     [number(["Called."])[-2:], number(["Called."])[-2:], number(["Booked."])[-2:]]
    ['-1', '-2', '-1']
    """

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
            "CREATE TABLE alike (digest BLOB PRIMARY KEY, rows INTEGER) WITHOUT ROWID;"
        )

    def __call__(self, content: Sequence[str | None]) -> str:
        """Return the number of a row with this content: hexadecimal digits, and the ordinal."""
        digest = blake2b(json.dumps(content).encode(), digest_size=12)
        (ordinal,) = self._database.execute(
            "INSERT INTO alike VALUES (?, 1) ON CONFLICT DO UPDATE SET rows = rows + 1 "
            "RETURNING rows",
            [digest.digest()],
        ).fetchone()
        return f"{digest.hexdigest()}-{ordinal}"

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
