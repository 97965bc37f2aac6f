"""The cases of the morning page with a promise past its time."""

from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analyzer.insights.morning import LatePromises, morning
from analyzer.insights.worklist import worklist
from insights.mornings import KNOWN_UNTIL, PROMISE, edits, promise_table

NO_ARRIVALS = pd.DataFrame({"source": [], "note_id": [], "corrected": []}).astype(
    {"source": "str", "note_id": "str", "corrected": "bool"}
)
MADE = PROMISE["made"]
WELL = {"outcome": "resolved", "experience": "positive", "sentiment_end": 2.0}


@pytest.fixture(scope="session")
def late(make, settings):
    """The promises past their time of a page made with the worklist of the same notes."""

    def late(
        notes: list[dict], promised: list[dict], *edited: dict
    ) -> tuple[LatePromises, pd.DataFrame]:
        frames = make.frames(*notes)
        given = promise_table(*promised)
        rows = worklist(frames, given, edits(*edited), settings, KNOWN_UNTIL)
        figures = morning(
            frames,
            promised=given,
            worklist=rows,
            edits=edits(*edited),
            runs=[],
            arrivals=NO_ARRIVALS,
            settings=settings,
            known_until=KNOWN_UNTIL,
        )
        return figures.promises, rows

    return late


def pending(make, note_id: str, patient: str, **fields) -> dict:
    told = {"timestamp": MADE, "outcome": "pending"}
    return make.note(note_id, patient_id=patient, **told | fields)


def test_cases_with_a_promise_past_its_time(make, late) -> None:
    day_before = PROMISE["due"] - timedelta(days=1)
    notes = [
        pending(make, "N1", "P1"),
        pending(make, "N2", "P1"),
        pending(make, "N3", "P2"),
        pending(make, "N4", "P3"),
        make.note("N5", patient_id="P3", timestamp=KNOWN_UNTIL, **WELL),
        pending(make, "N6", "P4"),
        pending(make, "N7", "P5"),
    ]
    promised = [
        {"note_id": "N1"},
        {"note_id": "N2", "due": day_before},
        {"note_id": "N3", "case": "patient P2", "state": "no_note", "deadline": pd.NaT},
        {"note_id": "N4", "case": "patient P3"},
        {"note_id": "N6", "case": "patient P4", "state": "open"},
        {"note_id": "N7", "case": "patient P5", "state": "kept", "evidence_time": KNOWN_UNTIL},
    ]
    found, _ = late(notes, promised)
    assert (found.broken, found.no_note, found.settled) == (1, 1, 1)
    assert [(one.note_id, one.state, one.stated) for one in found.first] == [
        ("N2", "broken", True),
        ("N3", "no_note", False),
    ]
    assert found.first[0].due == day_before


def test_where_all_that_were_late_are_made_good_none_is_waiting(make, late) -> None:
    well = make.note("N2", patient_id="P1", timestamp=KNOWN_UNTIL, **WELL)
    for other in ([], [pending(make, "N3", "P2", experience="negative")]):
        found, rows = late([pending(make, "N1", "P1"), well, *other], [{}])
        assert len(rows) == len(other)
        assert (found.broken, found.no_note, found.settled, found.first) == (0, 0, 1, ())


def test_a_promise_of_a_case_listed_for_another_reason_is_not_waiting(make, late) -> None:
    threat = {"alerts": [{"kind": "safety", "route_to": "safety lead", "finding": 0}]}
    notes = [
        make.note("N1", make.finding("threat"), patient_id="P1", timestamp=MADE, **threat),
        make.note("N2", patient_id="P1", timestamp=KNOWN_UNTIL, **WELL),
    ]
    found, rows = late(notes, [{}])
    assert rows["urgency"].tolist() == ["safety"]
    assert (found.broken, found.settled) == (0, 1)


def test_a_promise_that_a_closed_case_had_before_is_not_waiting(make, late) -> None:
    back = pending(make, "N2", "P1", timestamp=KNOWN_UNTIL, experience="negative")
    closed = {"case": "patient P1", "status": "closed", "seen_until": MADE}
    found, rows = late([pending(make, "N1", "P1"), back], [{}], closed)
    assert rows["urgency"].tolist() == ["unhappy"]
    assert (found.broken, found.settled) == (0, 1)
    came_late, _ = late([pending(make, "N1", "P1"), back], [{}], closed | {"came_late": True})
    assert (came_late.broken, came_late.settled) == (1, 0)


def test_a_broken_promise_whose_date_is_hidden_is_waiting_too(make, late) -> None:
    hidden = {"due": pd.NaT, "deadline": pd.NaT}
    found, _ = late([pending(make, "N1", "P1")], [hidden])
    assert (found.broken, found.settled) == (1, 0)
    assert (found.first[0].due, found.first[0].stated) == (None, False)


@hypothesis_settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_every_promise_that_waits_is_a_reason_of_the_worklist(make, late, settings, data) -> None:
    days = st.integers(-40, 0).map(lambda back: KNOWN_UNTIL + timedelta(days=back))
    threat = {"alerts": [{"kind": "safety", "route_to": "a desk", "finding": 0}]}
    notes, promised = [], []
    for number in range(data.draw(st.integers(1, 7))):
        when, patient = data.draw(days), data.draw(st.sampled_from(["P1", "P2", "P3"]))
        kind = data.draw(st.sampled_from([{}, WELL, threat, {"experience": "negative"}]))
        note = {"timestamp": when, "outcome": "pending"} | kind
        notes.append(make.note(f"N{number}", make.finding("threat"), patient_id=patient, **note))
        state = data.draw(st.sampled_from([None, "kept", "broken", "no_note"]))
        if state:
            due = when + timedelta(days=1)
            promise = {"note_id": f"N{number}", "case": f"patient {patient}", "state": state}
            promise |= {"made": when, "due": due, "deadline": due}
            promised.append(promise | ({"evidence_time": due} if state == "kept" else {}))
    seen = st.fixed_dictionaries({"seen_until": days, "came_late": st.booleans()})
    closed = {"case": "patient P1", "status": "closed"} | data.draw(seen)
    found, rows = late(notes, promised, closed)

    # Without alerts, and with nothing too old, a promise is the first reason of its case.
    calm = make.frames(*[note | {"alerts": []} for note in notes])
    alone = worklist(calm, promise_table(*promised), edits(closed), settings, None)
    waiting = set(alone.loc[alone["urgency"] == "promise", "case"]) & set(rows["case"])
    assert found.broken + found.no_note == len(waiting)
    assert {one.case for one in found.first} == waiting
    at_its_place = set(rows.loc[rows["urgency"] == "promise", "case"])
    assert at_its_place <= waiting
