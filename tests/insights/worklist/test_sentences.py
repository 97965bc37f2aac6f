"""What is said of a case: why it is listed, and what comes next."""

import pytest
from insights.worklist.building import (
    MORNING,
    UNHAPPY,
    alert,
    days,
    edit,
    lawyer,
    mention,
    promise,
    threat,
)

from analyzer.codebook import AlertKind
from analyzer.insights.worklist import COLUMNS
from analyzer.insights.worklist.guide import worklist_guide


@pytest.mark.parametrize("kind", list(AlertKind))
def test_every_alert_has_its_words_and_its_desk(make, listed, settings, kind):
    desk = settings.alerts.route(kind)
    [row] = listed(make.note("N1", alerts=[alert(str(kind), desk, None)]))
    guide = worklist_guide()
    assert row["route_to"] == desk
    assert desk in row["next_step"]
    assert guide.sign[str(kind)] in row["why"].replace(row["why"][0], row["why"][0].lower(), 1)
    assert row["urgency"] == ("safety" if kind is AlertKind.SAFETY else "desk")


@pytest.mark.parametrize("sign", [threat, mention])
def test_safety_comes_before_any_call_and_is_no_alarm(make, listed, sign):
    [row] = listed(
        sign(make, "N1", patient_id="P1", interpreter="Polish", **UNHAPPY),
        promised=[promise("N1", "broken")],
    )
    assert "No call back before that" in row["next_step"]
    assert "not a safety alarm" in row["next_step"]
    assert "Call" not in row["next_step"]


def test_a_mention_beside_a_real_sign_is_not_lost(make, listed):
    findings = [make.finding("threat"), make.finding("self_harm", mention=True)]
    [row] = listed(make.note("N1", *findings, alerts=[alert("safety", "safety lead")]))
    assert row["why"] == (
        "Safety alert: a threat, 2 Mar 2026. Also: Self-harm is mentioned, 2 Mar 2026; it may be "
        "denied, long past or about somebody else."
    )


def test_a_legal_case_is_never_called_about_the_matter(make, listed):
    closed = edit("patient P1", seen_until=MORNING)
    notes = [
        lawyer(make, "N1", patient_id="P1"),
        make.note("N2", patient_id="P1", timestamp=days(4), **UNHAPPY),
    ]
    [open_row] = listed(*notes)
    [row] = listed(*notes, edited=[closed])
    assert "do not speak about the matter" in open_row["next_step"]
    assert row["urgency"] == "unhappy"
    assert "before any call" in row["next_step"]
    assert "Call back" not in row["next_step"]


def test_several_desks(make, listed):
    [row] = listed(
        make.note("N1", patient_id="P1", alerts=[alert("conduct", "clinic manager", None)]),
        lawyer(make, "N2", patient_id="P1", timestamp=days(1)),
    )
    assert row["route_to"] == "risk and legal, clinic manager"
    assert row["why"] == "Lawyer or legal action, talk of not coming back, 3 Mar 2026."
    assert "do not speak about the matter" in row["next_step"]


@pytest.mark.parametrize("state", ["broken", "no_note"])
def test_a_promise_without_a_time_is_told_by_its_day(make, listed, state):
    [row] = listed(make.note("N1"), promised=[promise("N1", state, deadline=None)])
    assert "was promised on 2 Mar 2026 without a time" in row["why"]


def test_a_promised_date_that_redaction_hid_is_not_called_no_time(make, listed):
    hidden = promise("N1", "broken", quote="will call on [date]", deadline=None, due=None)
    [row] = listed(make.note("N1"), promised=[hidden])
    assert row["why"] == (
        "A call back was promised on 2 Mar 2026, for a date that is not shown here, "
        "and the notes say it was not made."
    )


def test_what_a_person_wants_is_said_by_the_strongest_cue(make, listed):
    [row] = listed(
        make.note("N1", make.finding("demand_supervisor"), patient_id="P1", themes=["wait"]),
        make.note(
            "N2",
            make.finding("frustration"),
            make.finding("satisfaction", quote="thanks"),
            patient_id="P1",
            timestamp=days(1),
            themes=["billing", "clinical_care"],
            **UNHAPPY,
        ),
        make.note("N3", patient_id="P1", timestamp=days(2), **UNHAPPY),
    )
    assert row["wanted"] == "billing, clinical care: “demand_supervisor words”"


def test_an_interpreter_is_asked_for_with_the_call(make, listed):
    rows = listed(
        make.note("N1", case_id="C1", interpreter="Spanish", **UNHAPPY),
        make.note("N2", case_id="C2", interpreter="language not said", **UNHAPPY),
    )
    assert [row["interpreter"] for row in rows] == ["Spanish", "language not said"]
    assert "interpreter for Spanish" in rows[0]["next_step"]
    assert "Ask which language" in rows[1]["next_step"]


def test_the_guide_has_words_for_every_column_but_the_version(make):
    assert set(worklist_guide().columns) == set(COLUMNS) - {"version"} | {"listed"}
