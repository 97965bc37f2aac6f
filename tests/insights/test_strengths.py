from datetime import date, datetime

import pytest

from analyzer.codebook import Step
from analyzer.insights.coaching import coach
from analyzer.insights.evidence import Quote

AS_OF = date(2026, 3, 31)


def day(number):
    return datetime(2026, 3, number, 10)


def report_on(make, settings, *notes, staff_id="S1", as_of=AS_OF):
    return coach(make.frames(*notes), staff_id, settings, as_of)


def keys(entries):
    return [entry.key for entry in entries]


def test_strengths_with_up_to_three_quotes_each_of_its_own_note(make, settings):
    warm = [
        make.note(
            f"N{i}",
            make.finding("closing_care", quote=f"warm {i}", score=0.5 + i / 10),
            make.finding("closing_care", quote="again", score=0.1),
            timestamp=day(20 - i),
        )
        for i in range(4)
    ]
    kept = make.note("K", make.finding("follow_through"), make.finding("boundary", "planned"))
    report = report_on(make, settings, *warm, kept)
    assert keys(report.strengths) == ["closing_care", "follow_through"]
    assert report.strengths[0].contacts == 4
    assert report.strengths[0].quotes == (
        Quote("export", "N3", date(2026, 3, 17), "warm 3"),
        Quote("export", "N2", date(2026, 3, 18), "warm 2"),
        Quote("export", "N1", date(2026, 3, 19), "warm 1"),
    )


def test_recoveries_come_first_and_need_an_act_of_the_author(make, settings):
    turned = {"sentiment_start": -1.0, "sentiment_end": 1.0}
    report = report_on(
        make,
        settings,
        make.note("N1", make.finding("empathize"), make.finding("satisfaction", score=1), **turned),
        make.note("N2", make.finding("empathize", actor="colleague"), **turned),
        make.note("N3", make.finding("handoff")),
        make.note("N4", make.finding("handoff")),
    )
    assert keys(report.strengths) == ["recovery", "handoff"]
    assert report.strengths[0].contacts == 1
    assert [quote.text for quote in report.strengths[0].quotes] == ["satisfaction words"]


def test_a_step_mostly_documented_is_a_strength(make, settings):
    notes = [
        make.note(f"N{i}", make.finding("listen"), listen="done", timestamp=day(i + 1))
        for i in range(12)
    ]
    report = report_on(make, settings, *notes)
    assert keys(report.strengths) == ["listen"]
    assert report.strengths[0].sentence == "Documented in 12 of 12 contacts with a concern."
    listen = report.steps[0]
    assert (listen.step, listen.share.count, listen.share.n) == (Step.LISTEN, 12, 12)
    assert listen.share.low < listen.share.rate == 1
    assert report.too_few is None


def test_recoveries_warm_closings_and_kept_promises_come_before_all_else(make, settings):
    busy = [
        make.note(
            f"N{i}",
            *(make.finding(act) for act in ("listen", "timeframe", "check_in")),
            listen="done",
        )
        for i in range(12)
    ]
    kept = make.note("K", make.finding("follow_through"))
    warm = [make.note(f"W{i}", make.finding("closing_care")) for i in range(2)]
    turned = make.note("R", make.finding("empathize"), sentiment_end=1.0)
    report = report_on(make, settings, *busy, kept, *warm, turned)
    assert keys(report.strengths)[:4] == ["recovery", "closing_care", "follow_through", "listen"]
    assert set(keys(report.strengths)[4:]) == {"timeframe", "check_in"}


@pytest.mark.parametrize("actor", ["colleague", "patient_side", "unclear"])
def test_another_persons_acts_are_no_strength(make, settings, actor):
    notes = [make.note(f"N{i}", make.finding("closing_care", actor=actor)) for i in range(3)]
    assert report_on(make, settings, *notes).strengths == ()


def test_empty_quotes_are_left_out(make, settings):
    notes = [
        make.note("N1", make.finding("closing_care", quote=" ")),
        make.note("N2", make.finding("closing_care", quote="kind")),
    ]
    (strength,) = report_on(make, settings, *notes).strengths
    assert strength.contacts == 2
    assert [quote.text for quote in strength.quotes] == ["kind"]


def praised(make, settings, *findings, **fields):
    return keys(report_on(make, settings, make.note("N1", *findings, **fields)).strengths)


def test_a_reproach_is_no_praise(make, settings):
    told = make.finding("check_in", quote="told her how long", start=0, end=40)
    assert praised(make, settings, told) == ["check_in"]
    overlapping = make.finding("accusation", start=30, end=60)
    assert praised(make, settings, told, overlapping) == []
    beside = make.finding("accusation", start=40, end=60)
    assert praised(make, settings, told, beside) == ["check_in"]
    thanks = make.finding("satisfaction", start=30, end=60)
    assert praised(make, settings, told, thanks) == ["check_in"]


@pytest.mark.parametrize("quote", ["How was I to know?", '"How was I to know?"'])
def test_a_question_in_a_message_may_be_the_patients(make, settings, quote):
    asked = make.finding("check_in", quote=quote)
    assert praised(make, settings, asked, channel="portal") == []
    assert praised(make, settings, asked, channel="in_person") == ["check_in"]


def test_praise_rests_on_what_is_surely_read(make, settings):
    sure = settings.coaching.quote_score
    assert praised(make, settings, make.finding("comfort", score=sure)) == ["comfort"]
    assert praised(make, settings, make.finding("comfort", score=sure - 0.01)) == []


def test_the_head_of_a_message_is_no_word_of_a_quote(make, settings):
    heads = [make.finding("comfort", quote=f"[RN [staff], Wed 9:3{i}] Attached.") for i in range(3)]
    said = make.finding("comfort", quote="Sent the sheet she asked for.", score=0.6)
    notes = [make.note(f"N{i}", act) for i, act in enumerate([*heads, said])]
    (comfort,) = report_on(make, settings, *notes).strengths
    assert "Sent the sheet she asked for." in [quote.text for quote in comfort.quotes]


def test_a_promise_kept_late_is_no_praise(make, settings):
    on_time = make.finding("follow_through", quote="called at noon as promised")
    late = make.finding("follow_through", quote="Called her, a day late")
    assert praised(make, settings, on_time) == ["follow_through"]
    assert praised(make, settings, late) == []
