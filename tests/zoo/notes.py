"""The sample notes, as the exports of the zoo hold them."""

from pathlib import Path

from analyzer.intake import Rejects, read_notes
from analyzer.schema import timestamp_text
from analyzer.settings import Settings

ROOT = Path(__file__).parents[2]
_SAMPLES = ROOT / "sample_notes" / "clinic_export.csv"
_FOUR_HOURS_WEST = -240
"""An offset for the samples, whose times have none: FHIR has no time without one."""


def _sample_notes() -> list[dict[str, str]]:
    with Rejects() as rejects:
        rows = [
            row
            for batch in read_notes([_SAMPLES], Settings(), rejects, 500)
            for row in batch.to_pylist()
        ]
    fields = (
        "note_id", "staff_id", "staff_name", "role", "channel", "location", "patient_id",
        "patient_name", "case_id", "text",
    )  # fmt: skip
    return [
        {name: row[name] or "" for name in fields}
        | {"timestamp": timestamp_text(row["timestamp"], _FOUR_HOURS_WEST) or ""}
        for row in rows
        if row["timestamp"]
    ]


NOTES = _sample_notes()


def invented(number: int) -> dict[str, str]:
    """A short note, told from others by its number, from 1 to 9."""
    return {
        "note_id": str(number),
        "timestamp": f"2026-03-0{number}T09:40:00-05:00",
        "staff_id": "S7",
        "staff_name": "Kim Poe",
        "role": "nurse",
        "channel": "phone",
        "location": "North",
        "patient_id": "P1",
        "patient_name": "Ana Ruiz",
        "case_id": f"C{number}",
        "text": f"Called about result {number}.",
    }
