"""What was known of a rejected FHIR note from the rest of its export."""

from collections.abc import Mapping

from analyzer.intake.fhir.elements import text

LOOKED_UP = "looked up"
"""In a resource among the rejects: what was known of the note from the rest of the export, by
column, so that it is not lost when the resource is read again by itself."""

_COLUMNS = (
    "note id",
    "staff id",
    "staff name",
    "role",
    "channel",
    "location",
    "patient id",
    "patient name",
    "case id",
)


def looked_up(body: Mapping[str, object]) -> dict[str, str]:
    """Return what a rejected resource says under ``LOOKED_UP``."""
    return {column: value for column in _COLUMNS if (value := text(body, LOOKED_UP, column))}


def with_looked_up(
    body: Mapping[str, object], found: Mapping[str, object], alone: Mapping[str, object]
) -> Mapping[str, object]:
    """Return a resource for the rejects. ``found`` are its values in the export, ``alone`` those
    that it has when it is read by itself: what they lack is put beside its elements.

    >>> with_looked_up({"id": "7"}, {"staff id": "S-17", "role": "RN"}, {"staff id": "1"})
    {'id': '7', 'looked up': {'staff id': 'S-17', 'role': 'RN'}}
    """
    lost = {
        column: value
        for column, value in found.items()
        if column in _COLUMNS and value != alone.get(column)
    }
    return {**body, LOOKED_UP: looked_up(body) | lost} if lost else body
