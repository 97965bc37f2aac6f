from datetime import datetime

import pytest

from analyzer.insights.promises import kept_promises, promises, shown_promises
from analyzer.settings import Coaching, Settings

MONDAY, TUESDAY, WEDNESDAY = (datetime(2026, 3, day, 9) for day in (2, 3, 4))


@pytest.fixture
def shown(make, settings: Settings):
    """The kept promises of S1 that may be shown, of some notes."""

    def show(*notes, limit: int = 3, **coaching):
        frames = make.frames(*notes)
        promised = promises(frames, settings, WEDNESDAY)
        own = promised[promised["staff_id"] == "S1"]
        chosen = Settings(coaching=Coaching(**coaching))
        return kept_promises(shown_promises(own, frames, chosen), limit)

    return show


@pytest.fixture
def chain(make):
    """A note that promises a call by tomorrow, and one of the day after that says it was made."""

    def notes(patient: str = "P1", **fields):
        promise = make.finding("offer_callback", quote="will call her back tomorrow")
        kept = make.finding("follow_through", quote="called her as promised")
        return (
            make.note(f"{patient}-1", promise, patient_id=patient, timestamp=MONDAY),
            make.note(f"{patient}-2", kept, patient_id=patient, timestamp=TUESDAY, **fields),
        )

    return notes


def test_both_sides_of_a_kept_promise_are_shown(shown, chain) -> None:
    [one] = shown(*chain())
    assert (one.note_id, one.made, one.promise) == (
        "P1-1",
        MONDAY.date(),
        "will call her back tomorrow",
    )
    assert (one.kept_note_id, one.kept, one.evidence) == (
        "P1-2",
        TUESDAY.date(),
        "called her as promised",
    )


def test_a_colleague_may_have_kept_it_and_another_made_it_not(shown, chain) -> None:
    assert len(shown(*chain(staff_id="S2"))) == 1
    made, kept = chain()
    assert shown(made | {"staff_id": "S2"}, kept) == ()


@pytest.mark.parametrize(
    ("kept_by", "by_name", "promise", "evidence"),
    [
        ("S1", True, "Ada Bell will call her tomorrow", "Ada Bell called as promised"),
        ("S2", True, "Ada Bell will call her tomorrow", "[author] called as promised"),
        ("S1", False, "[author] will call her tomorrow", "[author] called as promised"),
    ],
)
def test_the_maker_stands_by_name_in_their_own_notes(
    shown, make, kept_by: str, by_name: bool, promise: str, evidence: str
) -> None:
    made = make.finding("offer_callback", quote="[author] will call her tomorrow")
    kept = make.finding("follow_through", quote="[author] called as promised")
    notes = (
        make.note("N1", made, patient_id="P1", timestamp=MONDAY),
        make.note("N2", kept, patient_id="P1", timestamp=TUESDAY, staff_id=kept_by),
    )
    [one] = shown(*notes, own_name_in_quotes=by_name)
    assert (one.promise, one.evidence) == (promise, evidence)


def test_nobody_in_particular_has_no_page(make, settings: Settings, chain) -> None:
    frames = make.frames(*(note | {"staff_id": None, "staff_name": None} for note in chain()))
    assert shown_promises(promises(frames, settings, WEDNESDAY), frames, settings).empty


def test_the_latest_come_first_and_no_more_than_asked_for(shown, chain) -> None:
    notes = [note for patient in ("P1", "P2", "P3") for note in chain(patient)]
    assert [one.note_id for one in shown(*notes, limit=2)] == ["P3-1", "P2-1"]


@pytest.mark.parametrize("side", [0, 1])
def test_a_note_that_is_on_other_desks_is_never_quoted(shown, chain, side: int) -> None:
    notes = list(chain())
    alert = {"kind": "legal", "route_to": "risk and legal", "finding": None}
    notes[side] = notes[side] | {"alerts": [alert]}
    assert shown(*notes) == ()


def test_nothing_is_shown_of_no_promise(shown, make) -> None:
    assert shown(make.note("N1")) == ()
