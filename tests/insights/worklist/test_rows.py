"""Which cases are on the list, and in which order."""

import pandas as pd
import pytest
from insights.worklist.building import (
    UNHAPPY,
    WELL,
    again,
    days,
    edit,
    lawyer,
    mention,
    promise,
    threat,
)


def test_the_five_places_in_their_order(make, listed):
    rows = listed(
        again(make, "N1", case_id="repeat"),
        make.note("N2", case_id="unhappy", **UNHAPPY),
        make.note("N3", case_id="no note"),
        make.note("N4", case_id="broken"),
        lawyer(make, "N5", case_id="legal"),
        mention(make, "N6", case_id="mention"),
        threat(make, "N7", case_id="threat"),
        make.note("N8", case_id="fine", **WELL),
        promised=[promise("N3", "no_note"), promise("N4", "broken")],
    )
    assert [(row["case_id"], row["urgency"]) for row in rows] == [
        ("threat", "safety"),
        ("mention", "safety"),
        ("legal", "desk"),
        ("broken", "promise"),
        ("no note", "promise"),
        ("unhappy", "unhappy"),
        ("repeat", "repeat"),
    ]


def test_a_case_is_at_its_most_urgent_place_and_the_others_are_named(make, listed):
    [row] = listed(
        make.note("N1", patient_id="P1"),
        again(make, "N2", patient_id="P1", timestamp=days(2), **{"experience": "negative"}),
        lawyer(make, "N3", patient_id="P1", timestamp=days(3), **UNHAPPY),
        promised=[promise("N1", "broken")],
    )
    assert row["urgency"] == "desk"
    assert row["contacts"] == 3
    assert row["note_id"] == "N3"
    assert row["why"] == (
        "Lawyer or legal action, 5 Mar 2026. "
        "Also: A call back was promised by 3 Mar 2026, 09:00, and the notes say it was not made in "
        "time. The latest contact, 5 Mar 2026, ended unhappy and not settled. "
        "Asked again about the same matter, 4 Mar 2026, and it is not settled."
    )


def test_within_a_place_escalation_then_the_worst_end_then_the_longest_wait(make, listed):
    rows = listed(
        make.note("N1", case_id="late", timestamp=days(2), **UNHAPPY),
        make.note("N2", case_id="early", timestamp=days(1), **UNHAPPY),
        make.note("N3", case_id="worse", timestamp=days(3), **UNHAPPY | {"sentiment_end": -2.0}),
        make.note("N4", case_id="loud", timestamp=days(4), escalation=2, **UNHAPPY),
    )
    assert [row["case_id"] for row in rows] == ["loud", "worse", "early", "late"]


@pytest.mark.parametrize(
    ("change", "listed_still"),
    [
        ({}, False),
        ({"sentiment_end": 0.4}, True),
        ({"outcome": "pending"}, True),
        ({"experience": "negative"}, True),
        ({"timestamp": days(-1)}, True),
    ],
)
def test_a_later_contact_that_ended_well_takes_a_case_off(make, listed, change, listed_still):
    rows = listed(
        make.note("N1", make.finding("repeat_contact"), patient_id="P1", **UNHAPPY),
        make.note("N2", patient_id="P1", **WELL | {"timestamp": days(3)} | change),
        promised=[promise("N1", "broken")],
    )
    assert bool(rows) == listed_still


def test_a_call_back_that_was_made_late_takes_a_case_off(make, listed):
    notes = [
        make.note("N1", make.finding("repeat_contact"), patient_id="P1", **UNHAPPY),
        make.note("N2", patient_id="P1", timestamp=days(1), **UNHAPPY),
        make.note("N3", patient_id="P1", timestamp=days(3), outcome="none"),
    ]
    broken = promise("N1", "broken")
    late = promise("N2", "kept_late", days(1), evidence_note_id="N3", evidence_time=days(3))
    assert [row["urgency"] for row in listed(*notes, promised=[broken])] == ["promise"]
    assert listed(*notes, promised=[broken, late]) == []


def test_the_contact_that_kept_a_promise_and_ended_badly_stays(make, listed):
    [row] = listed(
        make.note("N1", patient_id="P1"),
        make.note("N2", patient_id="P1", timestamp=days(3), **UNHAPPY),
        promised=[promise("N1", "kept_late", evidence_note_id="N2", evidence_time=days(3))],
    )
    assert row["urgency"] == "unhappy"


def test_alerts_stay_after_a_contact_that_ended_well(make, listed):
    assert len(
        listed(
            threat(make, "N1", patient_id="P1"),
            make.note("N2", patient_id="P1", timestamp=days(3), **WELL),
        )
    )


def test_a_contact_with_nothing_to_solve_says_nothing_of_how_a_person_was_left(make, listed):
    [row] = listed(
        make.note("N1", patient_id="P1", **UNHAPPY),
        make.note("N2", patient_id="P1", timestamp=days(1), outcome="none"),
    )
    assert (row["urgency"], row["note_id"]) == ("unhappy", "N1")
    assert row["last_contact"] == days(1)


def test_a_promise_that_was_made_good_is_not_the_one_that_is_told(make, listed):
    notes = [
        make.note(f"N{day}", case_id="C1", timestamp=days(day), outcome="pending")
        for day in (0, 3, 5)
    ]
    kept = {"evidence_note_id": "N5", "evidence_time": days(4)}
    told = [
        promise("N0", "broken"),
        promise("N3", "kept", made=days(3), **kept),
        promise("N5", "no_note", made=days(5), quote="will ring her Friday"),
    ]
    [row] = listed(*notes, promised=told)
    assert (row["promised"], row["promise_state"]) == ("will ring her Friday", "no_note")
    assert "no call back note was found" in row["why"]


def test_the_promise_that_is_told(make, listed):
    notes = [
        make.note("N1", patient_id="P1", **UNHAPPY),
        make.note("N2", patient_id="P1", timestamp=days(1), **UNHAPPY | {"outcome": "pending"}),
    ]
    soon = promise("N2", "open", days(1))
    [row] = listed(*notes, promised=[soon])
    assert (row["urgency"], row["promise_state"], row["promised_by"]) == (
        "unhappy",
        "open",
        days(2),
    )
    assert row["promised"] == "will call her tomorrow"
    assert "promised step" in row["next_step"]
    [row] = listed(*notes, promised=[soon, promise("N1", "no_note")])
    assert (row["urgency"], row["promise_state"], row["promised_by"]) == (
        "promise",
        "no_note",
        days(1),
    )


def test_notes_without_a_time(make, listed):
    untimed = {"timestamp": None, "patient_id": "P1"}
    [row] = listed(make.note("N1", **untimed, **UNHAPPY), known_until=None)
    assert row["why"] == ("The latest contact, no date given, ended unhappy and not settled.")
    assert pd.isna(row["last_contact"])
    assert listed(make.note("N1", **untimed, **UNHAPPY), edited=[edit("patient P1")]) == []
    later = make.note("N2", patient_id="P1", **WELL)
    assert listed(make.note("N1", **untimed, **UNHAPPY), later) == []
    known = edit("patient P1", seen_until=None)
    bad = make.note("N2", patient_id="P1", **UNHAPPY)
    assert len(listed(make.note("N1", **untimed), bad, edited=[known])) == 1


def test_nobody_to_call(listed, make):
    assert listed() == []
    assert listed(make.note("N1", **WELL), known_until=None) == []
