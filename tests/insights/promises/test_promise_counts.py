from datetime import datetime

import pytest

from analyzer.insights.promises import promise_counts


def test_only_the_authors_own_promises_count_for_a_person(said, note, offer, call, settings):
    found = said(
        note("n1", offer()),
        note("n2", call(), days=1),
        note("n3", offer(actor="colleague"), patient_id="P2"),
        note("n4", offer("will call"), patient_id="P3", staff_id="S2"),
    )
    clinic = promise_counts(found, None, settings).iloc[0]
    assert clinic[["made", "with_time", "n", "kept", "no_note"]].tolist() == [3, 2, 2, 1, 1]
    people = promise_counts(found, "staff_id", settings).set_index("staff_id")
    assert people["made"].to_dict() == {"S1": 1, "S2": 1}
    assert people["rate"].isna().all()


def test_a_share_is_shown_from_ten_promises_on(said, note, offer, call, settings):
    notes = [note(f"n{i}", offer(), patient_id=f"P{i}") for i in range(10)]
    found = said(*notes, note("n99", call(), patient_id="P3", days=1))
    clinic = promise_counts(found, "location", settings).iloc[0]
    assert clinic["rate"] == pytest.approx(0.1)
    assert 0 < clinic["low"] < 0.1 < clinic["high"] < 1


def test_a_promise_kept_early_counts_only_once_its_time_is_past(said, note, offer, call, settings):
    notes = note("n1", offer()), note("n2", call(), days=1), note("n3", offer(), patient_id="P2")
    early = said(*notes, known_until=datetime(2026, 3, 3, 17))
    assert early["state"].tolist() == ["kept", "open"]
    counted = ["made", "with_time", "n", "kept"]
    assert promise_counts(early, None, settings)[counted].values.tolist() == [[2, 2, 0, 0]]
    assert promise_counts(said(*notes), None, settings)[counted].values.tolist() == [[2, 2, 2, 1]]


def test_a_promise_without_a_time_has_a_state_but_no_part_in_the_rate(
    said, note, offer, call, settings
):
    found = said(note("n1", offer("will call her back once we know")), note("n2", call(), days=20))
    assert found[["state", "past"]].values.tolist() == [["kept", True]]
    counts = promise_counts(found, None, settings).iloc[0]
    assert counts[["made", "with_time", "n", "kept"]].tolist() == [1, 0, 0, 0]


def test_no_notes_hold_no_promises(said, make, settings):
    none = said()
    assert none.empty
    assert promise_counts(none, None, settings)["made"].tolist() == [0]
    assert promise_counts(none, "staff_id", settings).empty
