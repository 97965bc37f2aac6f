from datetime import datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from analyzer.codebook import PromiseState
from analyzer.insights.promises import promise_counts, promises

MONDAY = datetime(2026, 3, 2, 10)
LATER = datetime(2026, 3, 30, 17)


def test_a_promise_says_what_was_promised_by_when_and_to_whom(said, note, offer):
    promise = said(note("n1", offer(), case_id="C1"), known_until=MONDAY).iloc[0]
    assert promise["case"] == "case C1"
    assert promise["quote"] == "will call her by Wed noon"
    assert promise["timeframe"] == "by Wed noon"
    assert promise["made"] == pd.Timestamp(MONDAY)
    assert promise["deadline"] == promise["due"] == pd.Timestamp(2026, 3, 4, 12)
    assert promise["state"] == PromiseState.OPEN
    assert pd.isna(promise["evidence_note_id"])


@pytest.mark.parametrize(
    ("days", "state"), [(2.08, "kept"), (2.1, "kept"), (2.2, "kept_late"), (9, "kept_late")]
)
def test_a_call_back_in_time_with_the_grace_is_kept(said, note, offer, call, days, state):
    promise = said(note("n1", offer()), note("n2", call(), days=days)).iloc[0]
    assert promise["state"] == state
    assert promise["evidence_note_id"] == "n2"
    assert promise["evidence_quote"] == "Called her as promised"
    assert promise["evidence_time"] == pd.Timestamp(MONDAY + timedelta(days))


def test_a_late_note_may_tell_of_a_call_in_time(said, note, offer, call):
    late = note("n2", call("Called her 11:50 Weds"), days=2.2)
    promise = said(note("n1", offer()), late).iloc[0]
    assert promise["state"] == "kept"
    assert promise["evidence_time"] == pd.Timestamp(2026, 3, 4, 11, 50)


def test_asking_again_before_the_time_is_no_break(said, note, offer, call, make):
    chase = note("n2", make.finding("repeat_contact"), days=1)
    assert said(note("n1", offer()), chase)[["state", "chases"]].values.tolist() == [["no_note", 1]]
    kept = said(note("n1", offer()), chase, note("n3", call(), days=2))
    assert kept[["state", "chases"]].values.tolist() == [["kept", 1]]


@pytest.mark.parametrize("label", ["repeat_contact", "follow_through"])
def test_a_chase_after_the_time_breaks_a_promise_for_good(said, note, offer, call, make, label):
    chase = note("n2", make.finding(label, "missed", quote="nobody called"), days=3)
    promise = said(note("n1", offer()), chase, note("n3", call(), days=4)).iloc[0]
    assert promise["state"] == "broken"
    assert promise["evidence_quote"] == "nobody called"
    assert promise["chases"] == 0


def test_of_a_chase_and_a_call_in_one_late_note_the_first_counts(said, note, offer, call, make):
    chase = make.finding("repeat_contact", start=50)
    first_called = note("n2", call(start=0), chase, days=3)
    assert said(note("n1", offer()), first_called)["state"].item() == "kept_late"
    first_chased = note("n2", chase, call(start=90), days=3)
    assert said(note("n1", offer()), first_chased)["state"].item() == "broken"


def test_a_miss_that_is_owned_in_the_late_call_is_kept_late(said, note, offer, call, make):
    words = "I owed her a call and did not get to it until now"
    for owned in (call(words, status="missed"), make.contact("missed", words)):
        assert said(note("n1", offer()), note("n2", owned, days=3))["state"].item() == "kept_late"


def test_silence_is_no_break_and_counts_only_as_far_as_notes_are_known(said, note, offer):
    promise = note("n1", offer())
    assert said(promise)["state"].item() == "no_note"
    assert said(promise, known_until=datetime(2026, 3, 4, 12, 30))["state"].item() == "open"
    assert said(promise, known_until=None)["state"].item() == "open"


def test_without_a_time_the_third_working_day_is_the_end(said, note, offer, call, make):
    promise = note("n1", offer("will call her back once we know"))
    found = said(promise).iloc[0]
    assert pd.isna(found["deadline"])
    assert pd.isna(found["timeframe"])
    assert found["due"] == pd.Timestamp(2026, 3, 5, 23, 59)
    chased = note("n2", make.finding("repeat_contact"), days=3)
    assert said(promise, chased)["state"].item() == "no_note"
    assert said(promise, note("n2", call(), days=20))["state"].item() == "kept"


def test_a_hidden_date_breaks_nothing_unless_a_note_says_so(said, note, offer, call, make):
    promise = note("n1", offer("Told her I will call [date]"))
    assert said(promise)["due"].isna().all()
    assert said(promise)["state"].item() == "open"
    asked = note("n2", make.finding("repeat_contact"), days=10)
    assert said(promise, asked)["state"].item() == "open"
    missed = note("n3", call("the call never came", status="missed"), days=12)
    assert said(promise, asked, missed)["state"].item() == "broken"


@pytest.mark.parametrize(
    "words",
    [
        "I will call back on [date] by noon",
        "I will call her by 3pm [date]",
        "[date]: will ring her within the hour",
        "Mon labs of [date], will call by noon",
    ],
)
def test_a_time_beside_a_hidden_date_is_not_one_of_today(said, note, offer, words):
    found = said(note("n1", offer(words))).iloc[0]
    assert found[["deadline", "due", "timeframe"]].isna().all()
    assert (found["state"], found["past"]) == ("open", False)


def test_a_hidden_date_in_the_nearest_timeframe_leaves_no_time_either(said, note, offer, make):
    near = make.finding("timeframe", quote="by noon on [date]", start=26, end=43)
    found = said(note("n1", offer(), near)).iloc[0]
    assert found["deadline"] == pd.Timestamp(2026, 3, 4, 12)
    found = said(note("n1", offer("will call her"), near)).iloc[0]
    assert found[["deadline", "due"]].isna().all()
    assert found["state"] == "open"


def test_a_weekday_beside_a_hidden_date_may_be_of_a_later_week(said, note, offer, call):
    promise = note("n1", offer("I'll phone her on or before Fri [date]"))
    assert said(promise)["deadline"].item() == pd.Timestamp(2026, 3, 6, 23, 59)
    assert said(promise, note("n2", call(), days=18))["state"].item() == "kept"


def test_a_promise_may_be_kept_in_the_same_note_but_only_behind_it(said, note, offer, call):
    words = "said I'd ring back in five and did"
    at_once = [offer(words), call(words)]
    assert said(note("n1", *at_once))["state"].item() == "kept"
    assert said(note("n1", offer(start=0), call(start=60)))["state"].item() == "kept"
    assert said(note("n1", call(start=0), offer(start=60)))["state"].item() == "no_note"


def test_one_note_settles_every_earlier_promise_of_its_matter(said, note, offer, call):
    found = said(note("n1", offer()), note("n2", offer(), days=0.5), note("n3", call(), days=1))
    assert found["evidence_note_id"].tolist() == ["n3", "n3"]


@pytest.mark.parametrize(
    ("promising", "calling", "state"),
    [
        ({"case_id": "C1"}, {"case_id": "C1", "patient_id": None}, "kept"),
        ({"case_id": "C1"}, {"case_id": None}, "kept"),
        ({"case_id": None}, {"case_id": "C1"}, "kept"),
        ({"case_id": "C1"}, {"case_id": "C2"}, "no_note"),
        ({}, {"patient_id": "P2"}, "no_note"),
        ({"patient_id": None}, {"patient_id": None}, "no_note"),
        ({}, {"source": "other"}, "no_note"),
    ],
)
def test_notes_belong_together_by_case_or_patient(
    said, note, offer, call, promising, calling, state
):
    notes = note("n1", offer(), **promising), note("n2", call(), days=1, **calling)
    assert said(*notes)["state"].item() == state


def test_notes_without_a_time_are_neither_earlier_nor_later(said, note, offer, call):
    untimed = note("n1", offer(), timestamp=None)
    found = said(untimed, note("n2", call(), days=1)).iloc[0]
    assert found["state"] == "open"
    assert pd.isna(found["due"])
    assert (
        said(note("n1", offer()), note("n2", call(), timestamp=None))["state"].item() == "no_note"
    )
    own = note("n1", offer(), call(start=60), timestamp=None)
    assert said(own)["state"].item() == "kept"


def test_of_two_notes_of_one_minute_the_higher_number_is_the_later(said, note, offer, call):
    assert said(note("n1", offer()), note("n2", call()))["state"].item() == "kept"
    assert said(note("n2", offer()), note("n1", call()))["state"].item() == "no_note"


@pytest.mark.parametrize(
    ("words", "timeframe"),
    [
        ("PA approved today, will call her before 5", "before 5"),
        ("result usually 3 business days, I'll ring him by Tues", "by Tues"),
        ("decision by Friday, I'll phone it", "by Friday"),
    ],
)
def test_the_time_of_the_contact_counts_not_that_of_something_else(
    said, note, offer, words, timeframe
):
    assert said(note("n1", offer(words)))["timeframe"].item() == timeframe


def test_a_time_outside_the_offer_is_that_of_the_nearest_timeframe(said, note, offer, make):
    times = [
        make.finding("timeframe", quote="ready by tomorrow", start=0, end=17),
        make.finding("timeframe", quote="by Thurs", start=80, end=88),
    ]
    found = said(note("n1", times[0], offer("I will ring her", start=60), times[1])).iloc[0]
    assert found["timeframe"] == "by Thurs"


def test_a_time_far_from_the_offer_is_of_something_else(said, note, offer, make):
    wait = make.finding("timeframe", quote="10 more min", start=0, end=11)
    found = said(note("n1", wait, offer("I will ring her when it is in", start=200))).iloc[0]
    assert pd.isna(found["deadline"])


def test_several_offers_in_a_note_are_one_promise_with_the_earliest_time(said, note, offer):
    offers = offer("Dr to phone her Friday"), offer("I'll ring her tomorrow", start=40)
    found = said(note("n1", *offers))
    assert found["quote"].tolist() == ["I'll ring her tomorrow"]


def test_a_contact_that_a_note_promises_is_a_promise(said, note, make):
    told = make.contact("promised", "GI to call her w/in 2 business days", actor="colleague")
    found = said(note("n1", told)).iloc[0]
    assert found["deadline"] == pd.Timestamp(2026, 3, 4, 23, 59)
    assert found[["quote", "actor", "timeframe"]].tolist() == [
        "GI to call her w/in 2 business days",
        "colleague",
        "w/in 2 business days",
    ]


def test_a_contact_in_the_words_of_an_offer_is_the_same_promise(said, note, offer, make):
    told = make.contact("promised", "told pt we will call her by Wed noon", start=0)
    found = said(note("n1", offer(start=12), told))
    assert found["quote"].tolist() == ["will call her by Wed noon"]


def test_a_contact_takes_the_time_of_the_nearest_timeframe(said, note, make):
    told = make.contact("promised", "will ring her back")
    time = make.finding("timeframe", quote="by Thurs", start=20, end=28)
    assert said(note("n1", told, time))["timeframe"].item() == "by Thurs"


def test_an_offer_counts_whatever_words_it_uses_for_a_contact(said, note, offer):
    assert len(said(note("n1", offer("will holler at him by Wed noon")))) == 1


def test_an_offer_of_something_else_is_no_promise_to_contact(said, note, offer):
    assert said(note("n1", offer("somebody at the door within the hour"))).empty
    assert said(note("n1", offer(status="missed"))).empty


def test_a_contact_that_was_made_shows_that_the_promise_was_kept(said, note, offer, make):
    told = make.contact("made", "1140 called wife, PA approved")
    found = said(note("n1", offer()), note("n2", told, days=2.2)).iloc[0]
    assert found[["state", "evidence_note_id"]].tolist() == ["kept", "n2"]
    assert found["evidence_time"] == pd.Timestamp(2026, 3, 4, 11, 40)
    same = note("n1", offer(), make.contact("made", "called wife", start=60))
    assert said(same)["state"].item() == "no_note"


@pytest.mark.parametrize("words", ["tried pt x2, no answer", "reminder text sent"])
def test_a_call_that_reached_nobody_keeps_no_promise(said, note, offer, make, words):
    told = make.contact("made", words)
    assert said(note("n1", offer()), note("n2", told, days=1))["state"].item() == "no_note"
    message = make.contact("made", "left vm for mum")
    assert said(note("n1", offer()), note("n2", message, days=1))["state"].item() == "kept"


def test_an_offer_of_something_else_hides_no_promise_beside_it(said, note, offer, make):
    visit = offer("come in Fri, somebody will be there", end=60)
    told = make.contact("promised", "Dr Lee will call her", start=40, actor="colleague")
    assert said(note("n1", visit, told))["quote"].tolist() == ["Dr Lee will call her"]


def test_the_clinic_owning_a_missed_call_is_no_chase(said, note, offer, make):
    owned = make.contact("missed", "we forgot to ring her")
    promise = said(note("n1", offer()), note("n2", owned, days=1)).iloc[0]
    assert promise["chases"] == 0


def test_an_act_done_as_promised_shows_that_the_promise_was_kept(said, note, offer, make):
    act = make.finding("resolve", quote="refund posted as I'd said")
    assert said(note("n1", offer()), note("n2", act, days=1))["state"].item() == "kept"


def test_thanks_for_a_call_show_that_it_was_made_but_not_in_the_note_of_the_promise(
    said, note, offer, make
):
    pleased = make.finding("satisfaction", quote="you actually called", start=60)
    found = said(note("n1", offer(), pleased), note("n2", pleased, days=1))
    assert found[["state", "evidence_note_id"]].values.tolist() == [["kept", "n2"]]


def test_a_contact_that_was_not_made_breaks_the_promise_after_its_time(said, note, offer, make):
    missed = make.contact("missed", "upset that nobody has called her")
    assert said(note("n1", offer()), note("n2", missed, days=3))["state"].item() == "broken"
    assert said(note("n1", offer()), note("n2", missed, days=1))["state"].item() == "no_note"


def test_a_promise_is_past_when_its_time_and_the_grace_are(said, note, offer):
    promise = note("n1", offer())
    assert not said(promise, known_until=datetime(2026, 3, 4, 12, 30))["past"].item()
    assert said(promise, known_until=datetime(2026, 3, 4, 12, 31))["past"].item()
    assert not said(promise, known_until=None)["past"].item()


@examples(deadline=None, max_examples=50)
@given(data=st.data())
def test_a_promise_has_one_state_and_no_state_depends_on_other_patients(data, make, settings):
    choices = [
        make.finding("offer_callback", quote="will call her by Wed noon"),
        make.finding("follow_through", quote="Called her"),
        make.finding("follow_through", "missed", quote="nobody called"),
        make.finding("repeat_contact"),
        make.contact("made", "rang her"),
        make.contact("missed", "nobody rang"),
        make.contact("promised", "will ring her by noon"),
    ]
    drawn = data.draw(
        st.lists(
            st.tuples(
                st.integers(0, 8),
                st.sampled_from(["P1", "P2", None]),
                st.lists(st.sampled_from(choices), max_size=3),
            ),
            max_size=8,
        )
    )
    notes = [
        make.note(
            f"n{i}",
            *[told | {"start": 9 * k, "end": 9 * k + 5} for k, told in enumerate(acts)],
            patient_id=patient,
            timestamp=MONDAY + timedelta(days),
        )
        for i, (days, patient, acts) in enumerate(drawn)
    ]
    told = promises(make.frames(*notes), settings, LATER)
    counts = promise_counts(told, None, settings).iloc[0]
    assert counts["n"] == counts[["kept", "kept_late", "broken", "no_note"]].sum()
    whole = told.set_index("note_id")
    assert not whole.index.has_duplicates
    assert set(whole["state"]) <= {str(state) for state in PromiseState}
    of_one = [note for note in notes if note["patient_id"] == "P1"]
    alone = promises(make.frames(*of_one), settings, LATER).set_index("note_id")
    assert alone["state"].to_dict() == whole.loc[alone.index, "state"].to_dict()
