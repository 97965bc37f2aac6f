"""What the elements of a FHIR resource hold.

Exports are read as they are: nothing here trusts that an element has the type that FHIR gives it,
and there is deliberately no validation, because a note with one odd element beside it must still be
read. What has another type counts as not there.
"""

_NAMES_BY_USE = ("official", "usual")
_NAMES_OF_THE_PAST = ("old", "maiden", "nickname", "anonymous")
_TOO_LARGE = 10**18


def values(node: object, *path: str) -> list[object]:
    """Return what stands under a path of element names; a list on the way means each of its items.

    >>> values({"name": [{"given": ["Ada", "May"]}, 7, {"given": None}]}, "name", "given")
    ['Ada', 'May']
    """
    found = [node]
    for name in path:
        below: list[object] = []
        for item in found:
            if isinstance(item, dict) and (value := item.get(name)) is not None:
                if isinstance(value, list):
                    below += value
                else:
                    below.append(value)
        found = below
    return found


def objects(node: object, *path: str) -> list[dict[str, object]]:
    """Return the objects under a path."""
    return [value for value in values(node, *path) if isinstance(value, dict)]


def texts(node: object, *path: str) -> list[str]:
    """Return the strings under a path that are not blank, and whole numbers, which some exports
    write for identifiers, as strings."""
    return [text for value in values(node, *path) if (text := _text(value))]


def text(node: object, *path: str) -> str | None:
    """Return the first string under a path."""
    for value in values(node, *path):
        if text := _text(value):
            return text
    return None


def _text(value: object) -> str | None:
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if type(value) is int and abs(value) < _TOO_LARGE:  # true and false are no numbers here
        return str(value)
    return None


def concept_text(node: object, *path: str) -> str | None:
    """Return the words of the first CodeableConcept or Coding under a path that has some.

    >>> concept_text({"code": [{"coding": [{"code": "RN", "display": "Nurse"}]}]}, "code")
    'Nurse'
    """
    for concept in objects(node, *path):
        for words in (("text",), ("coding", "display"), ("display",)):
            if found := text(concept, *words):
                return found
    return None


def human_name(node: object) -> str | None:
    """Return the name of a person, organisation, place or device, without Mr and Dr where its parts
    are told apart.

    >>> human_name({"name": [{"use": "official", "family": "Fox", "given": ["Ada"]}]})
    'Ada Fox'
    """
    ranked = sorted(objects(node, "name"), key=_rank)
    for name in ranked:
        whole = " ".join([*texts(name, "given"), *texts(name, "family")])
        if found := text(name, "text") or whole or text(name, "value"):
            return found
    return text(node, "name") or text(node, "displayName") or text(node, "deviceName", "name")


def _rank(name: dict[str, object]) -> int:
    use = name.get("use")
    if use in _NAMES_BY_USE:
        return _NAMES_BY_USE.index(str(use))
    return len(_NAMES_BY_USE) + (use in _NAMES_OF_THE_PAST)
