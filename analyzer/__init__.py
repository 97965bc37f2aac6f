"""Reads patient interaction notes, offline."""

__version__ = "0.1.0"
