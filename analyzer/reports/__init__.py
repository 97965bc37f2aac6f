"""The insights as pages to print, to read on a phone and to keep; no figure is made here."""

from analyzer.reports.html import write_reports

__all__ = ["write_reports"]
