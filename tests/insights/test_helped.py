from datetime import date

import pytest

from analyzer.insights.helped import (
    help_documented,
    may_be_coached,
    shown_moments,
    usual_help,
)
from analyzer.insights.situations import guide


def situation(key):
    return next(one for one in guide().situation if one.key == key)


def documented(make, settings, key, *findings, **fields):
    """Return True or False for a note of the kind, None for one that is not of it."""
    frames = make.frames(make.note("N1", *findings, **fields))
    found = help_documented(situation(key), frames.analyses, frames.findings, settings)
    return None if found.empty else bool(found.iloc[0])


@pytest.mark.parametrize(
    ("key", "fields", "found", "helping"),
    [
        ("tears", {}, {"label": "crying"}, "comfort"),
        (
            "waiting_on_phone",
            {"themes": ["wait"]},
            {"label": "leaving", "quote": "hung up after ten minutes on hold"},
            "check_in",
        ),
        (
            "waiting_in_person",
            {"themes": ["wait"], "channel": "in_person"},
            {"label": "frustration", "quote": "asked how much longer"},
            "check_in",
        ),
        ("promise_without_time", {}, {"label": "offer_callback"}, "timeframe"),
        ("fixed_not_acknowledged", {}, {"label": "resolve"}, "empathize"),
        ("no_closing_heart", {}, {"label": "resolve"}, "closing_care"),
        ("asked_again", {}, {"label": "repeat_contact"}, "follow_through"),
        ("upset_unheard", {}, {"label": "raised_voice"}, "listen"),
    ],
)
def test_each_situation_asks_for_its_help(make, settings, key, fields, found, helping):
    moment = make.finding(**found)
    assert documented(make, settings, key, moment, **fields) is False
    assert documented(make, settings, key, moment, make.finding(helping), **fields) is True
    assert documented(make, settings, key, **fields) is None


@pytest.mark.parametrize(
    ("key", "state", "good_state"),
    [
        ("no_closing_heart", "no_closing_heart", "full"),
        ("listened_too_late", "no_opening_heart", "full"),
    ],
)
def test_situations_of_order(make, settings, key, state, good_state):
    acts = [make.finding("listen"), make.finding("resolve")]
    assert documented(make, settings, key, *acts, heart_head_heart=state) is False
    assert documented(make, settings, key, *acts, heart_head_heart=good_state) is True


@pytest.mark.parametrize("channel", ["portal", "email", "sms"])
@pytest.mark.parametrize(
    ("key", "state"),
    [("no_closing_heart", "no_closing_heart"), ("listened_too_late", "no_opening_heart")],
)
def test_the_order_within_a_message_says_little(make, settings, channel, key, state):
    acts = [make.finding("empathize"), make.finding("resolve", start=20)]
    kind = {"heart_head_heart": state, "channel": channel}
    assert documented(make, settings, key, *acts, **kind) is True
    assert documented(make, settings, key, *acts, **kind | {"channel": "phone"}) is False
    bare = kind | {"heart_head_heart": "head_only"}
    assert documented(make, settings, "no_closing_heart", acts[1], **bare) is False


@pytest.mark.parametrize("key", ["no_closing_heart", "fixed_not_acknowledged"])
def test_a_contact_that_ended_well_lacks_no_warm_end(make, settings, key):
    fixed = make.finding("resolve", start=20, end=30)

    def thanked(at):
        return make.finding("satisfaction", start=at, end=at + 5)

    assert documented(make, settings, key, fixed, thanked(40)) is True
    assert documented(make, settings, key, fixed, thanked(5)) is False
    assert documented(make, settings, key, fixed, sentiment_end=0.5) is True
    assert documented(make, settings, key, fixed, sentiment_end=0.4) is False


def test_where_nothing_was_solved_there_is_nothing_to_close_on(make, settings):
    fixed = make.finding("resolve")
    assert documented(make, settings, "no_closing_heart", fixed, outcome="unresolved") is None


def test_what_somebody_else_did_leaves_the_contact_out(make, settings):
    for actor in ("colleague", "unclear"):
        act = make.finding("comfort", actor=actor)
        assert documented(make, settings, "tears", make.finding("crying"), act) is None


def test_doubt_counts_for_the_author(make, settings):
    unsure = {"score": settings.coaching.quote_score - 0.01}
    assert documented(make, settings, "tears", make.finding("crying", **unsure)) is None
    heard = [make.finding("crying"), make.finding("listen", **unsure)]
    assert documented(make, settings, "tears", *heard) is True


@pytest.mark.parametrize("quote", ["she was angry", "he withheld his name", "the waiter left"])
def test_a_wait_is_one_that_somebody_speaks_of(make, settings, quote):
    told = make.finding("frustration", quote=quote)
    assert documented(make, settings, "waiting_on_phone", told, themes=["wait"]) is None
    spoken = make.finding("frustration", quote="Twenty minutes ON HOLD, she said")
    frames = make.frames(make.note("N1", told, spoken, themes=["wait"]))
    moments = shown_moments(situation("waiting_on_phone"), frames.findings, settings)
    assert list(moments["quote"]) == ["Twenty minutes ON HOLD, she said"]


def test_the_end_of_a_note_is_shown_by_its_last_solution(make, settings):
    acts = [make.finding("resolve", quote=f"act {at}", start=at) for at in (5, 30, 10)]
    frames = make.frames(make.note("N1", *acts), make.note("N2", acts[0]))
    moments = shown_moments(situation("no_closing_heart"), frames.findings, settings)
    assert list(moments["quote"]) == ["act 30", "act 5"]


@pytest.mark.parametrize("label", ["verbal_abuse", "threat", "physical", "legal", "self_harm"])
def test_abuse_and_what_is_on_other_desks_is_not_coached(make, label):
    frames = make.frames(make.note("N1", make.finding(label)), make.note("N2"))
    assert list(may_be_coached(frames.analyses, frames.findings)) == [False, True]


def test_usual_is_everybodys_share(make, settings):
    cry = make.finding("crying")
    notes = [
        *(make.note(f"A{i}", cry, make.finding("comfort")) for i in range(6)),
        *(make.note(f"B{i}", cry, staff_id="S2") for i in range(6)),
        make.note("C", cry, make.finding("threat")),
        make.note("D", cry, concern=False),
    ]
    usual = usual_help(make.frames(*notes).until(date(2026, 3, 31)), settings)
    assert usual.keys() == {one.key for one in guide().situation}
    assert (usual["tears"].count, usual["tears"].n, usual["tears"].rate) == (6, 12, 0.5)
    assert not usual["asked_again"].shown
