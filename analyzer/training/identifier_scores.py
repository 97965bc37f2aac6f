"""How right the identifiers found in annotated notes are, by type, with intervals."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analyzer.insights.intervals import wilson
from analyzer.privacy.identifiers import Identifier, IdentifierType
from analyzer.training.name_lessons import COLUMNS, places_of

FOUND_AS = {
    "NAME": (IdentifierType.PATIENT, IdentifierType.NAME),
    "STAFF": (IdentifierType.AUTHOR, IdentifierType.STAFF),
    "PHONE": (IdentifierType.PHONE,),
    "DATE": (IdentifierType.DATE,),
    "ID": (IdentifierType.ID,),
    "ADDRESS": (IdentifierType.ADDRESS,),
    "EMAIL": (IdentifierType.EMAIL,),
}
"""The types of the codebook (``phi``), and as what each is rightly found."""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """``annotated`` identifiers of a type, those ``covered``, those covered as the ``right_type``,
    and of the stretches ``found`` as this type those that touch no annotated one (``false``)."""

    annotated: int
    covered: int
    right_type: int
    found: int
    false: int


def identifier_counts(
    golds: Sequence[Mapping[str, Any]], found: Sequence[Sequence[Identifier]]
) -> dict[str, Counts]:
    """Return the counts of each type of the codebook over annotated notes.

    ``found`` are the identifiers of each note's text. An annotated quote is covered where every
    letter and digit of it is, in every place where it stands, whatever the type; titles before a
    name need not be. Ages and addresses of pages are found and not annotated, so they count
    nowhere.
    """
    annotated, covered, right = Counter[str](), Counter[str](), Counter[str]()
    stretches, false = Counter[str](), Counter[str]()
    for gold, identifiers in zip(golds, found, strict=True):
        text = gold["text"]
        marked: list[Place] = []
        for one in gold.get("phi") or ():
            places = list(_places(text, one["type"], one["quote"]))
            marked += places
            if not places:
                continue
            annotated[one["type"]] += 1
            if all(_is_covered(text, place, identifiers) for place in places):
                covered[one["type"]] += 1
                right[one["type"]] += _types(places[0], identifiers) <= set(FOUND_AS[one["type"]])
        for identifier in identifiers:
            type_ = next((t for t, types in FOUND_AS.items() if identifier.type in types), None)
            if type_ is not None:
                stretches[type_] += 1
                false[type_] += not any(_touches(place, identifier) for place in marked)
    return {
        type_: Counts(
            annotated[type_], covered[type_], right[type_], stretches[type_], false[type_]
        )
        for type_ in FOUND_AS
    }


def identifier_figures(counts: Mapping[str, Counts]) -> dict[str, Any]:
    """Return shares (0 to 1) by type, each with its 95 % Wilson interval, and the precision of all.

    Shares of nothing are None.
    """
    found = sum(one.found for one in counts.values())
    false = sum(one.false for one in counts.values())
    return {
        "types": {
            type_: {
                "annotated": one.annotated,
                "recall": _share(one.covered, one.annotated),
                "right_type": _share(one.right_type, one.annotated),
                "found": one.found,
                "precision": _share(one.found - one.false, one.found),
            }
            for type_, one in counts.items()
        },
        "found": found,
        "precision": _share(found - false, found),
    }


def identifier_text(figures: Mapping[str, Any]) -> str:
    """Return the figures as a table."""
    lines = [
        f"{'type':10}{'n':>6}  {'recall':23}{'right type':>10}{'found':>8}  {'precision':23}",
    ]
    for type_, row in figures["types"].items():
        right = row["right_type"]
        lines.append(
            f"{type_:10}{row['annotated']:>6}  {_interval_text(row['recall']):23}"
            f"{'' if right is None else format(right['share'], '.3f'):>10}"
            f"{row['found']:>8}  {_interval_text(row['precision']):23}"
        )
    lines.append(
        f"{'all':10}{'':6}  {'':23}{'':>10}{figures['found']:>8}  "
        f"{_interval_text(figures['precision'])}"
    )
    return "\n".join(line.rstrip() for line in lines)


def _places(text: str, type_: str, quote: str) -> Iterator[Place]:
    if type_ in COLUMNS:
        yield from places_of(text, quote)
        return
    for match in re.finditer(rf"(?<![^\W_]){re.escape(quote)}", text):
        yield match.span()


def _is_covered(text: str, place: Place, identifiers: Sequence[Identifier]) -> bool:
    inside = [identifier for identifier in identifiers if _touches(place, identifier)]
    return all(
        any(one.start <= position < one.end for one in inside)
        for position in range(*place)
        if text[position].isalnum()
    )


def _types(place: Place, identifiers: Sequence[Identifier]) -> set[IdentifierType]:
    return {identifier.type for identifier in identifiers if _touches(place, identifier)}


def _touches(place: Place, identifier: Identifier) -> bool:
    return place[0] < identifier.end and place[1] > identifier.start


def _share(count: int, n: int) -> dict[str, float] | None:
    if not n:
        return None
    low, high = wilson(count, n)
    return {"share": count / n, "low": float(low), "high": float(high)}


def _interval_text(share: Mapping[str, float] | None) -> str:
    if share is None:
        return ""
    return f"{share['share']:.3f} ({share['low']:.3f} to {share['high']:.3f})"
