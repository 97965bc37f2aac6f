"""The figures of each page as JSON, in a layout that is written down: docs/report.schema.json."""

from analyzer.reports.record.documents import SCHEMA, morning_json, overview_json, staff_json
from analyzer.reports.record.layout import layout

__all__ = ["SCHEMA", "layout", "morning_json", "overview_json", "staff_json"]
