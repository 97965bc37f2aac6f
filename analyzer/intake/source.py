"""A file to read."""

from pathlib import Path
from typing import NamedTuple


class Source(NamedTuple):
    """Where notes lie, and the ``name`` that stands for it in messages and in the notes."""

    path: Path
    name: str
    part: str = ""
    """The sheet of a workbook; empty elsewhere."""
    mended: bool = False
    """Whether it holds the rows that an earlier run rejected."""
