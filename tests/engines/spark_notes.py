"""Notes of all kinds, for an engine to read."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
from engines.executors import KILLED_AT
from fake_reader import note_batch

CORPUS = Path(__file__).parents[2] / "models/corpus"

ODD = (
    {"text": ""},
    {"text": " \t\n\u00a0\u2028"},
    {"text": "La paciente llamó muy enojada porque nadie le devolvió la llamada ayer."},
    {"text": "😡 pt 👩🏽‍🦽 angry\u200b about wait… e\u0301te\u0301 \u202eabc \x00 Apologised 🙏"},
    {"text": "Ana Ruiz called, then Mr Ruiz. Told them sorry.", "patient_name": "Ana Ruiz"},
    {
        "text": "Bea was furious. Listened, will call her back by 3 pm.",
        "patient_names": ["Bea Lund", "Beatrice Lund"],
        "staff_names": ["Kim Oh"],
    },
    {"text": "Upset. " * 3000},
    {"text": "Crying. Apologised.", "timestamp": None, "location": None, "staff_id": None},
    {
        "text": "Yelled at me, asked for a lawyer.",
        "location": "../../etc",
        "utc_offset_minutes": -300,
    },
    {"text": "Said thanks.", "location": "", "source": "portal", "role": "MA", "channel": "sms"},
)


def varied_notes(size: int) -> list[pa.RecordBatch]:
    """Three hundred notes of two authors of the corpus, and the odd ones between them."""
    texts = [
        json.loads(line)["text"]
        for author in ("T01", "T02")
        for line in (CORPUS / f"{author}.jsonl").read_text("utf-8").splitlines()[:150]
    ]
    rows: list[dict[str, object]] = [{"text": text} for text in texts]
    for place, row in enumerate(ODD):
        rows.insert(place * 31, row)
    rows[200]["note_id"] = KILLED_AT
    rows = [_usual(place) | row for place, row in enumerate(rows)]
    return [note_batch(*rows[start : start + size]) for start in range(0, len(rows), size)]


def _usual(place: int) -> dict[str, object]:
    return {
        "note_id": f"n{place}",
        "staff_id": f"S{place % 5}",
        "staff_name": "Jo Marsh",
        "location": ("North", "Süd/Øst")[place % 2],
        "timestamp": datetime(2026, 1, 20) + timedelta(hours=7 * place),
        "case_id": f"C{place // 3}",
        "patient_id": f"P{place // 3}",
    }
