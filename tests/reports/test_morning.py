import json
import re
from dataclasses import replace
from datetime import date, datetime
from math import nan
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from analyzer.insights.feed_health import FeedState
from analyzer.insights.intervals import Share
from analyzer.insights.morning import (
    Arrivals,
    CaseEntry,
    Feed,
    Handled,
    LatePromise,
    LatePromises,
    LocationArrivals,
    LocationFeed,
    Morning,
    NightlyRun,
    WaitingCase,
)
from analyzer.reports.morning import write_morning
from analyzer.settings import Settings

NIGHT = datetime(2026, 3, 3, 1, 5)
RUN = NightlyRun(NIGHT, NIGHT, "done", rejected=2, superseded=1)
BEFORE = replace(RUN, started=datetime(2026, 3, 2, 1, 5))
HOSTILE = "<script>alert(1)</script>&\"'"


def case(rank: int, text: str = "", **fields: Any) -> WaitingCase:
    found = WaitingCase(
        rank=rank,
        urgency="safety",
        why=f"Safety alert: a threat.{text}",
        case=f"patient P{rank}{text}",
        patient_id=f"P{rank}{text}",
        location=f"North{text}",
        wanted=f"wait: she would come back{text}",
        promised_by=datetime(2026, 3, 2, 15),
        interpreter=f"Spanish{text}",
        route_to=f"safety lead{text}",
        next_step=f"A person reads this note now.{text}",
        owner=None,
        status="in_progress",
        note_id=f"N{rank}{text}",
    )
    return replace(found, **fields)


def figures(text: str = "") -> Morning:
    """Return the figures of a busy morning; ``text`` is added to all that people wrote."""
    return Morning(
        known_until=datetime(2026, 3, 2, 17, 40),
        run=RUN,
        run_before=BEFORE,
        arrivals=Arrivals(
            new=41,
            corrected=3,
            elsewhere=2,
            concerns=19,
            alerted=4,
            desks=((f"patient relations{text}", 3), ("safety lead", 1)),
            by_location=(
                LocationArrivals(f"North{text}", 30, 1, 14, 4),
                *(LocationArrivals(f"L{i}", i, 0, 0, 0) for i in range(6)),
                LocationArrivals(None, 5, 2, 5, 0),
            ),
        ),
        waiting=23,
        places=(("safety", 9), ("unhappy", 14)),
        cases=tuple(case(rank, text) for rank in (1, 2, 3)),
        handled=Handled(
            since=BEFORE.started,
            closed=5,
            in_progress=7,
            latest=(
                CaseEntry(f"case C7{text}", "closed", "passed_on", text, NIGHT, f"otero{text}"),
            ),
        ),
        promises=LatePromises(
            broken=3,
            no_note=8,
            settled=6,
            first=(
                LatePromise("broken", NIGHT, True, "case C1", None, None, "N1"),
                LatePromise("no_note", NIGHT, False, "case C2", f"P2{text}", None, "N2"),
            ),
        ),
        feed=Feed(
            day=date(2026, 3, 2),
            under_way=False,
            silent_since=None,
            judged=12,
            too_new=1,
            quiet=2,
            unusual=(
                LocationFeed(f"South{text}", 0, 24.3, 11, 40, FeedState.NONE.value),
                LocationFeed(None, 90, 30.1, 14, 52, FeedState.MANY.value),
            ),
        ),
        misread=Share(3, 20, 0.15, 0.05, 0.36),
        models=("test_notes@1.0",),
    )


@pytest.fixture
def page(tmp_path: Path, settings: Settings):
    def page(morning: Morning) -> html.HtmlElement:
        return html.fromstring(write_morning(morning, tmp_path, settings).read_text("utf-8"))

    return page


def words(page: html.HtmlElement) -> str:
    """Return the text that a reader sees, with single spaces."""
    return " ".join(" ".join(page.xpath("//body//text()")).split())


@pytest.mark.parametrize(
    "sentence",
    [
        "Notes up to Mon 2 Mar, 17:40. The last run began Tue 3 Mar, 01:05 UTC.",
        "41 notes, and 3 corrected; 2 of them older than these pages or without a time.",
        "4 notes: patient relations 3, safety lead 1",
        "2 rejected, 1 replaced by later ones.",
        "P1 North, note N1 , interpreter: Spanish Safety alert: a threat.",
        "Promised by Mon 2 Mar, 15:00. wait: she would come back",
        "nobody yet in progress",
        "And 20 more; in all: safety 9, unhappy 14. "
        "The whole list, to fill in: analyzer worklist -o",
        "This page is not a safety alarm; live procedures apply.",
        "Cases waiting: 3 broken, 8 with no call back note found. "
        "6 more made good since, closed, or older.",
        "case C1 Tue 3 Mar, 01:05 broken P2 Tue 3 Mar, no time no note found",
        "Mon 2 Mar: 2 of 12 locations unusual. 1 too new to judge.",
        "South no notes usual 11 to 40 not given 90 notes usual 14 to 52",
        "A healthy feed is reported on at most about 1% of mornings. Holidays are not known, "
        "and earlier days of silence widen what is usual. "
        "2 locations often have a day without notes; a silent day there is not reported.",
        "Since the run before: 5 closed , 7 in progress.",
        "case C7 closed, passed on otero",
        "People called 3 of the 20 cases they closed misread, 15% (5% to 36%).",
        "North 30 1 14 4 L5 5 0 0 0 not given 5 2 5 0",
        "And 3 more; morning.json beside this page has all.",
    ],
)
def test_what_the_page_says(page, sentence: str) -> None:
    spaced = words(page(figures())).replace(" ,", ",").replace(" .", ".")
    assert sentence.replace(" ,", ",") in spaced


def test_a_run_that_did_not_end_well_is_told_first(page) -> None:
    good = figures()
    assert not page(good).xpath("//header//*[@class='notice']")
    for state, said in (("failed", "The last run failed"), ("interrupted", "was interrupted")):
        (notice,) = page(replace(good, run=replace(RUN, state=state))).xpath("//*[@class='notice']")
        assert said in notice.text_content()
        assert "what it had not read is missing here" in notice.text_content()
    before = page(replace(good, run_before=replace(BEFORE, state="interrupted")))
    (notice,) = before.xpath("//*[@class='notice']")
    assert "The run before, begun Mon 2 Mar, 01:05 UTC, was interrupted" in notice.text_content()
    under_way = words(page(replace(good, run=replace(RUN, state="running"))))
    assert "The last run began Tue 3 Mar, 01:05 UTC. " in under_way


def test_a_quiet_morning_says_so_plainly(page) -> None:
    nothing = Morning(
        known_until=None,
        run=None,
        run_before=None,
        arrivals=Arrivals(0, 0, 0, 0, 0, (), ()),
        waiting=0,
        places=(),
        cases=(),
        handled=Handled(None, 0, 0, ()),
        promises=LatePromises(0, 0, 0, ()),
        feed=None,
        misread=Share(0, 0, nan, nan, nan),
        models=(),
    )
    text = words(page(nothing))
    for sentence in (
        "There are no notes with a time. No run is on record.",
        "No case on the worklist needs a person today.",
        "None that still needs a person.",
        "No note has a time, so no day can be judged.",
        "Nobody has closed a case yet, so nothing is known of it here.",
    ):
        assert sentence in text


def test_too_few_closed_cases_give_a_count_and_no_rate(page) -> None:
    text = words(page(replace(figures(), misread=Share(1, 9, nan, nan, nan))))
    assert "1 of the 9 cases they closed misread; under 10 is too few for a rate." in text
    assert "nan" not in text


def test_a_healthy_feed_and_a_day_under_way(page) -> None:
    feed = Feed(date(2026, 3, 1), True, None, judged=4, too_new=0, quiet=0, unusual=())
    text = words(page(replace(figures(), feed=feed)))
    assert "Sun 1 Mar, the last whole day: all 4 locations as usual." in text
    new = words(page(replace(figures(), feed=replace(feed, judged=0, too_new=4))))
    assert "no location has history enough to judge." in new


def test_a_feed_that_stopped_is_told_first(page) -> None:
    silent = replace(figures().feed, under_way=True, silent_since=date(2026, 2, 20))
    text = words(page(replace(figures(), feed=silent)))
    assert "No note since Fri 20 Feb. Mon 2 Mar, the last whole day: 2 of 12" in text
    text = words(page(replace(figures(), feed=replace(silent, unusual=()))))
    assert "No note since Fri 20 Feb." in text
    assert "as usual" not in text


def test_a_promise_without_a_date_says_so(page) -> None:
    hidden = LatePromise("broken", None, False, "case C1", None, None, "N1")
    late = LatePromises(1, 0, 0, (hidden,))
    assert "case C1 date not shown broken" in words(page(replace(figures(), promises=late)))


def test_numbers_and_names_stand_as_they_are(page) -> None:
    shown = figures("_1")
    late = LatePromise("broken", NIGHT, True, "case C_2", None, None, "N1")
    nameless = replace(shown.cases[0], patient_id=None, case="case C_3")
    text = words(page(replace(shown, promises=LatePromises(1, 0, 0, (late,)), cases=(nameless,))))
    for name in ("case C_2", "case C_3", "case C7_1", "South_1 no notes", "North_1 30"):
        assert name in text


def test_what_people_wrote_stays_text(page) -> None:
    shown = page(figures(HOSTILE))
    assert not shown.xpath("//script")
    assert f"P1{HOSTILE}" in words(shown)


def test_the_page_asks_for_nothing_and_is_accessible(tmp_path: Path, settings: Settings) -> None:
    source = write_morning(figures(), tmp_path, settings).read_text("utf-8")
    page = html.fromstring(source)
    assert "default-src 'none'" in source
    assert not re.search(r"url\(|@import|https?:", source)
    assert page.xpath("//*/@src | //*/@style | //*/@onclick | //script") == []
    assert page.xpath("//@href") == ["#content", "index.html"]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(page.xpath("//@aria-labelledby")) <= set(ids)
    assert all(page.xpath("//th/@scope"))
    assert len(page.xpath("//th")) == len(page.xpath("//th/@scope"))
    assert len(page.xpath("//h1")) == len(page.xpath("//main")) == 1


def test_the_json_holds_the_same_figures(tmp_path: Path, settings: Settings) -> None:
    path = write_morning(figures(), tmp_path, settings)
    assert path == tmp_path / "morning.html"
    held = json.loads((tmp_path / "morning.json").read_text())
    assert held["waiting"] == 23
    assert held["run"]["started"] == "2026-03-03T01:05:00"
    assert [one["rank"] for one in held["cases"]] == [1, 2, 3]
    assert held["feed"]["unusual"][0]["state"] == "none"
    assert held["misread"]["rate"] == 0.15


def test_the_files_are_for_their_owner_and_the_same_every_time(
    tmp_path: Path, settings: Settings
) -> None:
    contents = []
    for _ in range(2):
        write_morning(figures(), tmp_path, settings)
        assert {path.name for path in tmp_path.iterdir()} == {"morning.html", "morning.json"}
        assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
        contents.append([path.read_bytes() for path in sorted(tmp_path.iterdir())])
    assert contents[0] == contents[1]


def test_a_folder_that_is_missing(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(OSError, match="missing"):
        write_morning(figures(), tmp_path / "missing", settings)
