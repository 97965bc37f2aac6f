"""How often promises to call back are read as people read them.

    PYTHONPATH=tests .venv/bin/python benchmarks/promises.py

The labelled chains of tests/data/promise_chains.jsonl are read with the shipped reader's findings
and with those that the corpus is annotated with, which parts the reader's errors from those of the
rules. The reader has learned from T01 to T14; T15 to T18 and the samples it has not seen. A chain
is right when its promising notes and the state of each are; a deadline when it is the same minute.
"""

from collections import Counter
from collections.abc import Sequence

import click
from promise_chains import Chain, Promise, found, labelled, right

MISSING = "none"


@click.command()
def main() -> None:
    """Print the shares of chains, promises and deadlines that are right, and the states."""
    chains = labelled()
    for annotated, name in ((False, "reader"), (True, "annotations")):
        read = [chain for chain in chains if not annotated or chain.group != "samples"]
        pairs = list(zip(read, found(read, annotated), strict=True))
        for group in ("T01-T14", "T15-T18", "samples", "all"):
            told = [pair for pair in pairs if group in {pair[0].group, "all"}]
            if told:
                click.echo(f"{name:12s} {group:8s} {_line(told)}")
        click.echo(_confusion(pairs))


def _line(told: Sequence[tuple[Chain, dict[str, Promise]]]) -> str:
    chains = sum(right(chain, said) for chain, said in told)
    states = [pair for chain, said in told for pair in _pairs(chain, said)]
    same = sum(one.state == other.state for one, other in states)
    dated = [(one, other) for one, other in states if MISSING not in {one.state, other.state}]
    deadlines = sum(one.deadline == other.deadline for one, other in dated)
    return (
        f"chains {_share(chains, len(told))}   promises {_share(same, len(states))}   "
        f"deadlines {_share(deadlines, len(dated))}"
    )


def _pairs(chain: Chain, said: dict[str, Promise]) -> list[tuple[Promise, Promise]]:
    """Return the labelled and the found promise of every note that has either."""
    none = Promise(MISSING, None)
    notes = sorted(chain.promises.keys() | said.keys())
    return [(chain.promises.get(note, none), said.get(note, none)) for note in notes]


def _share(count: int, n: int) -> str:
    return f"{count:3d} of {n:3d} ({count / max(n, 1):.3f})"


def _confusion(told: Sequence[tuple[Chain, dict[str, Promise]]]) -> str:
    """Return how often each labelled state was found as each other one."""
    counts = Counter(
        (one.state, other.state) for chain, said in told for one, other in _pairs(chain, said)
    )
    lines = [
        f"    {one:10s} found as {other:10s} {n:3d}" for (one, other), n in sorted(counts.items())
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
