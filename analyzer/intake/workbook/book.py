"""The parts of a workbook, each read when it is first asked for."""

from functools import cached_property
from typing import IO, Any, BinaryIO, NamedTuple
from zipfile import ZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import ARC_STYLE, SHARED_STRINGS

from analyzer.intake.archive_members import shown
from analyzer.intake.errors import IntakeError
from analyzer.intake.workbook.number_formats import NumberFormats, read_number_formats
from analyzer.intake.workbook.strings import SharedStrings

LARGEST_TEXTS = 300_000_000
"""Bytes of the part with the texts that cells share, which are held in memory."""

LARGEST_PART = 10_000_000
"""Bytes of any other part but a sheet."""


class Sheet(NamedTuple):
    """A worksheet, and the ``part`` of the workbook that it stands in."""

    title: str
    part: str
    is_visible: bool


class Book:
    """A workbook in an open file, without the links to other files.

    Raises IntakeError, with the ``name`` of the file, for a part that would fill the memory, and
    what openpyxl, its XML parser and zipfile raise for one that is damaged or missing.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name = name
        self._archive = _Parts(file, name)
        self._reader = ExcelReader(file, read_only=True, keep_links=False)
        self._reader.archive = self._archive
        # openpyxl's own read() goes on to the styles and the sheets, and holds them whole
        self._reader.read_manifest()
        self._reader.read_workbook()
        self.epoch: Any = self._reader.wb.epoch
        self.parts = frozenset(self._archive.namelist())
        self.sheets = [
            Sheet(sheet.name, relation.target, sheet.state == "visible")
            for sheet, relation in self._reader.parser.find_sheets()
            if "chartsheet" not in relation.Type
        ]

    @cached_property
    def strings(self) -> SharedStrings:
        """The texts that cells share."""
        entry = self._reader.package.find(SHARED_STRINGS)
        if entry is None:
            return SharedStrings(None)
        with self._archive.open_small(entry.PartName[1:], LARGEST_TEXTS) as part:
            return SharedStrings(part)

    @cached_property
    def number_formats(self) -> NumberFormats:
        """What the styles of cells make of numbers."""
        if ARC_STYLE not in self.parts:
            return NumberFormats(set(), set(), {})
        return read_number_formats(lambda: self._archive.open_small(ARC_STYLE, LARGEST_PART))

    def open_sheet(self, sheet: Sheet) -> IO[bytes]:
        """Open the XML of a worksheet, which may be of any size."""
        return self._archive.open(sheet.part)


class _Parts(ZipFile):
    """The parts of a workbook, those that would fill the memory refused.

    Their sizes are those of the directory: zipfile gives no more than these, and fails at less.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        super().__init__(file)
        self._name = name

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        """Return a part, as openpyxl asks for it."""
        with self.open_small(name, LARGEST_PART) as part:
            # where it is not told how much, zipfile unpacks all, whatever the directory says
            return part.read(LARGEST_PART)

    def open_small(self, part: str, most: int) -> IO[bytes]:
        """Open a part of ``most`` so many bytes."""
        if self.getinfo(part).file_size > most:
            raise IntakeError(
                f"{self._name} needs too much memory ('{shown(part)}' in it unpacks to more than "
                f"{most:,} bytes); save it as CSV."
            )
        return self.open(part)
