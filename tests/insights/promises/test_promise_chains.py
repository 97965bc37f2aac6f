"""Promises in invented notes that people labelled by reading, found by the program."""

import pytest
from promise_chains import found, labelled, right, table_of_errors

FLOORS = {
    ("reader", "all"): 0.87,
    ("reader", "T15-T18"): 0.6,
    ("annotations", "all"): 0.9,
    ("annotations", "T15-T18"): 0.8,
}
"""Least shares of chains that are right. The rules were tuned on T01 to T14 and the samples, so the
authors of T15 to T18 alone say how notes by others are read; the reader misses some of theirs."""


@pytest.mark.parametrize(("given", "group"), FLOORS)
def test_chains_are_read_as_people_read_them(given: str, group: str) -> None:
    annotated = given == "annotations"
    chains = [
        chain
        for chain in labelled()
        if group in {chain.group, "all"} and not (annotated and chain.group == "samples")
    ]
    assert len(chains) >= (60 if group == "all" else 30)
    said = found(chains, annotated)
    share = sum(map(right, chains, said)) / len(chains)
    assert share >= FLOORS[given, group], f"{share:.3f} are right:\n{table_of_errors(chains, said)}"


def test_every_state_is_among_the_labels() -> None:
    states = {promise.state for chain in labelled() for promise in chain.promises.values()}
    assert states == {"kept", "kept_late", "broken", "no_note", "open"}
