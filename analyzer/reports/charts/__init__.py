"""Charts of the insights, as Altair charts for a notebook and as SVG for a page.

Each chart has a file, and each file a function ``draw`` that returns a ``Drawing``.
"""

from analyzer.reports.charts.drawing import Drawing
from analyzer.reports.charts.on_a_page import svg

__all__ = ["Drawing", "svg"]
