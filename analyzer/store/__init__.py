"""The history of every run: what was read in which note, by which model, and when."""

from analyzer.store.audit import RunRecord
from analyzer.store.errors import StoreError
from analyzer.store.history import Store, copy_store, open_store
from analyzer.store.worklist import CaseConflict, CaseEdit, EditedCases

__all__ = [
    "CaseConflict",
    "CaseEdit",
    "EditedCases",
    "RunRecord",
    "Store",
    "StoreError",
    "copy_store",
    "open_store",
]
