"""The rows of a worklist file as they stand in it, a workbook or CSV, also as Excel saved it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from analyzer.codebook import words
from analyzer.intake.characters import clean
from analyzer.intake.data import key
from analyzer.intake.delimited import Delimited
from analyzer.intake.errors import IntakeError, reading
from analyzer.intake.formats import DELIMITED, WORKBOOK, format_of
from analyzer.intake.records import FORMULA
from analyzer.intake.source import Source
from analyzer.intake.workbook.file import opened
from analyzer.intake.workbook.worksheet import rows_of
from analyzer.privacy.spreadsheets import text_of_cell
from analyzer.settings import Settings

KEYS = ("source", "case", "listed")
EDITABLE = ("owner", "status", "attempts", "result", "closed")
NEEDED = (*KEYS, *EDITABLE)
"""The columns that must be there, in any order; others may be missing."""

_ROWS_ABOVE = 30


class SheetRow(NamedTuple):
    """A row by its number, 1 the first of the file; ``problem`` where it is not whole."""

    number: int
    cells: Mapping[str, object]
    problem: str | None = None

    def text(self, column: str) -> str:
        """Return a cell as text, white space at its ends aside; empty where there is none."""
        value = self.cells.get(key(column))
        return "" if value is None else text_of_cell(clean(str(value)).strip())

    def is_formula(self, column: str) -> bool:
        """Say whether a cell of a workbook holds a formula."""
        match self.cells.get(key(column)):
            case [word, *_]:
                return word == FORMULA
        return False


def heading(column: str) -> str:
    """Return a column as the file names it.

    >>> heading("promised_by")
    'Promised by'
    """
    return words(column).capitalize()


def worklist_rows(path: Path, settings: Settings) -> list[SheetRow]:
    """Return the rows under the header.

    Raises IntakeError where the file cannot be read, or has not the columns of a worklist.
    """
    source = Source(path, path.name)
    with reading(source.name):
        kind = format_of(source, settings)
        if kind is WORKBOOK:
            rows = _of_workbook(source, settings)
        else:
            rows = _of_delimited(source) if kind is DELIMITED else None
    if rows is None:
        raise IntakeError(
            f"{source.name} is no worklist: it needs the columns "
            f"{', '.join(map(heading, NEEDED))}; write the list again with "
            "analyzer worklist -o worklist.xlsx, and fill that in."
        )
    return rows


def _of_workbook(source: Source, settings: Settings) -> list[SheetRow] | None:
    """Return the rows of the first sheet with the header; None without one."""
    with opened(source, settings.intake) as book:
        for sheet in book.sheets:
            with closing(rows_of(book, sheet)) as rows:
                for header in islice(rows, _ROWS_ABOVE):
                    columns = {at: key(str(name)) for at, name in header.cells.items()}
                    if _is_header(columns.values()):
                        return [
                            SheetRow(row.number, dict(_named(row.cells, columns))) for row in rows
                        ]
    return None


def _named(cells: Mapping[int, object], columns: Mapping[int, str]) -> Iterator[tuple[str, object]]:
    return ((columns[at], value) for at, value in cells.items() if at in columns)


def _of_delimited(source: Source) -> list[SheetRow] | None:
    table = Delimited(source.path, source.name)
    if not _is_header(map(key, table.columns)):
        return None
    return [
        SheetRow(
            record.row + 1,
            {key(name): value for name, value in record.values.items()},
            record.problem,
        )
        for record in table.records()
    ]


def _is_header(names: Iterable[str]) -> bool:
    return {key(name) for name in NEEDED} <= set(names)
