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


@pytest.fixture
def said(make, settings):
    """Gives the promises of some notes of patient P1, as known at the end of the month."""

    def of(*notes, known_until=LATER):
        return promises(make.frames(*notes), settings, known_until)

    return of


@pytest.fixture
def note(make):
    """Gives a note of patient P1 some days after Monday 10:00."""

    def of(note_id, *findings, days=0.0, **fields):
        told = {"patient_id": "P1", "timestamp": MONDAY + timedelta(days)} | fields
        return make.note(note_id, *findings, **told)

    return of


@pytest.fixture
def offer(make):
    def of(words="will call her by Wed noon", start=0, **fields):
        quote = {"quote": words, "start": start, "end": start + len(words)}
        return make.finding("offer_callback", **quote | fields)

    return of


@pytest.fixture
def call(make):
    def of(words="Called her as promised", start=0, **fields):
        quote = {"quote": words, "start": start, "end": start + len(words)}
        return make.finding("follow_through", **quote | fields)

    return of


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


def test_a_miss_that_is_owned_in_the_late_call_is_kept_late(said, note, offer, call):
    owned = call("I owed her a call and did not get to it until now", status="missed")
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


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("told pt c/b by noon", 1),
        ("emailing her a statement by tmrw", 1),
        ("GI to call her w/in 2 business days", 1),
        ("she'll call him Mon", 1),
        ("pt will call back tomorrow", 0),
        ("she will call us Mon", 0),
        ("ready at 5", 0),
        ("10 more min", 0),
    ],
)
def test_a_stated_time_is_a_promise_where_it_is_that_of_a_contact(said, note, make, words, number):
    assert len(said(note("n1", make.finding("timeframe", quote=words)))) == number


def test_an_offer_counts_whatever_words_it_uses_for_a_contact(said, note, offer):
    assert len(said(note("n1", offer("will holler at him by Wed noon")))) == 1


def test_an_offer_of_something_else_is_no_promise_to_contact(said, note, offer):
    assert said(note("n1", offer("somebody at the door within the hour"))).empty
    assert said(note("n1", offer(status="missed"))).empty


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("1140 called wife, PA approved", "kept"),
        ("letter signed, called [patient]", "kept"),
        ("called about her bill", "no_note"),
        ("called him a liar", "no_note"),
        ("Rang 11.40, all well", "kept"),
        ("Called 911 at 1:46", "no_note"),
    ],
)
def test_other_acts_show_a_call_where_their_words_do(said, note, offer, make, words, state):
    act = make.finding("resolve", quote=words)
    assert said(note("n1", offer()), note("n2", act, days=1))["state"].item() == state


def test_thanks_for_a_call_show_that_it_was_made_but_not_in_the_note_of_the_promise(
    said, note, offer, make
):
    pleased = make.finding("satisfaction", quote="you actually called", start=60)
    found = said(note("n1", offer(), pleased), note("n2", pleased, days=1))
    assert found[["state", "evidence_note_id"]].values.tolist() == [["kept", "n2"]]


def test_what_the_patient_side_says_of_a_missed_call_breaks_the_promise(said, note, offer, make):
    upset = make.finding("frustration", quote="upset that nobody has called her")
    assert said(note("n1", offer()), note("n2", upset, days=3))["state"].item() == "broken"
    pleased = make.finding("satisfaction", quote="never thought it would be called fast")
    assert said(note("n1", offer()), note("n2", pleased, days=3))["state"].item() == "no_note"


def test_no_notes_hold_no_promises(said, make, settings):
    none = said()
    assert none.empty
    assert promise_counts(none, None, settings)["made"].tolist() == [0]
    assert promise_counts(none, "staff_id", settings).empty


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


def test_a_promise_is_past_when_its_time_and_the_grace_are(said, note, offer):
    promise = note("n1", offer())
    assert not said(promise, known_until=datetime(2026, 3, 4, 12, 30))["past"].item()
    assert said(promise, known_until=datetime(2026, 3, 4, 12, 31))["past"].item()
    assert not said(promise, known_until=None)["past"].item()


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


@examples(deadline=None, max_examples=50)
@given(data=st.data())
def test_a_promise_has_one_state_and_no_state_depends_on_other_patients(data, make, settings):
    acts = [
        make.finding("offer_callback", quote="will call her by Wed noon"),
        make.finding("follow_through", quote="Called her"),
        make.finding("follow_through", "missed", quote="nobody called"),
        make.finding("repeat_contact"),
    ]
    drawn = data.draw(
        st.lists(
            st.tuples(
                st.integers(0, 8),
                st.sampled_from(["P1", "P2", None]),
                st.lists(st.sampled_from(acts), max_size=3),
            ),
            max_size=8,
        )
    )
    notes = [
        make.note(
            f"n{i}",
            *[found | {"start": 9 * k, "end": 9 * k + 5} for k, found in enumerate(findings)],
            patient_id=patient,
            timestamp=MONDAY + timedelta(days),
        )
        for i, (days, patient, findings) in enumerate(drawn)
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
