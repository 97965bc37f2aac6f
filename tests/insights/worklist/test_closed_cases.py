"""What people wrote about a case, and when a closed one comes back."""

import pandas as pd
from insights.worklist.building import UNHAPPY, cases, days, edit, promise, threat


def test_a_case_that_people_closed_leaves_the_list(make, listed):
    notes = [
        threat(make, "N1", patient_id="P1"),
        make.note("N2", patient_id="P2", **UNHAPPY),
        make.note("N3", patient_id="P3", **UNHAPPY),
    ]
    closed = [edit("patient P1"), edit("patient P2")]
    promised = [promise("N2", "broken")]
    assert cases(listed(*notes, promised=promised, edited=closed)) == ["patient P3"]


def test_a_closed_case_comes_back_for_a_later_contact_that_needs_a_person(make, listed):
    first = threat(make, "N1", patient_id="P1")
    closed = edit("patient P1", owner="Ana", attempts=2)
    calm = make.note("N2", patient_id="P1", timestamp=days(5), outcome="resolved")
    assert listed(first, calm, edited=[closed]) == []
    bad = make.note("N2", patient_id="P1", timestamp=days(5), **UNHAPPY)
    [row] = listed(first, bad, edited=[closed])
    assert row["urgency"] == "unhappy"
    assert row["why"].endswith("Closed on 5 Mar 2026, a new contact since.")
    assert (row["owner"], row["status"], row["attempts"], row["version"]) == ("Ana", "open", 2, 4)
    assert pd.isna(row["result"])
    assert pd.isna(row["closed"])


def test_what_people_wrote_is_shown(make, listed):
    written = edit("patient P1", "in_progress", owner="Ana", attempts=1, result="not_reached")
    [row] = listed(make.note("N1", patient_id="P1", **UNHAPPY), edited=[written])
    assert (row["owner"], row["status"], row["attempts"], row["result"], row["version"]) == (
        "Ana",
        "in_progress",
        1,
        "not_reached",
        4,
    )


def test_a_note_that_was_sent_in_late_opens_its_closed_case_again(make, listed):
    sent_in = threat(make, "N1", patient_id="P1")
    seen = {"seen_until": days(1)}
    assert listed(sent_in, edited=[edit("patient P1", **seen)]) == []
    [row] = listed(sent_in, edited=[edit("patient P1", came_late=True, **seen)])
    assert (row["urgency"], row["status"]) == ("safety", "open")
    assert row["why"].endswith(
        "Closed on 5 Mar 2026; a note of it was sent in late, so all its notes count again."
    )


def test_the_same_number_in_another_source_is_another_case(make, listed):
    rows = listed(
        make.note("N1", patient_id="P1", **UNHAPPY),
        make.note("N1", source="other", patient_id="P1", **UNHAPPY),
        promised=[promise("N1", "broken")],
        edited=[edit("patient P1", source="other")],
    )
    assert [(row["source"], row["urgency"]) for row in rows] == [("export", "promise")]
