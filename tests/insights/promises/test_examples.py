from datetime import datetime

import pytest

from analyzer.insights.promises import kept_promises, promises, shown_promises
from analyzer.settings import Settings

MONDAY, TUESDAY, WEDNESDAY = (datetime(2026, 3, day, 9) for day in (2, 3, 4))


@pytest.fixture
def shown(make, settings: Settings):
    """The kept promises of S1 that may be shown, of some notes."""

    def show(*notes, limit: int = 3):
        frames = make.frames(*notes)
        promised = promises(frames, settings, WEDNESDAY)
        own = promised[promised["staff_id"] == "S1"]
        return kept_promises(shown_promises(own, frames), limit)

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
