"""How a contact took place, by what a FHIR note and its encounter say."""

import re
from collections.abc import Iterable
from itertools import chain

from analyzer.codebook import Channel
from analyzer.intake.channels import channel_of
from analyzer.intake.data import key, load
from analyzer.intake.fhir.elements import concept_text, texts
from analyzer.intake.fhir.people import Encounter

_DATA = load("fhir/codes.toml")
_CHANNELS: dict[str, dict[str, str]] = {
    element: {code.casefold(): words for code, words in codes.items()}
    for element, codes in _DATA["channels"].items()
}
_OPEN = frozenset(code.casefold() for code in _DATA["open_channels"])
_NO_CHANNELS = frozenset(_DATA["no_channels"])
_CHANNEL_WORDS = [
    re.compile(rf"\b(?<!\bon[ -]){re.escape(word)}\b", re.IGNORECASE)  # nobody rang who is on call
    for word in _DATA["channel_words"]
]


def channel_of_message(media: list[dict[str, object]], encounter: Encounter) -> str | None:
    """Return the way of a Communication: by its media, in words that are not known too, or by its
    encounter where they leave it open."""
    told = [medium for medium in media if _OPEN.isdisjoint(_codes(medium))]
    return _way("medium", media) or _words(told) or _of_encounter(encounter) or _words(media)


def channel_of_document(types: list[dict[str, object]], encounter: Encounter) -> str | None:
    """Return the way of a DocumentReference: by its types, or by its encounter."""
    return _way("document", types) or _of_encounter(encounter)


def _of_encounter(encounter: Encounter) -> str | None:
    return _way("encounter", chain(encounter.types, encounter.classes))


def _words(concepts: Iterable[dict[str, object]]) -> str | None:
    return next(filter(None, map(concept_text, concepts)), None)


def _way(element: str, concepts: Iterable[dict[str, object]]) -> str | None:
    """Return the first way of contact that concepts say by a code, among those of an ``element``
    in codes.toml, or by their words."""
    known = _CHANNELS[element]
    in_words = _in_medium if element == "medium" else _in_title
    for concept in concepts:
        for code in _codes(concept):
            if code in known:
                return known[code]
        for path in (("text",), ("coding", "display"), ("display",)):
            for words in texts(concept, *path):
                if way := in_words(words):
                    return way
    return None


def _in_medium(words: str) -> str | None:
    return None if channel_of(words) is Channel.OTHER else words


def _in_title(title: str) -> str | None:
    """Return the way of contact that a title says; most titles say none, whatever is in them.

    >>> _in_title("Nurse Telephone encounter Note"), _in_title("Plain Text Note")
    ('Telephone', None)
    """
    whole = key(title)
    if whole not in _NO_CHANNELS and channel_of(whole) is not Channel.OTHER:
        return title
    found = (word.search(title) for word in _CHANNEL_WORDS)
    return next((match[0] for match in found if match), None)


def _codes(concept: dict[str, object]) -> Iterable[str]:
    """Return the codes of a CodeableConcept or a Coding."""
    return map(str.casefold, chain(texts(concept, "coding", "code"), texts(concept, "code")))
