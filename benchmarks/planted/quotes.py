"""Quotes with planted identifiers: the slots of quotes.toml filled, and where each was planted."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from planted.dates import DATES
from planted.numbers import NUMBERS
from planted.people import OTHER_STAFF, PATIENT, RELATIVE, STAFF, Person, a_person
from planted.pieces import Piece, data
from planted.places import CONTACTS, PLACES

_SLOT = re.compile(r"\{(\w+)\}")
WRITTEN = {"as typed": 0.78, "lower case": 0.14, "capitals": 0.08}
"""How quotes are written, and the share of each."""


People = Sequence[tuple[Person, Mapping[str, Callable[[random.Random, Person], list[Piece]]]]]
"""People with the slots that are filled with ways of naming them."""


class Planted(NamedTuple):
    """An identifier at ``text[start:end]`` of its quote."""

    start: int
    end: int
    type: str
    kind: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote, what was planted in it, and whom the row of its note would name."""

    text: str
    planted: tuple[Planted, ...]
    written: str
    patient_name: str
    staff_name: str


def planted_quotes(count: int, seed: int) -> list[Quote]:
    """Return so many quotes; the same for the same seed and version of Faker."""
    draw = random.Random(seed)
    families = data("quotes")["identifiers"] | {"plain": data("quotes")["plain"]["quotes"]}
    shares = data("quotes")["shares"]
    shares = shares | {"plain": 100 - sum(shares.values())}
    decks = {family: _deck(draw, quotes) for family, quotes in families.items()}
    drawn = draw.choices(list(shares), list(shares.values()), k=count)
    return [_filled(draw, next(decks[family])) for family in drawn]


def _deck(draw: random.Random, quotes: Sequence[str]) -> Iterator[str]:
    """Yield the quotes in a drawn order, again and again, each equally often."""
    while True:
        yield from draw.sample(quotes, len(quotes))


def _filled(draw: random.Random, quote: str) -> Quote:
    patient, staff, relative, other = (a_person(draw) for _ in range(4))
    people = ((patient, PATIENT), (relative, RELATIVE), (staff, STAFF), (other, OTHER_STAFF))
    written = draw.choices(list(WRITTEN), list(WRITTEN.values()))[0]
    pieces: list[Piece] = []
    position = 0
    for slot in _SLOT.finditer(quote):
        pieces.append(Piece(quote[position : slot.start()]))
        pieces += _fill(draw, slot[1], people, patient)
        position = slot.end()
    pieces.append(Piece(quote[position:]))
    text = ""
    planted = []
    for piece in pieces:
        start = len(text)
        text += {"lower case": str.lower, "capitals": str.upper}.get(written, str)(piece.text)
        if piece.type:
            planted.append(Planted(start, len(text), piece.type, piece.kind))
    # The author of a note is the colleague it names in about every second one.
    author = staff if draw.random() < 0.5 else a_person(draw)
    return Quote(text, tuple(planted), written, patient.full, author.full)


def _fill(draw: random.Random, slot: str, people: People, patient: Person) -> list[Piece]:
    if slot in CONTACTS:
        return CONTACTS[slot](draw, patient)
    for person, makers in people:
        if slot in makers:
            return makers[slot](draw, person)
    for makers in (NUMBERS, DATES, PLACES):
        if slot in makers:
            return makers[slot](draw)
    return [Piece(draw.choice(data("words")["words"][slot]))]
