"""An export made ready to read: its format, its columns and its dates understood."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from analyzer.intake.archives import unpack
from analyzer.intake.columns import understand
from analyzer.intake.data import key
from analyzer.intake.errors import IntakeError, reading
from analyzer.intake.formats import ENDINGS, WORKBOOK, Format, format_of
from analyzer.intake.inputs import OnInputs, inputs_of
from analyzer.intake.records import Record, Table
from analyzer.intake.rejected import is_rejects, rejected_rows
from analyzer.intake.source import Source
from analyzer.intake.sources import find_sources
from analyzer.intake.timestamps import DateOrder, date_orders, find_date_order
from analyzer.intake.workbook.reader import sheets_of
from analyzer.settings import FILE_NAME, Settings


@dataclass(frozen=True, slots=True)
class Opened:
    """A file, or several that belong together, with its table; its columns not yet understood."""

    name: str
    format: str
    table: Table

    def records(self, longest: int) -> Iterator[Record]:
        """Read the rows; raises IntakeError where the file breaks off, or has over ``longest``."""
        with reading(self.name):
            for count, record in enumerate(self.table.records(), start=1):
                if count > longest:
                    raise IntakeError(
                        f"{self.name} has more than {longest:,} rows; export fewer days at a time, "
                        f"or raise [intake] rows_per_file in {FILE_NAME}."
                    )
                yield record


@dataclass(frozen=True, slots=True)
class Export:
    """An opened file that is understood.

    ``column_of`` gives the column of each field of NOTE that it has, and of ``time`` where the
    time of day has a column of its own.
    """

    opened: Opened
    column_of: dict[str, str]
    date_order: DateOrder

    @property
    def name(self) -> str:
        """What stands for it in messages and in the notes."""
        return self.opened.name


def open_files(
    paths: Sequence[Path | Literal["-"]],
    settings: Settings,
    folder: Path,
    on_inputs: OnInputs | None = None,
) -> list[Opened]:
    """Open the exports that some paths mean, in their order, mended rejects last; ``folder`` is for
    what is unpacked, and ``on_inputs`` is told which files they are.

    Raises IntakeError where a file as a whole cannot be read.
    """
    found = find_sources(paths, settings, folder)
    if on_inputs is not None:
        on_inputs(inputs_of(found))
    sources = [within for source in found for within in _within(source, settings, folder)]
    # where a note stands in its own export too, the mended row is the later one
    sources.sort(key=lambda pair: pair[1].mended)
    groups: dict[object, tuple[Format, list[Source]]] = {}
    for position, (format, source) in enumerate(sources):
        group = format.name if format.together else position
        groups.setdefault(group, (format, []))[1].append(source)
    return [_open(format, members, settings, folder) for format, members in groups.values()]


@dataclass(frozen=True, slots=True)
class Draft:
    """A file whose columns are understood; ``orders`` is what its dates say, see ``date_orders``,
    and ``filled`` whether it has a row."""

    opened: Opened
    column_of: dict[str, str]
    orders: dict[str, int]
    filled: bool


def understand_columns(opened: Opened, files: Sequence[Opened], settings: Settings) -> Draft:
    """Find out what the columns of a file hold, and what its dates say.

    A column that the settings name, and that another one of the ``files`` has, need not be in this
    one. Raises IntakeError where the columns cannot be understood.
    """
    columns = opened.table.columns
    everywhere = {key(column) for file in files for column in file.table.columns}
    elsewhere = everywhere.difference(map(key, columns))
    chosen = settings.columns.model_copy(
        update={field: "" for field, column in settings.columns if key(column) in elsewhere}
    )
    column_of = understand(columns, chosen, opened.name)
    longest = settings.intake.rows_per_file
    filled = any(True for _ in islice(opened.records(longest), 1))
    orders: dict[str, int] = {}
    if settings.intake.date_order == "auto" and (column := column_of.get("timestamp")):
        orders = date_orders(_cells(opened.records(longest), column))
    return Draft(opened, column_of, orders, filled)


def understand_dates(draft: Draft, drafts: Sequence[Draft], settings: Settings) -> Export:
    """Find out how a file's dates are read; the other ``drafts`` with its columns may tell.

    Raises IntakeError where that stays unclear.
    """
    order = settings.intake.date_order
    if order == "auto":
        columns = draft.opened.table.columns
        alike = [other for other in drafts if other.opened.table.columns == columns]
        seen = {order for other in alike for order in other.orders}
        column = draft.column_of.get("timestamp", "")
        order = find_date_order(draft.orders, column, draft.opened.name, seen)
    return Export(draft.opened, draft.column_of, order)


def understand_exports(files: Sequence[Opened], settings: Settings) -> list[Export]:
    """Find out all that must be known before the first note of the files can be read.

    Raises IntakeError where a file cannot be understood, or none of them has a row.
    """
    drafts = [understand_columns(opened, files, settings) for opened in files]
    if not any(draft.filled for draft in drafts):
        raise IntakeError(f"{files[0].name} holds a header and no rows; export it again.")
    return [understand_dates(draft, drafts, settings) for draft in drafts]


def _within(source: Source, settings: Settings, folder: Path) -> list[tuple[Format, Source]]:
    """Return what a file holds: an archive's members, a workbook's sheets, the rows of rejects."""
    with reading(source.name):
        members = unpack(source, settings, folder, ENDINGS)
        return [
            pair
            for member in ([source] if members is None else members)
            for pair in _parts(member, settings, folder)
        ]


def _parts(source: Source, settings: Settings, folder: Path) -> list[tuple[Format, Source]]:
    format = format_of(source, settings)
    if format is WORKBOOK:
        return [(format, sheet) for sheet in sheets_of(source, settings)]
    if is_rejects(source):
        rows = rejected_rows(source, folder)
        return [(format_of(part, settings), part) for part in rows]
    return [(format, source)]


def _open(format: Format, sources: list[Source], settings: Settings, folder: Path) -> Opened:
    first, *others = sources
    name = f"{first.name} and {len(others)} more" if others else first.name
    with reading(name):
        return Opened(name, format.name, format.open(sources, settings, folder))


def _cells(records: Iterator[Record], column: str) -> Iterator[tuple[int, str]]:
    for record in records:
        value = record.values.get(column)
        if isinstance(value, str):
            yield record.row, value
