"""Whom to call back first, and why."""

from analyzer.insights.worklist.rows import COLUMNS, Listed, listed, worklist

__all__ = ["COLUMNS", "Listed", "listed", "worklist"]
