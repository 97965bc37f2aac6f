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
