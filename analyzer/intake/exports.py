"""An export made ready to read: its format, its columns and its dates understood."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from analyzer.intake.columns import understand
from analyzer.intake.errors import IntakeError, reading
from analyzer.intake.formats import open_table
from analyzer.intake.records import Table
from analyzer.intake.sources import Source
from analyzer.intake.timestamps import DateOrder, find_date_order
from analyzer.settings import Settings


@dataclass(frozen=True, slots=True)
class Export:
    """One file, opened. ``column_of`` gives the column of each field of NOTE that it has."""

    name: str
    format: str
    table: Table
    column_of: dict[str, str]
    date_order: DateOrder


def open_export(source: Source, settings: Settings) -> Export:
    """Open a file and find out all that must be known before its first note can be read.

    Raises IntakeError where the file as a whole cannot be read.
    """
    with reading(source.name):
        format, table = open_table(source.path, source.name)
        column_of = understand(table.columns, settings.columns, source.name)
        if not any(islice(table.records(), 1)):
            raise IntakeError(f"{source.name} holds a header and no rows.")
        order = settings.intake.date_order
        if order == "auto":
            order = "month_first"
            if column := column_of.get("timestamp"):
                order = find_date_order(_cells(table, column), column, source.name)
    return Export(source.name, format.name, table, column_of, order)


def _cells(table: Table, column: str) -> Iterator[tuple[int, str]]:
    for record in table.records():
        value = record.values.get(column)
        if isinstance(value, str):
            yield record.row, value
