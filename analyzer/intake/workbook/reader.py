"""XLSX and XLSM workbooks: which of their sheets hold the notes, and the rows of one."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from uuid import uuid4

from openpyxl.utils import get_column_letter

from analyzer.intake.columns import hold_text
from analyzer.intake.errors import IntakeError
from analyzer.intake.header import Header, find_header, first_rows
from analyzer.intake.limits import check_unpacked
from analyzer.intake.records import Record, Spooled, Table
from analyzer.intake.source import Source
from analyzer.intake.workbook.book import Book, Sheet
from analyzer.intake.workbook.file import opened
from analyzer.intake.workbook.merged_cells import filled_down, merged_down
from analyzer.intake.workbook.worksheet import Row, is_filled, rows_of
from analyzer.settings import FILE_NAME, Columns, Intake, Settings


def sheets_of(source: Source, settings: Settings) -> list[Source]:
    """Return the sheets of a workbook that are to be read, each a Source with its ``part``.

    They are those that the settings name, else the only one, else the only one with a column for
    the note's text. Hidden sheets and charts do not count.
    Raises IntakeError where the file is no workbook, or which sheet to read stays open.
    """
    with opened(source, settings.intake) as book:
        sheets = {sheet.title: sheet for sheet in book.sheets if sheet.is_visible}
        if not sheets:
            raise IntakeError(
                f"{source.name} has no sheet that can be read; "
                "open it in Excel and save it again as an Excel workbook (.xlsx)."
            )
        if settings.intake.sheets:
            titles = [_named(title, sheets, source.name) for title in settings.intake.sheets]
        elif len(sheets) == 1:
            titles = list(sheets)
        else:
            titles = [_with_text(book, sheets, settings.columns)]
    found = [source._replace(part=title) for title in dict.fromkeys(titles)]
    if len(sheets) == 1:
        return found
    return [part._replace(name=f"{source.name}, sheet '{part.part}'") for part in found]


def open_workbook(sources: Sequence[Source], settings: Settings, folder: Path) -> Table:
    """Read one sheet, the only source, into a new file in ``folder``.

    Row 1 is the first under the header, and empty rows do not count. Cells that are empty are not
    among the values of a row.
    Raises IntakeError where the file as a whole cannot be read.
    """
    [source] = sources
    limits = settings.intake
    with opened(source, limits) as book:
        sheet = next(sheet for sheet in book.sheets if sheet.title == source.part)
        merged = merged_down(book, sheet)
        with closing(rows_of(book, sheet)) as rows:
            first = first_rows(rows, _width)
            if not first:
                raise IntakeError(f"{source.name} is empty; export it again.")
            header = _header(first, settings.columns)
            filled = filled_down(chain(first[header.rows :], rows), merged)
            records = _records(_counted(filled, source.name, limits), header.columns)
            table = Spooled(records, folder / f"{uuid4().hex}.spool")
    table.columns = header.columns
    return table


def _records(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[Record]:
    width = len(columns)
    for number, row in enumerate(rows, start=1):
        values: dict[str, object] = {}
        beyond = []
        for column, value in row.cells.items():
            if column <= width:
                values[columns[column - 1]] = value
            elif is_filled(value):
                values[f"column {column}"] = value
                beyond.append(column)
        problem = None
        if beyond:
            problem = (
                f"column {get_column_letter(min(beyond))} is filled and has no name in the header; "
                "give it one, or empty it"
            )
        elif row.unreadable:
            problem = (
                f"column {get_column_letter(row.unreadable[0])} holds a cell that cannot be read; "
                "fill it in again"
            )
        yield Record(number, values, values, problem)


def _counted(rows: Iterable[Row], name: str, limits: Intake) -> Iterator[Row]:
    """Yield rows while all that they hold is no more than a file may unpack to: many cells can
    share one long text."""
    held = 0
    for row in rows:
        held += sum(len(cell) if isinstance(cell, str) else 1 for cell in row.cells.values())
        check_unpacked(held, held, name, limits, "save it as CSV")
        yield row


def _header(rows: Iterable[Row], chosen: Columns) -> Header:
    return find_header([_texts(row) for row in rows], chosen)


def _width(row: Row) -> int:
    return max(row.cells)


def _texts(row: Row) -> list[str]:
    """Return a row as a header reads it: without formulas, which name no column."""
    values = (row.cells.get(column) for column in range(1, _width(row) + 1))
    return ["" if value is None or isinstance(value, list) else str(value) for value in values]


def _named(title: str, sheets: Iterable[str], name: str) -> str:
    """Return the sheet that the settings name, in whatever letter case."""
    for sheet in sheets:
        if sheet.casefold().strip() == title.casefold().strip():
            return sheet
    raise IntakeError(
        f"{name} has no visible sheet '{title}', which [intake] sheets in {FILE_NAME} names "
        f"(its sheets: {_listed(sheets)}); correct the name there, or unhide the sheet in Excel."
    )


def _with_text(book: Book, sheets: dict[str, Sheet], chosen: Columns) -> str:
    found = [title for title, sheet in sheets.items() if _holds_text(book, sheet, chosen)]
    if len(found) > 1:
        raise IntakeError(
            f"{book.name} has more than one sheet that can hold the notes ({_listed(found)}); "
            f"say which under [intake] sheets in {FILE_NAME}."
        )
    if not found:
        raise IntakeError(
            f"{book.name} has no sheet with a column that is known to hold the note's text (its "
            f"sheets: {_listed(sheets)}); name the column under [columns] text in {FILE_NAME}."
        )
    return found[0]


def _holds_text(book: Book, sheet: Sheet, chosen: Columns) -> bool:
    with closing(rows_of(book, sheet)) as rows:
        first = first_rows(rows, _width)
    return bool(first) and hold_text(_header(first, chosen).columns, chosen)


def _listed(titles: Iterable[str]) -> str:
    return ", ".join(f"'{title}'" for title in titles)
