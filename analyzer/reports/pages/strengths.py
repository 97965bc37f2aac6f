"""What goes well, as a person's page shows it: the promises kept across notes stand among it."""

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.insights.evidence import Quote
from analyzer.insights.promises import KeptPromise
from analyzer.insights.situations import guide
from analyzer.insights.strengths import CLOSINGS, KEPT, RECOVERY, Strength


@dataclass(frozen=True)
class ShownStrength:
    """A strength with its quotes; ``contacts`` is 0 where only the promises tell of it."""

    key: str
    title: str
    sentence: str
    contacts: int
    kept: tuple[KeptPromise, ...]
    quotes: tuple[Quote, ...]


def shown_strengths(
    strengths: Sequence[Strength], kept: Sequence[KeptPromise], most: int
) -> list[ShownStrength]:
    """Return the strengths in their order, with the promises in ``kept`` beside the kept promises.

    Where no single note tells of a kept promise, these make the strength. Its quotes and promises
    are ``most`` together, and nothing that a promise shows is quoted a second time.
    """
    shown = list(strengths)
    if kept and KEPT not in [one.key for one in shown]:
        entry = next(one for one in guide().strength if one.key == KEPT)
        place = sum(one.key in (RECOVERY, CLOSINGS) for one in shown)
        shown.insert(place, Strength(KEPT, entry.title, entry.sentence, 0, ()))
    told = {(one.note_id, one.promise) for one in kept}
    told |= {(one.kept_note_id, one.evidence) for one in kept}
    return [
        ShownStrength(
            one.key,
            one.title,
            one.sentence,
            one.contacts,
            promises := tuple(kept[:most]) if one.key == KEPT else (),
            tuple(said for said in one.quotes if (said.note_id, said.text) not in told)[
                : most - len(promises)
            ],
        )
        for one in shown
    ]
