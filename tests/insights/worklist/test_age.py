"""Which cases are too old for the list."""

from insights.worklist.building import (
    UNHAPPY,
    cases,
    days,
    edit,
    edits,
    lawyer,
    promise,
    promises,
    threat,
)

from analyzer.insights.worklist import listed as listed_and_left_out
from analyzer.settings import Settings


def test_old_cases_are_left_out_and_counted_unless_begun(make):
    settings = Settings(worklist={"days": 7})
    frames = make.frames(
        make.note("N1", patient_id="P1", **UNHAPPY),
        make.note("N2", patient_id="P2", **UNHAPPY),
        make.note("N3", patient_id="P3", timestamp=days(11), **UNHAPPY),
    )
    given = (promises(), edits(edit("patient P2", "in_progress")), settings)
    found = listed_and_left_out(frames, *given, days(18))
    assert cases(found.rows.to_dict("records")) == ["patient P2", "patient P3"]
    assert found.left_out == {"unhappy": 1}
    assert listed_and_left_out(frames, *given, days(7)).left_out == {}


def test_alerts_never_grow_too_old(make, listed):
    notes = [
        threat(make, "N1", patient_id="P1"),
        lawyer(make, "N2", patient_id="P2"),
        threat(make, "N3", patient_id="P3"),
    ]
    rows = listed(*notes, edited=[edit("patient P3")], known_until=days(80))
    assert [(row["case"], row["urgency"]) for row in rows] == [
        ("patient P1", "safety"),
        ("patient P2", "desk"),
    ]


def test_a_promise_ages_from_the_time_that_was_promised(make, listed):
    notes = [make.note("N1", patient_id="P1"), make.note("N2", patient_id="P1")]
    six_weeks = promise("N2", "no_note", deadline=days(42), due=days(42))
    for promised in ([six_weeks], [promise("N1", "no_note"), six_weeks]):
        [row] = listed(*notes, promised=promised, known_until=days(43))
        assert row["urgency"] == "promise"
        assert listed(*notes, promised=promised, known_until=days(73)) == []
