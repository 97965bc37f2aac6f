"""How often the steps of a site's own protocol are documented."""

from dataclasses import dataclass

from analyzer.codebook import words
from analyzer.frames import Frames
from analyzer.insights.evidence import among, documented, labelled
from analyzer.insights.intervals import Share, share
from analyzer.insights.selection import with_concern
from analyzer.settings import Settings
from analyzer.settings.protocol import Protocol


@dataclass(frozen=True, slots=True)
class ProtocolStep:
    """A step of ``protocol``, which is from ``source``.

    ``labels`` are the acts that show it, in words; a step without any is not read in notes and has
    no ``share``. ``share`` is that of the notes with a concern that document the step.
    """

    protocol: str
    source: str
    name: str
    labels: tuple[str, ...]
    share: Share | None


def protocol_steps(
    frames: Frames, protocol: Protocol, settings: Settings
) -> tuple[ProtocolStep, ...]:
    """Return the steps of a protocol over the notes with a concern, in the protocol's order.

    A step is documented where an act with one of its labels is done by the note's author or by
    somebody whom the note does not make clear, or where the note's heart, head, heart is one of its
    states: the rule of listen, empathize and resolve, whose shares it gives again.
    """
    notes = with_concern(frames)
    acts = documented(frames.findings)
    steps = []
    for entry in protocol.step:
        shown = among(notes, labelled(acts, frozenset(entry.labels)))
        shown |= notes["heart_head_heart"].isin([str(state) for state in entry.states])
        seen = entry.labels or entry.states
        steps.append(
            ProtocolStep(
                protocol.name,
                protocol.source,
                entry.name,
                tuple(words(name) for name in (*entry.labels, *entry.states)),
                share(int(shown.sum()), len(notes), settings.statistics) if seen else None,
            )
        )
    return tuple(steps)
