from datetime import datetime

from analyzer.insights.case_sets import KEPT, WHOLE, case_sets


def test_the_whole_comes_first_and_every_set_names_its_cases(make, settings):
    frames = make.frames(
        make.note("N1", case_id="C", location="North", themes=["wait"]),
        make.note(
            "N2",
            case_id="C",
            location="East",
            themes=["billing", "wait"],
            timestamp=datetime(2026, 4, 1),
        ),
        make.note("N3", location=None, themes=[], timestamp=None),
    )
    sets = case_sets(frames, settings, ("location", "theme", "month"))
    assert list(sets.cases.columns) == KEPT
    assert next(iter(sets.members)) == WHOLE
    named = {key: sets.cases["note_id"].iloc[rows].tolist() for key, rows in sets.members.items()}
    assert named == {
        WHOLE: ["N2", "N3"],
        ("location", "East"): ["N2"],
        ("location", None): ["N3"],
        ("theme", "billing"): ["N2"],
        ("theme", "wait"): ["N2"],
        ("theme", None): ["N3"],
        ("month", "2026-03"): ["N1"],
        ("month", "2026-04"): ["N2"],
        ("month", None): ["N3"],
    }


def test_a_month_in_between_is_there_without_cases(make, settings):
    notes = [make.note(f"N{month}", timestamp=datetime(2026, month, 1)) for month in (1, 3)]
    sets = case_sets(make.frames(*notes), settings, ["month"])
    assert [len(rows) for rows in sets.members.values()] == [2, 1, 0, 1]


def test_a_month_sees_the_cues_of_its_own_notes_alone(make, settings):
    """The first contact of the case was unhappy about the service, the first of April was not."""
    cue = make.finding("frustration")
    frames = make.frames(
        make.note("N1", cue, case_id="C"),
        make.note("N2", case_id="C", sentiment_end=1.0, timestamp=datetime(2026, 4, 1)),
    )
    sets = case_sets(frames, settings, ["month"])
    averted = {
        key: bool(sets.cases["averted"].iloc[rows].any()) for key, rows in sets.members.items()
    }
    assert averted == {WHOLE: True, ("month", "2026-03"): True, ("month", "2026-04"): False}


def test_no_notes_have_no_sets_but_the_whole(make, settings):
    sets = case_sets(make.frames(), settings, ("location", "theme", "month"))
    assert {key: len(rows) for key, rows in sets.members.items()} == {WHOLE: 0}
