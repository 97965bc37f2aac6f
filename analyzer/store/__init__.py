"""The history of every run: what was read in which note, by which model, and when."""

from analyzer.store.connection import StoreError
from analyzer.store.history import Store, open_store

__all__ = ["Store", "StoreError", "open_store"]
