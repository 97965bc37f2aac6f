"""Reads patient interaction notes: feelings, escalation, heart, head, heart, and what follows.

>>> import analyzer
>>> nlp = analyzer.load()
>>> doc = nlp("Caller furious about the wait. I said sorry and booked her for 3 pm.")
>>> print(doc._.analysis.outcome)
resolved
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analyzer.intake import read_notes
    from analyzer.language.components import load
    from analyzer.store import open_store

__version__ = "0.1.0"
__all__ = ["__version__", "load", "open_store", "read_notes"]

_ROOMS = {
    "load": "analyzer.language.components",
    "open_store": "analyzer.store",
    "read_notes": "analyzer.intake",
}


def __getattr__(name: str) -> Any:
    """Import a room when its door is first used: the command line needs only some of them."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'analyzer' has no attribute {name!r}")
    return getattr(import_module(_ROOMS[name]), name)
