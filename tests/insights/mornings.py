"""Promises and edits of the worklist that a morning page is made of, beside the notes."""

from datetime import datetime, timedelta

import pandas as pd
import pyarrow as pa

from analyzer.store.worklist import EDITS

NIGHT = datetime(2026, 3, 3, 1)
KNOWN_UNTIL = datetime(2026, 3, 2, 17, 30)
EDIT = {
    "source": "export",
    "attempts": 1,
    "version": 1,
    "edited": NIGHT,
    "edited_by": "otero",
    "came_late": False,
}
PROMISE = {
    "source": "export",
    "note_id": "N1",
    "case": "patient P1",
    "made": KNOWN_UNTIL - timedelta(days=3),
    "quote": "will call her back",
    "deadline": KNOWN_UNTIL - timedelta(hours=3),
    "due": KNOWN_UNTIL - timedelta(hours=3),
    "state": "broken",
    "evidence_time": pd.NaT,
}


def edits(*rows: dict) -> pd.DataFrame:
    return pa.Table.from_pylist([EDIT | row for row in rows], EDITS).to_pandas()


def promise_table(*rows: dict) -> pd.DataFrame:
    times = ("made", "deadline", "due", "evidence_time")
    table = pd.DataFrame([PROMISE | row for row in rows], columns=list(PROMISE))
    return table.astype(dict.fromkeys(times, "datetime64[us]"))
