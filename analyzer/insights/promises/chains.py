"""Notes of one matter in order of time: what stands behind a place, in its note or a later one.

Two notes of a source belong together where they have the same case_id, or the same patient_id
unless both have a case_id and these differ. That groups nothing, because a note without a case_id
belongs with every case of its patient; so each kind of link is searched by itself.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ranks = NDArray[np.int64]
Flags = NDArray[np.bool_]

NOTE = ["source", "note_id"]
IDS = ["case_id", "patient_id", "note_id"]
NONE = -1


@dataclass(frozen=True, slots=True)
class Chains:
    """Events and the places in notes from which they are searched; see ``chains``.

    An event's rank is its row in ``events``; the number of events stands for none. ``behind`` is
    for each place the rank of the first event behind it, ``later`` that of the first event of a
    later note, whichever matter they belong to.
    """

    events: pd.DataFrame
    behind: Ranks
    later: Ranks
    links: tuple[tuple[Ranks, Ranks], ...]

    def first(self, kind: Flags, since: Ranks) -> Ranks:
        """Return for each place the first event of its matter from the rank ``since`` on.

        Only events flagged in ``kind``, one flag an event, are looked at.
        """
        ranks = np.flatnonzero(kind)
        found = np.full(len(since), len(kind), dtype=np.int64)
        if not len(ranks):
            return found
        for of_places, of_events in self.links:
            keys, order = self._sorted(of_events[ranks], ranks)
            place = np.searchsorted(keys, self._key(of_places, since))
            inside = np.minimum(place, len(keys) - 1)
            same = (place < len(keys)) & (keys[inside] // self._span == of_places)
            earlier = np.minimum(found, order[inside])
            found = np.where(same & (of_places != NONE), earlier, found)
        return found

    def count(self, kind: Flags, since: Ranks, until: Ranks) -> Ranks:
        """Return for each place how many flagged events of its matter rank from since to until.

        ``until`` itself is not counted.
        """
        ranks = np.flatnonzero(kind)
        total = np.zeros(len(since), dtype=np.int64)
        for of_places, of_events in self.links:
            keys, _ = self._sorted(of_events[ranks], ranks)
            low = np.searchsorted(keys, self._key(of_places, since))
            high = np.searchsorted(keys, self._key(of_places, np.maximum(since, until)))
            total += np.where(of_places != NONE, high - low, 0)
        return total

    @property
    def _span(self) -> int:
        return len(self.events) + 1

    def _key(self, links: Ranks, ranks: Ranks) -> Ranks:
        """Return one number that orders by link, then by rank."""
        return links * self._span + ranks

    def _sorted(self, links: Ranks, ranks: Ranks) -> tuple[Ranks, Ranks]:
        order = np.lexsort((ranks, links))
        return self._key(links, ranks)[order], ranks[order]


def chains(notes: pd.DataFrame, events: pd.DataFrame, places: pd.DataFrame) -> Chains:
    """Return the chains of some events and places.

    ``notes`` are the analyses of Frames; ``events`` and ``places`` have the columns source,
    note_id and start (a character of the note). Notes of the same time are ordered by note_id. A
    note without a time is neither earlier nor later than another: only its own events are found.
    """
    order = notes.sort_values(["timestamp", "note_id"]).assign(order=np.arange(len(notes)))
    told = ["order", "timestamp", "case_id", "patient_id"]
    events = events.merge(order[[*NOTE, *told]], on=NOTE).sort_values(["order", "start"])
    events = events.reset_index(drop=True)
    places = places[[*NOTE, "start"]].merge(order[[*NOTE, *told]], on=NOTE, how="left")
    width = 1 + max(events["start"].max(), places["start"].max()) if len(events) else 1
    at = (events["order"] * width + events["start"]).to_numpy(dtype=np.int64)
    behind = np.searchsorted(at, (places["order"] * width + places["start"]).to_numpy(), "right")
    later = np.searchsorted(events["order"].to_numpy(), places["order"].to_numpy(), "right")
    return Chains(events, behind, later, _links(places, events))


def _links(places: pd.DataFrame, events: pd.DataFrame) -> tuple[tuple[Ranks, Ranks], ...]:
    """Return for each kind of link the number of each place's and each event's; -1 for none.

    No event is linked twice with one place: by the note itself only where nothing else links.
    """
    ends = [places, events]
    timed = [rows["timestamp"].notna() for rows in ends]
    cased = [rows["case_id"].notna() for rows in ends]
    known = [rows["patient_id"].notna() for rows in ends]
    linked = [
        time & (case | patient) for time, case, patient in zip(timed, cased, known, strict=True)
    ]
    keys = {name: [rows["source"] + "\0" + rows[name] for rows in ends] for name in IDS}
    kinds = (
        ("case_id", timed[0] & cased[0], timed[1] & cased[1]),
        ("patient_id", timed[0] & known[0] & cased[0], timed[1] & known[1] & ~cased[1]),
        ("patient_id", timed[0] & known[0] & ~cased[0], timed[1] & known[1]),
        ("note_id", ~linked[0], ~linked[1]),
    )
    return tuple(
        _numbered(keys[name][0].where(of_places), keys[name][1].where(of_events))
        for name, of_places, of_events in kinds
    )


def _numbered(places: "pd.Series[str]", events: "pd.Series[str]") -> tuple[Ranks, Ranks]:
    numbers, _ = pd.factorize(pd.concat([places, events], ignore_index=True))
    return numbers[: len(places)].astype(np.int64), numbers[len(places) :].astype(np.int64)
