"""The report as a workbook: real numbers and dates to reckon with, and every text a text."""

from analyzer.reports.excel.workbook import ReportWorkbook, opened_workbook

__all__ = ["ReportWorkbook", "opened_workbook"]
