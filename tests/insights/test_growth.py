from datetime import date

import pytest

from analyzer.insights.coaching import coach
from analyzer.insights.helped import usual_help
from analyzer.insights.intervals import share

AS_OF = date(2026, 3, 31)


def contacts(make, cue, lacking, helped=0, act="listen", prefix="", staff_id="S1"):
    """Return contacts with a cue, some of them without the act that helps and some with it."""
    return [
        make.note(
            f"{prefix}{cue}{i}",
            make.finding(cue, quote=f"{cue} as told in {prefix}{i}"),
            *([make.finding(act)] if i >= lacking else []),
            staff_id=staff_id,
        )
        for i in range(lacking + helped)
    ]


def areas(make, settings, *notes, usual=None):
    return coach(make.frames(*notes), "S1", settings, AS_OF, usual).growth_areas


def usual(settings, **counts):
    return {key: share(count, n, settings.statistics) for key, (count, n) in counts.items()}


def test_an_area_says_what_is_usual_in_the_clinic(make, settings):
    mine = contacts(make, "crying", 8, 4)
    theirs = contacts(make, "crying", 2, 18, prefix="T", staff_id="S2")
    frames = make.frames(*mine, *theirs)
    (area,) = coach(frames, "S1", settings, AS_OF, usual_help(frames, settings)).growth_areas
    assert (area.documented.count, area.documented.n) == (4, 12)
    assert (area.usual.count, area.usual.n, area.usual.rate) == (22, 32, 22 / 32)
    assert not area.common
    assert area.help == "listening, empathy or comfort"


def test_a_gap_that_most_notes_have_is_the_clinics_matter_too(make, settings):
    (area,) = areas(
        make, settings, *contacts(make, "crying", 10, 2), usual=usual(settings, tears=(17, 100))
    )
    assert area.common


def test_who_does_it_more_often_than_usual_gets_no_area(make, settings):
    notes = contacts(make, "crying", 8, 8)
    assert areas(make, settings, *notes, usual=usual(settings, tears=(49, 100))) == ()
    assert len(areas(make, settings, *notes, usual=usual(settings, tears=(50, 100)))) == 1


def test_what_stands_out_comes_first(make, settings):
    notes = [
        *contacts(make, "crying", 12),
        *contacts(make, "repeat_contact", 10, 2, act="timeframe"),
    ]
    keys = [area.key for area in areas(make, settings, *notes)]
    assert keys == ["tears", "asked_again"]
    known = usual(settings, tears=(10, 100), asked_again=(90, 100))
    assert [area.key for area in areas(make, settings, *notes, usual=known)] == keys[::-1]


@pytest.mark.parametrize("known", [None, (3, 9), (0, 12)])
def test_without_enough_contacts_of_others_nothing_is_usual(make, settings, known):
    shares = None if known is None else usual(settings, tears=known)
    (area,) = areas(make, settings, *contacts(make, "crying", 12), usual=shares)
    assert area.usual is None
    assert not area.common


def test_praise_of_the_same_act_is_named(make, settings):
    ended = [
        make.note(
            f"E{i}",
            make.finding("resolve", quote=f"booked her for day {i}"),
            *([make.finding("closing_care", start=20, end=30)] if i < 4 else []),
            heart_head_heart="full" if i < 4 else "head_only",
        )
        for i in range(12)
    ]
    found = {area.key: area for area in areas(make, settings, *ended)}
    assert found["no_closing_heart"].praised == "Warm closings"
    assert found["fixed_not_acknowledged"].praised is None
    assert found["no_closing_heart"].documented.count == 4
