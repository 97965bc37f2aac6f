"""What is true of the worklist of any clinic."""

import pandas as pd
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from insights.worklist.building import KNOWN_UNTIL, alert, days, edit, edits, promise, promises

from analyzer.codebook import CaseStatus
from analyzer.insights.worklist import worklist
from analyzer.insights.worklist.reasons import Urgency

quick = hypothesis_settings(max_examples=40, deadline=None)


@st.composite
def clinics(draw):
    """Draw notes of a few patients, as keyword arguments, with promises and edits of some."""
    notes = [
        {
            "patient_id": draw(st.sampled_from(["P1", "P2", "P3", None])),
            "timestamp": draw(st.sampled_from([None, *map(days, range(-30, 18, 6))])),
            "experience": draw(st.sampled_from(["negative", "neutral", "positive"])),
            "outcome": draw(st.sampled_from(["resolved", "unresolved", "pending", "none"])),
            "sentiment_end": draw(st.sampled_from([-2.0, 0.0, 1.0])),
            "label": draw(st.sampled_from(["threat", "legal", "repeat_contact", "frustration"])),
            "state": draw(st.sampled_from([None, "kept", "kept_late", "broken", "no_note"])),
        }
        for _ in range(draw(st.integers(0, 8)))
    ]
    statuses = draw(st.lists(st.sampled_from(list(CaseStatus)), max_size=3))
    seen = draw(st.sampled_from([None, *map(days, range(-30, 18, 6))]))
    edited = [
        edit(f"patient P{at}", str(status), seen) for at, status in enumerate(statuses, start=1)
    ]
    return notes, edited


def of_clinic(make, settings, notes, edited, order):
    alerts = {"threat": [alert("safety", "a desk")], "legal": [alert("legal", "b desk")]}
    made, promised = [], []
    for number in order:
        fields = {**notes[number]}
        label, state = fields.pop("label"), fields.pop("state")
        if state:
            kept = state.startswith("kept")
            evidence = {"evidence_time": fields["timestamp"]} if kept else {}
            promised.append(promise(f"N{number}", state, fields["timestamp"], **evidence))
        found = alerts.get(label, [])
        made.append(make.note(f"N{number}", make.finding(label), alerts=found, **fields))
    return worklist(make.frames(*made), promises(*promised), edits(*edited), settings, KNOWN_UNTIL)


@quick
@given(data=st.data(), clinic=clinics())
def test_order_of_notes_never_matters(make, settings, data, clinic):
    notes, edited = clinic
    order = data.draw(st.permutations(range(len(notes))))
    first = of_clinic(make, settings, notes, edited, range(len(notes)))
    pd.testing.assert_frame_equal(first, of_clinic(make, settings, notes, edited, order))


@quick
@given(clinic=clinics())
def test_every_row_has_a_place_a_reason_and_a_step(make, settings, clinic):
    notes, edited = clinic
    rows = of_clinic(make, settings, notes, edited, range(len(notes)))
    places = [str(place) for place in Urgency]
    at = [places.index(place) for place in rows["urgency"]]
    assert at == sorted(at)
    assert not rows.duplicated(["source", "case"]).any()
    assert (rows["status"] != "closed").all()
    for name in ("why", "next_step", "note_id", "case"):
        assert (rows[name].str.len() > 0).all()
    assert not rows["why"].str.contains("[{}]|nan|NaT|None").any()
    assert rows.loc[rows["urgency"] == "safety", "next_step"].str.contains("live procedures").all()
