"""The formats that a report is written in."""

from collections.abc import Collection, Set
from enum import StrEnum
from pathlib import Path


class Format(StrEnum):
    """A format, named as its files end."""

    HTML = "html"
    XLSX = "xlsx"
    PDF = "pdf"
    MARKDOWN = "md"
    JSON = "json"

    @property
    def suffix(self) -> str:
        """The ending of its files, with the dot."""
        return f".{self}"


Formats = Set[Format]

DEFAULT: Formats = frozenset({Format.HTML, Format.JSON})

INDEX = "index"
WORKBOOK = "report.xlsx"


def documents(folder: Path, formats: Collection[Format]) -> list[Path]:
    """Return the documents to open first: the overview in each format, and the workbook.

    JSON is for programs and named only where there is nothing else.

    >>> [path.name for path in documents(Path("reports"), {Format.JSON, Format.HTML, Format.XLSX})]
    ['index.html', 'report.xlsx']
    """
    named = [one for one in Format if one in formats and one is not Format.JSON]
    return [
        folder / (WORKBOOK if one is Format.XLSX else f"{INDEX}{one.suffix}")
        for one in named or formats
    ]
