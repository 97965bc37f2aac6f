"""The workbook and its sheets, written as the figures of the pages come."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path

import xlsxwriter

from analyzer.reports.excel.evidence import EvidenceSheet
from analyzer.reports.excel.months import write_unhappy_months
from analyzer.reports.excel.promises import PromiseSheet
from analyzer.reports.excel.staff import StaffSheet
from analyzer.reports.excel.start_to_end import write_start_to_end
from analyzer.reports.excel.steps import write_steps
from analyzer.reports.excel.summary import write_summary
from analyzer.reports.excel.word_of_mouth import write_word_of_mouth
from analyzer.reports.excel.worklist import write_worklist
from analyzer.reports.figures import ClinicFigures, StaffFigures
from analyzer.reports.worklist_files import Worklist
from analyzer.settings import Settings


class ReportWorkbook:
    """A workbook that waits for the figures of each person's page, in the order of names."""

    def __init__(self, staff: StaffSheet, promises: PromiseSheet, evidence: EvidenceSheet) -> None:
        self._sheets = staff, promises, evidence

    def add(self, figures: StaffFigures) -> None:
        """Write one person's rows."""
        for sheet in self._sheets:
            sheet.add(figures)


@contextmanager
def opened_workbook(
    path: Path, clinic: ClinicFigures, worklist: Worklist | None, settings: Settings
) -> Iterator[ReportWorkbook]:
    """Write a workbook with the sheets Summary, Staff, Steps, Word of mouth, Unhappy months, Start
    to end, Promises, Worklist (where there is one) and Evidence; it is whole when the block ends.

    What XlsxWriter keeps until then lies in files beside ``path``, not in memory. The same figures
    give the same bytes. Raises OSError where the folder cannot be written.
    """
    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties(
            {
                "title": "Patient interaction notes",
                "created": datetime.combine(clinic.as_of, time()),
            }
        )
        write_summary(book, clinic, settings)
        staff = StaffSheet(book)
        write_steps(book, clinic)
        write_word_of_mouth(book, clinic, settings)
        write_unhappy_months(book, clinic)
        write_start_to_end(book, clinic)
        promises = PromiseSheet(book, clinic)
        if worklist is not None:
            write_worklist(book, worklist)
        evidence = EvidenceSheet(book, settings)
        yield ReportWorkbook(staff, promises, evidence)
        for sheet in (staff, promises, evidence):
            sheet.close()
