from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from analyzer.engines.bisection import PoisonError, bisect


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
