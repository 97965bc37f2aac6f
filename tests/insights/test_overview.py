from datetime import date, datetime

from analyzer.codebook import AlertKind, Escalation, Outcome, Theme
from analyzer.insights.overview import GroupCount, overview


def alert(kind, route_to, finding=None):
    return {"kind": kind, "route_to": route_to, "finding": finding}


def test_themes_run_from_the_largest_over_notes_with_a_concern(make, settings):
    frames = make.frames(
        *(make.note(f"W{i}", themes=["wait", "access"]) for i in range(6)),
        *(make.note(f"B{i}", themes=["wait"]) for i in range(3)),
        make.note("M", themes=["billing"]),
        make.note("R", themes=["billing"], concern=False),
    )
    rows = overview(frames, settings).themes
    assert [row.theme for row in rows] == [Theme.WAIT, Theme.ACCESS, Theme.BILLING]
    assert [row.share.count for row in rows] == [9, 6, 1]
    assert rows[0].share.rate == 0.9
    assert [row.cumulative for row in rows] == [9 / 16, 15 / 16, 1]


def test_alerts_by_kind_and_desk_with_what_raised_them(make, settings):
    self_harm, mention = make.finding("self_harm"), make.finding("self_harm", mention=True)
    frames = make.frames(
        make.note(
            "N1",
            mention,
            self_harm,
            case_id="C1",
            alerts=[alert("safety", "safety lead", 0), alert("safety", "safety lead", 1)],
        ),
        make.note("N2", alerts=[alert("privacy", "privacy officer")]),
        make.note("N3", mention, alerts=[alert("safety", "safety lead", 0)], timestamp=None),
        make.note("N4"),
    )
    summary = overview(frames, settings)
    assert summary.alerted == 3
    safety, privacy = summary.alerts
    assert (safety.kind, safety.route_to) == (AlertKind.SAFETY, "safety lead")
    first, second = safety.notes
    assert (first.note_id, first.case_id, first.day) == ("N1", "C1", date(2026, 3, 2))
    assert (first.label, first.mention) == ("self_harm", False)
    assert (second.note_id, second.mention, second.day) == ("N3", True, None)
    assert privacy.notes[0].label is None


def test_counts(make, settings):
    frames = make.frames(
        make.note("N1", staff_id="S2", staff_name="zoe", escalation=3, outcome="resolved"),
        make.note("N2", staff_id="S1", staff_name="Ada", outcome="none", concern=False),
        make.note("N3", staff_id="S1", staff_name="Ada", channel=None, outcome="pending"),
        make.note("N4", staff_id=None, timestamp=datetime(2026, 4, 1), location="East"),
    )
    summary = overview(frames, settings)
    assert (summary.first, summary.last) == (date(2026, 3, 2), date(2026, 4, 1))
    assert (summary.notes, summary.concerns) == (4, 3)
    assert {row.level: row.notes for row in summary.escalation} == {
        Escalation.NONE: 0,
        Escalation.WATCH: 3,
        Escalation.ELEVATED: 0,
        Escalation.CRITICAL: 1,
    }
    assert {row.outcome: row.share.count for row in summary.outcomes} == {
        Outcome.RESOLVED: 2,
        Outcome.PARTLY: 0,
        Outcome.UNRESOLVED: 0,
        Outcome.PENDING: 1,
    }
    assert {row.share.n for row in summary.outcomes} == {3}
    assert [(one.name, one.notes, one.concerns) for one in summary.staff] == [
        ("Ada", 2, 1),
        ("zoe", 1, 1),
    ]
    assert summary.channels == (GroupCount("phone", 3, 2), GroupCount(None, 1, 1))
    assert summary.locations == (GroupCount("East", 1, 1), GroupCount("North", 3, 2))


def test_no_notes_at_all(make, settings):
    summary = overview(make.frames(), settings)
    assert (summary.first, summary.notes, summary.themes, summary.alerts) == (None, 0, (), ())
