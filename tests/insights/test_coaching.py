from dataclasses import asdict
from datetime import date, datetime

import pytest

from analyzer.codebook import Step
from analyzer.insights.coaching import coach
from analyzer.insights.situations import guide
from analyzer.settings import Coaching

AS_OF = date(2026, 3, 31)


def day(number):
    return datetime(2026, 3, number, 10)


def report_on(make, settings, *notes, staff_id="S1", as_of=AS_OF):
    return coach(make.frames(*notes), staff_id, settings, as_of)


def keys(entries):
    return [entry.key for entry in entries]


def everything_said(report):
    return repr(asdict(report))


def uncared_for(make, number, cue="crying", prefix="T", **fields):
    """Return contacts with a cue and no act of the author."""
    return [
        make.note(
            f"{prefix}{i}",
            make.finding(cue, quote=f"{cue} in {prefix}{i}"),
            timestamp=day(i + 1),
            **fields,
        )
        for i in range(number)
    ]


@pytest.mark.parametrize("by_name", [True, False])
def test_the_author_stands_by_name_in_quotes_where_settings_say_so(make, settings, by_name):
    notes = uncared_for(make, 12)
    for one in notes:
        [cue] = one["told"]
        cue["quote"] += " as [author] told [staff]"
    praised = make.finding("closing_care", quote="[author] wished him well")
    missed = make.finding("resolve", "missed", quote="[author] had no answer for him yet")
    coaching = Coaching(own_name_in_quotes=by_name)
    report = report_on(
        make,
        settings.model_copy(update={"coaching": coaching}),
        *notes,
        make.note("N1", praised, timestamp=day(20)),
        make.note("N2", missed, timestamp=day(21)),
    )
    name = "Ada Bell" if by_name else "[author]"
    [strength] = report.strengths
    assert [one.text for one in strength.quotes] == [f"{name} wished him well"]
    [area] = report.growth_areas
    assert area.quotes[0].text == f"crying in T0 as {name} told [staff]"
    [line] = report.together
    assert line.quote.text == f"{name} had no answer for him yet"


def test_a_name_in_a_quote_changes_nothing_in_what_is_quoted(make, settings):
    short = make.finding("closing_care", quote="[author] checked in", score=0.95)
    long = make.finding("closing_care", quote="asked if anything else was needed", score=0.8)
    chosen = settings.model_copy(update={"coaching": Coaching(quotes=2)})
    middle = make.finding("closing_care", quote="wished her a good journey home", score=0.7)
    notes = [make.note(f"N{i}", one) for i, one in enumerate((short, long, middle))]
    notes = [one | {"staff_name": "Ada Maria Bell"} for one in notes]
    [strength] = report_on(make, chosen, *notes).strengths
    assert [one.note_id for one in strength.quotes] == ["N1", "N2"]


def test_person_and_what_the_report_rests_on(make, settings):
    report = report_on(
        make,
        settings,
        make.note("N1", timestamp=day(1), location="North", role="nurse"),
        make.note("N2", timestamp=day(5), location="East", role="lead nurse", concern=False),
        make.note("N3", timestamp=datetime(2026, 4, 1), location="West"),
        make.note("N4", staff_id="S2", location="South"),
    )
    person = report.person
    assert (person.name, person.role, person.locations) == (
        "Ada Bell",
        "lead nurse",
        ("East", "North"),
    )
    assert (person.first, person.last) == (date(2026, 3, 1), date(2026, 3, 5))
    assert (person.notes, person.concerns) == (2, 1)
    assert "Not for discipline" in report.purpose
    assert "not documented is not the same as not done" in report.limit


def test_the_last_day_counts_whole(make, settings):
    late = make.note("N1", timestamp=datetime(2026, 3, 31, 23, 59))
    assert report_on(make, settings, late).person.notes == 1


def test_a_person_without_notes_is_named(make, settings):
    with pytest.raises(ValueError, match="S9"):
        report_on(make, settings, make.note("N1"), staff_id="S9")


def test_small_numbers_get_a_sentence_instead_of_a_rate(make, settings):
    report = report_on(make, settings, *uncared_for(make, 9))
    assert report.steps == ()
    assert report.too_few == "There are fewer than 10 notes with a concern, too few for a rate."
    (area,) = report.growth_areas
    assert area.documented is None
    assert "9" not in area.reason


def test_growth_area_has_reason_quotes_and_a_tip_from_the_webcast(make, settings):
    heard = [make.note(f"H{i}", make.finding("crying"), make.finding("comfort")) for i in range(4)]
    (area,) = report_on(make, settings, *uncared_for(make, 12), *heard).growth_areas
    assert (area.key, area.situation) == ("tears", "Patient crying")
    assert (area.documented.count, area.documented.n) == (4, 16)
    assert area.documented.low < area.documented.rate == 0.25
    assert [quote.text for quote in area.quotes] == [f"crying in T{i}" for i in (0, 1, 2)]
    assert area.tip.source == "webcast follow-up question 1"


def test_no_words_stand_twice_on_a_page(make, settings):
    def heard(i, *more, **fields):
        return make.note(
            f"H{i}",
            make.finding("listen", quote=f"let him tell it all {i % 5}"),
            make.finding("resolve", quote=f"booked him for Friday {i % 5}"),
            *more,
            heart_head_heart="no_closing_heart",
            listen="done",
            timestamp=day(i + 1),
            **fields,
        )

    thanks = make.finding("satisfaction", quote="He thanked us.")
    turned = [heard(i, thanks, sentiment_end=1.0) for i in range(12)]
    report = report_on(make, settings, *turned, *(heard(i) for i in range(12, 24)))
    assert keys(report.strengths) == ["recovery", "listen"]
    assert "no_closing_heart" in keys(report.growth_areas)
    shown = [q.text for part in (*report.strengths, *report.growth_areas) for q in part.quotes]
    assert len(shown) > 6
    assert len(shown) == len(set(shown))


def test_a_growth_area_has_two_quotes_even_where_all_notes_say_the_same(make, settings):
    same = [make.note(f"N{i}", make.finding("crying", quote="in tears")) for i in range(5)]
    (area,) = report_on(make, settings, *same).growth_areas
    assert [quote.note_id for quote in area.quotes] == ["N0", "N1"]


def test_few_contacts_are_no_growth_area(make, settings):
    assert report_on(make, settings, *uncared_for(make, 4)).growth_areas == ()
    assert keys(report_on(make, settings, *uncared_for(make, 5)).growth_areas) == ["tears"]


def test_a_small_gap_is_no_growth_area(make, settings):
    heard = [make.note(f"H{i}", make.finding("crying"), make.finding("listen")) for i in range(20)]
    assert report_on(make, settings, *uncared_for(make, 6), *heard).growth_areas == ()


@pytest.mark.parametrize("actor", ["colleague", "unclear"])
def test_what_somebody_else_did_is_not_held_against_the_author(make, settings, actor):
    notes = [
        make.note(f"N{i}", make.finding("crying"), make.finding("comfort", actor=actor))
        for i in range(5)
    ]
    assert report_on(make, settings, *notes).growth_areas == ()


def test_contacts_without_a_concern_are_no_growth_area(make, settings):
    assert report_on(make, settings, *uncared_for(make, 5, concern=False)).growth_areas == ()


def test_at_most_three_areas_with_the_largest_and_surest_gap_first(make, settings):
    promised = [
        make.note(f"P{i}", make.finding("offer_callback"), timestamp=day(i + 1)) for i in range(4)
    ]
    report = report_on(
        make,
        settings,
        *uncared_for(make, 12, "frustration", "F"),
        *uncared_for(make, 8, "crying", "C"),
        *uncared_for(make, 5, "repeat_contact", "R"),
        *promised,
    )
    assert keys(report.growth_areas) == ["upset_unheard", "tears", "asked_again"]


def missed(make, note_id, *more, label="empathize", quote="", **fields):
    act = make.finding(label, "missed", quote=quote or f"missed in {note_id}")
    return make.note(note_id, act, *more, **fields)


def test_missed_steps_are_lines_and_never_a_count(make, settings):
    report = report_on(make, settings, missed(make, "N1"), missed(make, "N2", label="listen"))
    assert [(line.label, line.quote.text, line.policy_gap) for line in report.together] == [
        (Step.EMPATHIZE, "missed in N1", False),
        (Step.LISTEN, "missed in N2", False),
    ]
    assert report.growth_areas == ()
    assert not hasattr(report, "missed")


def test_at_most_five_lines(make, settings):
    notes = [missed(make, f"N{i}") for i in range(9)]
    assert len(report_on(make, settings, *notes).together) == 5


def test_a_repaired_or_anothers_miss_is_no_line(make, settings):
    report = report_on(
        make,
        settings,
        missed(make, "N1", make.finding("empathize")),
        make.note("N2", make.finding("listen", "missed", actor="colleague")),
        make.note("N3", make.finding("listen", "missed", actor="unclear")),
        make.note("N4", make.finding("listen", "missed", score=0.6)),
    )
    assert report.together == ()


def test_a_promise_not_kept_is_no_line(make, settings):
    broken = missed(make, "N1", label="follow_through")
    assert report_on(make, settings, broken).together == ()


def test_a_gap_that_policy_caused_is_tagged(make, settings):
    report = report_on(
        make,
        settings,
        missed(make, "N1", label="resolve", themes=["policy"]),
        missed(make, "N2", label="resolve", themes=["billing"]),
        missed(make, "N3", label="listen", themes=["policy"]),
    )
    assert [line.policy_gap for line in report.together] == [True, False, False]


@pytest.mark.parametrize("cue", ["verbal_abuse", "threat", "physical"])
def test_abuse_raises_a_check_in_and_nothing_to_coach(make, settings, cue):
    notes = [
        missed(
            make,
            f"N{i}",
            make.finding(cue, quote="never shown"),
            make.finding("crying"),
            timestamp=day(7),
        )
        for i in range(4)
    ]
    report = report_on(make, settings, *notes)
    assert report.together == ()
    assert report.growth_areas == ()
    assert (report.check_in.situation, report.check_in.contacts) == ("Abusive language", 4)
    assert report.check_in.days == (date(2026, 3, 7),)
    assert "4 contacts" in report.check_in.sentence
    assert "never shown" not in everything_said(report)


def test_the_tip_on_insults_stands_only_where_no_calm_limit_was_set(make, settings):
    insult = make.finding("verbal_abuse")
    report = report_on(make, settings, make.note("N1", insult))
    assert report.check_in.tip.source == "webcast follow-up question 2"
    limit = make.finding("boundary", start=20, end=40)
    calm = report_on(make, settings, make.note("N1", insult, limit))
    assert calm.check_in.tip is None
    assert keys(calm.strengths) == ["boundary"]
    assert report_on(make, settings, make.note("N1")).check_in is None


@pytest.mark.parametrize("status", ["done", "planned"])
def test_not_coming_back_goes_to_the_manager_without_advice(make, settings, status):
    asked = [
        make.note(f"N{i}", make.finding("dismissal", status), timestamp=day(9)) for i in range(2)
    ]
    report = report_on(make, settings, *asked)
    assert report.for_manager.situation == "Asked about not coming back"
    assert (report.for_manager.contacts, report.for_manager.days) == (2, (date(2026, 3, 9),))
    assert "law and policy" in report.for_manager.sentence
    assert "clinic manager" in report.for_manager.sentence
    assert report.for_manager.source == "webcast follow-up question 3"
    assert (report.strengths, report.growth_areas, report.together) == ((), (), ())


def test_what_was_taken_to_the_manager_or_said_by_others_is_no_line(make, settings):
    asked = make.finding("dismissal", "planned")
    taken = make.note("N1", asked, make.finding("refer_manager"))
    report = report_on(make, settings, taken)
    assert report.for_manager is None
    assert keys(report.strengths) == ["refer_manager"]
    others = make.note("N1", make.finding("dismissal", actor="colleague"))
    assert report_on(make, settings, others).for_manager is None
    legal = make.note("N1", asked, make.finding("legal"))
    assert report_on(make, settings, legal).for_manager is None


@pytest.mark.parametrize("label", ["legal", "threat", "self_harm"])
def test_legal_threat_and_self_harm_notes_stay_off_the_page(make, settings, label):
    notes = [
        missed(
            make,
            f"N{i}",
            make.finding(label, mention=True, quote="secret"),
            make.finding("closing_care", quote="secret"),
            make.finding("frustration", quote="secret"),
            make.finding("satisfaction", quote="secret"),
            quote="secret",
            sentiment_end=1.0,
        )
        for i in range(5)
    ]
    report = report_on(make, settings, *notes)
    assert "secret" not in everything_said(report)
    assert report.strengths == ()


@pytest.mark.parametrize("kind", ["safety", "legal"])
def test_notes_with_a_safety_or_legal_alert_stay_off_the_page(make, settings, kind):
    alerts = [{"kind": kind, "route_to": "desk", "finding": None}]
    notes = [
        missed(make, f"N{i}", make.finding("closing_care"), make.finding("crying"), alerts=alerts)
        for i in range(5)
    ]
    report = report_on(make, settings, *notes)
    assert (report.strengths, report.growth_areas, report.together) == ((), (), ())


def test_other_peoples_notes_are_never_quoted(make, settings):
    theirs = [
        missed(make, f"X{i}", make.finding("closing_care"), make.finding("crying"), staff_id="S2")
        for i in range(5)
    ]
    report = report_on(make, settings, make.note("N1"), *theirs)
    assert (report.strengths, report.growth_areas, report.together) == ((), (), ())


def test_same_note_number_of_another_system_is_another_note(make, settings):
    theirs = make.note("N1", make.finding("closing_care"), source="other", staff_id="S2")
    assert report_on(make, settings, make.note("N1"), theirs).strengths == ()


def test_tears_are_only_ever_met_with_a_question(make, settings):
    """Grief, pain and fear look like any tears in a note; advice for other tears is left out."""
    grieving = uncared_for(make, 5, themes=["policy"], sentiment_start=-1.0)
    (area,) = report_on(make, settings, *grieving).growth_areas
    assert area.tip.text.startswith("Ask gently what the tears are about")
    assert not any("tissue" in entry.tip.text for entry in guide().situation)
