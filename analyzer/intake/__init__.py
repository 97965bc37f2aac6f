"""One reader a format: exports in, notes of one schema out, and no row lost on the way."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.intake.accounting import Accounting
    from analyzer.intake.errors import IntakeError
    from analyzer.intake.inspection import Inspection, inspecting
    from analyzer.intake.notes import export_row
    from analyzer.intake.reading import read_notes
    from analyzer.intake.rejects import Rejects
else:
    # Imported when first used: to check one note takes the cleaning of a text and no reader.
    _MODULES = {
        "Accounting": "accounting",
        "Inspection": "inspection",
        "IntakeError": "errors",
        "Rejects": "rejects",
        "inspecting": "inspection",
        "read_notes": "reading",
        "export_row": "notes",
    }

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


__all__ = [
    "Accounting",
    "Inspection",
    "IntakeError",
    "Rejects",
    "export_row",
    "inspecting",
    "read_notes",
]
