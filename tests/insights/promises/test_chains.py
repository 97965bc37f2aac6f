from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.insights.promises.chains import chains

DAY = datetime(2026, 3, 2)
NOTES = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 5)),  # day
        st.sampled_from([None, "C1", "C2"]),
        st.sampled_from([None, "P1", "P2"]),
        st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=3),  # events: start, kind
        st.integers(0, 9),  # where the search starts
    ),
    max_size=8,
)


@settings(deadline=None)
@given(NOTES)
def test_every_search_agrees_with_looking_at_each_pair_of_notes(rows):
    notes = pd.DataFrame(
        {
            "source": pd.array(["export" for _ in rows], dtype="str"),
            "note_id": pd.array([f"n{i}" for i in range(len(rows))], dtype="str"),
            "timestamp": pd.to_datetime(
                pd.Series([None if r[0] is None else DAY + timedelta(r[0]) for r in rows]),
            ).astype("datetime64[us]"),
            "case_id": pd.array([row[1] for row in rows], dtype="str"),
            "patient_id": pd.array([row[2] for row in rows], dtype="str"),
        }
    )
    told = [(i, start, kind) for i, row in enumerate(rows) for start, kind in row[3]]
    events = pd.DataFrame(
        {
            "source": pd.array(["export" for _ in told], dtype="str"),
            "note_id": pd.array([f"n{i}" for i, _, _ in told], dtype="str"),
            "start": pd.array([start for _, start, _ in told], dtype="int64"),
            "kind": pd.array([kind for _, _, kind in told], dtype="bool"),
        }
    )
    places = notes[["source", "note_id"]].assign(
        start=pd.array([row[4] for row in rows], dtype="int64")
    )
    found = chains(notes, events, places)
    kind = found.events["kind"].to_numpy(dtype=bool)
    first = found.first(kind, found.behind)
    count = found.count(kind, found.later, np.full(len(rows), len(events)))
    order = sorted(range(len(rows)), key=lambda i: (rows[i][0] is None, rows[i][0] or 0, f"n{i}"))
    for i, row in enumerate(rows):
        linked = [j for j in order if j == i or _together(row, rows[j])]
        own = [j for j in linked if order.index(j) >= order.index(i)]
        expected = [
            (f"n{j}", start)
            for j in own
            for start, flagged in sorted(rows[j][3])
            if flagged and (j != i or start > row[4])
        ]
        later = [1 for j in own if j != i for _, flagged in rows[j][3] if flagged]
        event = found.events[["note_id", "start"]].reindex([first[i]]).iloc[0]
        assert (tuple(event) == expected[0]) if expected else first[i] == len(events)
        assert count[i] == len(later)


def _together(one, other) -> bool:
    """Two notes with times, of one case, or of one patient and not of two cases."""
    if one[0] is None or other[0] is None:
        return False
    if one[1] is not None and other[1] is not None:
        return one[1] == other[1]
    return one[2] is not None and one[2] == other[2]
