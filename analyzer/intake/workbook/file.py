"""A workbook opened with care: what is no workbook, or made to do harm, is told in a sentence."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from os import SEEK_END
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException

from analyzer.intake.errors import IntakeError, reading
from analyzer.intake.limits import check_unpacked
from analyzer.intake.source import Source
from analyzer.intake.workbook.book import Book
from analyzer.settings import Intake

COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
"""How a workbook of Excel 97 to 2003 begins, and one with a password; both are refused here."""


@contextmanager
def opened(source: Source, limits: Intake) -> Iterator[Book]:
    """Give a workbook whose sheets can be read.

    Nothing is unpacked to the disk, and no entity of its XML is expanded.
    Raises IntakeError where it cannot be opened, or read while the block lasts.
    """
    name = source.name
    with reading(name), source.path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's show what a cell holds
        try:
            _check(file, name, limits)
            book = Book(file, name)
            for sheet in book.sheets:
                if sheet.part not in book.parts:
                    raise IntakeError(_damaged(name, f"sheet '{sheet.title}' is missing"))
            yield book
        except IntakeError:
            raise
        except Exception as error:  # openpyxl trips over a damaged file with errors of any kind
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise IntakeError(_reason(error, name)) from None


def _check(file: BinaryIO, name: str, limits: Intake) -> None:
    """Raise IntakeError for another kind of workbook, and one that would fill the memory."""
    if file.read(len(COMPOUND_FILE)) == COMPOUND_FILE:
        raise IntakeError(
            f"{name} is an Excel 97 workbook or is locked with a password; "
            "save it as .xlsx without a password."
        )
    size = file.seek(0, SEEK_END)
    with ZipFile(file) as archive:
        members = archive.infolist()
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise BadZipFile("zipfile unpacks other methods whole, and no workbook has them")
    check_unpacked(
        sum(member.file_size for member in members), size, name, limits, "save it as CSV"
    )


def _reason(error: BaseException, name: str) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, DefusedXmlException):
            return (
                f"{name} holds XML entities, which no workbook needs and which may do harm; "
                "export it again."
            )
        cause = cause.__cause__
    return _damaged(name, type(error).__name__)


def _damaged(name: str, reason: str) -> str:
    return (
        f"{name} cannot be read as an Excel workbook ({reason}); "
        "open it in Excel and save it again as .xlsx, or export it again."
    )
