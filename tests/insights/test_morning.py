from dataclasses import replace
from datetime import date, datetime, timedelta
from math import isnan

import pandas as pd
import pytest

from analyzer.insights.morning import LocationArrivals, Morning, morning
from analyzer.insights.promises import promises
from analyzer.insights.worklist import worklist
from analyzer.settings import Settings
from analyzer.store import RunRecord
from insights.mornings import KNOWN_UNTIL, NIGHT, edits, promise_table

CASE = {
    "rank": 1,
    "urgency": "promise",
    "why": "A call back was promised.",
    "source": "export",
    "case": "patient P1",
    "patient_id": "P1",
    "location": "North",
    "wanted": "wait",
    "promised_by": KNOWN_UNTIL,
    "interpreter": None,
    "route_to": None,
    "next_step": "Call now.",
    "owner": None,
    "status": "open",
    "note_id": "N1",
}


def run(number: int, started: datetime = NIGHT, **fields) -> RunRecord:
    record = RunRecord(
        id=number,
        command="run",
        started=started,
        finished=started + timedelta(minutes=4),
        who="cron",
        state="done",
        program_version="1",
        model="test@1",
        settings_fingerprint="f",
        settings_hash="h",
        read=20,
        analysed=15,
        unchanged=1,
        duplicate=0,
        superseded=2,
        rejected=2,
        removed=None,
        detail=None,
        inputs=(),
    )
    return replace(record, **fields)


@pytest.fixture
def page(make, settings):
    def page(
        *notes: dict,
        listed: list[dict] = (),
        edited: list[dict] = (),
        runs: list[RunRecord] = (),
        arrived: dict[str, bool] | None = None,
        known_until: datetime | None = KNOWN_UNTIL,
        as_of: date | None = None,
    ) -> Morning:
        arrivals = pd.DataFrame(
            {
                "source": "export",
                "note_id": list(arrived or {}),
                "corrected": (arrived or {}).values(),
            }
        ).astype({"source": "str", "note_id": "str", "corrected": "bool"})
        return morning(
            make.frames(*notes),
            promised=promise_table(),
            worklist=pd.DataFrame([CASE | row for row in listed], columns=list(CASE)),
            edits=edits(*edited),
            runs=runs,
            arrivals=arrivals,
            settings=settings,
            known_until=known_until,
            as_of=as_of,
        )

    return page


def test_what_the_run_brought_by_location_and_desk(page, make) -> None:
    legal = {"kind": "legal", "route_to": "risk and legal", "finding": 0}
    both = [legal, legal | {"kind": "safety", "route_to": "safety lead"}]
    notes = [
        make.note("old", alerts=[legal]),
        make.note("A", alerts=both),
        make.note("B", location=None, concern=False),
        make.note("C", alerts=[legal, legal]),
    ]
    came = page(*notes, arrived={"A": False, "B": False, "C": True, "gone": False}).arrivals
    assert (came.new, came.corrected, came.elsewhere) == (3, 1, 1)
    assert (came.concerns, came.alerted) == (2, 2)
    assert came.desks == (("risk and legal", 2), ("safety lead", 1))
    assert came.by_location == (
        LocationArrivals("North", new=1, corrected=1, concerns=2, alerted=2),
        LocationArrivals(None, new=1, corrected=0, concerns=0, alerted=0),
    )


def test_a_note_of_another_system_with_the_same_number_did_not_arrive(page, make) -> None:
    came = page(make.note("A", source="other"), arrived={"A": False}).arrivals
    assert (came.new, came.elsewhere, came.concerns) == (1, 1, 0)


def test_the_newest_nightly_run_and_the_one_before(page) -> None:
    before = NIGHT - timedelta(days=1)
    figures = page(
        runs=[
            run(4, command="purge"),
            run(3, state="failed"),
            run(2, command="copy"),
            run(1, before, state="interrupted", finished=None),
        ]
    )
    assert (figures.run.started, figures.run.state, figures.run.rejected) == (NIGHT, "failed", 2)
    assert (figures.run_before.started, figures.run_before.state) == (before, "interrupted")


def test_what_people_did_counts_from_the_run_before(page) -> None:
    runs = [run(2), run(1, NIGHT - timedelta(days=1))]
    written = [
        {"case": "case C1", "status": "closed", "result": "settled", "closed": date(2026, 3, 2)},
        {"case": "case C2", "status": "in_progress", "edited": NIGHT + timedelta(hours=1)},
        {"case": "case C3", "status": "closed", "edited": NIGHT - timedelta(days=2)},
        {"case": "case C4", "status": "open", "edited": NIGHT - timedelta(hours=1)},
        {"case": "case C5", "status": "open", "edited": NIGHT - timedelta(hours=2)},
    ]
    done = page(edited=written, runs=runs).handled
    assert (done.since, done.closed, done.in_progress) == (runs[1].started, 1, 1)
    assert [one.case for one in done.latest] == ["case C2", "case C1", "case C4"]
    assert done.latest[1].result == "settled"
    ever = page(edited=written, runs=runs[:1]).handled
    assert (ever.since, ever.closed) == (None, 2)


def test_the_first_cases_and_how_many_there_are(page) -> None:
    listed = [
        {"rank": rank, "case": f"patient P{rank}", "urgency": "safety" if rank < 3 else "repeat"}
        for rank in range(1, 12)
    ]
    figures = page(listed=listed)
    assert (figures.waiting, len(figures.cases)) == (11, 6)
    assert [case.rank for case in figures.cases] == [1, 2, 3, 4, 5, 6]
    assert figures.places == (("safety", 2), ("repeat", 9))
    assert figures.cases[0].owner is None
    assert figures.cases[0].promised_by == KNOWN_UNTIL


def test_feed_health_of_the_last_whole_day(page, make) -> None:
    days = [KNOWN_UNTIL - timedelta(days=back) for back in range(40)]
    notes = [
        make.note(f"{place}{day:%j}{i}", timestamp=day, location=place)
        for day in days
        for place in ("North", "South")
        for i in range(15)
        if not (place == "South" and day == days[0])
    ]
    feed = page(*notes, make.note("new", location="Pier", timestamp=days[3])).feed
    assert (feed.day, feed.under_way) == (date(2026, 3, 2), False)
    assert (feed.judged, feed.too_new, feed.quiet) == (2, 1, 0)
    (south,) = feed.unusual
    assert (south.location, south.notes, south.state, south.expected) == ("South", 0, "none", 15)

    early = KNOWN_UNTIL + timedelta(hours=9)  # half past two of the next day
    feed = page(*notes, make.note("early", timestamp=early), known_until=early).feed
    assert (feed.day, feed.under_way) == (date(2026, 3, 2), True)


def test_a_feed_that_stopped_is_told_where_the_day_is_named(page, make) -> None:
    notes = [
        make.note(f"{back} {i}", timestamp=KNOWN_UNTIL - timedelta(days=back))
        for back in range(56)
        for i in range(12)
    ]
    feed = page(*notes, as_of=date(2026, 3, 12)).feed
    assert (feed.day, feed.under_way, feed.silent_since) == (
        date(2026, 3, 11),
        True,
        date(2026, 3, 2),
    )
    assert [(one.state, one.notes, one.expected) for one in feed.unusual] == [("none", 0, 12)]

    for as_of in (None, date(2026, 3, 2), date(2026, 3, 3)):
        feed = page(*notes, as_of=as_of).feed
        assert (feed.day, feed.silent_since, feed.unusual) == (date(2026, 3, 2), None, ())


def test_agreement_is_a_share_only_of_enough_cases(page) -> None:
    def closed(misread: int, other: int):
        results = ["misread"] * misread + ["reached"] * other
        written = [
            {"case": f"case C{i}", "status": "closed", "result": result}
            for i, result in enumerate(results)
        ]
        return page(edited=[*written, {"case": "case O", "status": "open"}]).misread

    few = closed(2, 7)
    assert (few.count, few.n, few.shown) == (2, 9, False)
    enough = closed(3, 9)
    assert (enough.count, enough.n, enough.rate) == (3, 12, 0.25)
    assert 0 < enough.low < 0.25 < enough.high < 1


def test_with_nothing_at_all(page) -> None:
    figures = page(known_until=None)
    assert (figures.run, figures.run_before, figures.feed) == (None, None, None)
    assert (figures.waiting, figures.cases, figures.models) == (0, (), ())
    assert (figures.arrivals.new, figures.promises.settled, figures.misread.n) == (0, 0, 0)
    assert isnan(figures.misread.rate)


def test_it_takes_the_frames_of_the_other_insights(make, settings: Settings) -> None:
    call = make.finding("offer_callback", quote="told her we would call back by 3 pm")
    threat = make.finding("threat")
    frames = make.frames(
        make.note("N1", call, patient_id="P1", outcome="pending"),
        make.note(
            "N2",
            threat,
            patient_id="P2",
            escalation=3,
            alerts=[{"kind": "safety", "route_to": "safety lead", "finding": 0}],
        ),
        make.note("N3", timestamp=datetime(2026, 3, 6, 12)),
    )
    known_until = datetime(2026, 3, 6, 12)
    promised = promises(frames, settings, known_until)
    listed = worklist(frames, promised, edits(), settings, known_until)
    arrivals = pd.DataFrame({"source": ["export"], "note_id": ["N2"], "corrected": [False]})
    figures = morning(
        frames,
        promised=promised,
        worklist=listed,
        edits=edits(),
        runs=[run(1)],
        arrivals=arrivals,
        settings=settings,
        known_until=known_until,
    )
    assert [case.urgency for case in figures.cases] == ["safety", "promise"]
    assert "not a safety alarm" in figures.cases[0].next_step
    assert (figures.promises.broken, figures.promises.no_note) == (0, 1)
    assert figures.promises.first[0].patient_id == "P1"
