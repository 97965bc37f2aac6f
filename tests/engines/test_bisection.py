import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.engines.bisection import PoisonError, attempt_of, bisect
from analyzer.engines.time_limit import can_limit_time


@given(st.lists(st.booleans(), max_size=300))
def test_any_set_of_bad_notes_is_told_apart_from_the_rest_in_order(bad: list[bool]) -> None:
    attempts: list[int] = []

    def attempt(places: Sequence[int]) -> list[tuple[int, str]]:
        attempts.append(len(places))
        if any(bad[place] for place in places):
            raise PoisonError("bad")
        return [(place, "good") for place in places]

    def reject(places: Sequence[int], reason: str) -> list[tuple[int, str]]:
        [place] = places
        return [(place, reason)]

    pieces = list(bisect(range(len(bad)), attempt, reject))
    told = [note for piece in pieces for note in piece]
    assert told == [(place, "bad" if is_bad else "good") for place, is_bad in enumerate(bad)]
    halvings = max(len(bad) - 1, 0).bit_length()
    assert len(attempts) <= 1 + 2 * halvings * sum(bad)
    assert attempts[0] == len(bad)


def test_no_notes_at_all_may_be_rejected_too() -> None:
    def attempt(notes: Sequence[str]) -> list[str]:
        raise PoisonError("Nothing can be read.")

    assert list(bisect([], attempt, lambda notes, reason: [reason for _ in notes])) == [[]]


def test_an_attempt_gives_what_its_work_gives() -> None:
    assert attempt_of(sum, "added", None)([1, 2]) == 3


def test_what_work_raises_is_told_by_its_kind_alone() -> None:
    def fail(notes: Sequence[str]) -> str:
        raise RuntimeError(f"cannot read: {notes}")

    with pytest.raises(PoisonError) as error:
        attempt_of(fail, "read", 60)(["secret"])
    assert str(error.value) == "The note could not be read (RuntimeError)."


@pytest.mark.skipif(not can_limit_time(), reason="time cannot be limited here")
def test_work_that_takes_too_long_is_interrupted() -> None:
    def endless(notes: Sequence[str]) -> str:
        while True:
            time.sleep(0.01)

    with pytest.raises(PoisonError, match=r"^The note took longer than 0\.05 s; see "):
        attempt_of(endless, "read", 0.05)(["secret"])
