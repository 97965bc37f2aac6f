"""The insights as pages to print, to read on a phone and to keep; no figure is made here."""

from analyzer.reports.folder import ReportError, write_reports, write_staff_pages
from analyzer.reports.morning import write_morning
from analyzer.reports.night import write_night

__all__ = ["ReportError", "write_morning", "write_night", "write_reports", "write_staff_pages"]
