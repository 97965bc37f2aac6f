"""Which column of an export holds which field of a note."""

import re
from collections.abc import Iterable, Sequence

from analyzer.intake.data import key, load
from analyzer.intake.errors import IntakeError
from analyzer.settings import FILE_NAME, Columns

_NAMES: dict[str, list[str]] = {
    field: list(dict.fromkeys(key(name) for name in names))
    for field, names in load("columns.toml").items()
}
_KNOWN = frozenset(name for names in _NAMES.values() for name in names)
_PEOPLE = frozenset(key(name) for name in load("values.toml")["people"])
_REPEATED = re.compile(r" \(\d+\)$")
_MOST_SHOWN = 40


def distinct(header: Iterable[str]) -> list[str]:
    """Return a header with every column named, and named once.

    >>> distinct(["Note", "", "Note"])
    ['Note', 'column 2', 'Note (2)']
    """
    names: dict[str, None] = {}
    for position, column in enumerate(header, start=1):
        words = column.encode("utf-8", "replace").decode("utf-8").split()
        name = base = " ".join(words) or f"column {position}"
        repeat = 1
        while name in names:
            repeat += 1
            name = f"{base} ({repeat})"
        names[name] = None
    return list(names)


def understand(columns: Sequence[str], chosen: Columns, name: str) -> dict[str, str]:
    """Return the column of each field of NOTE that an export has, ``text`` always among them.

    ``chosen`` (the settings) goes before the usual names in columns.toml. An export that has the
    author's name and no number for the author has the name serve as ``staff_id`` too; one with
    only a column such as "Patient" or "Agent", which may hold a number or a name, has it serve as
    both, so that a name in it is redacted.
    Raises IntakeError, with the file's ``name`` and its columns, where no column or more than one
    can be the text, or a chosen column is not there.

    >>> understand(["MRN", "Agent", "Comments"], Columns(), "visits.csv")
    {'text': 'Comments', 'staff_id': 'Agent', 'staff_name': 'Agent', 'patient_id': 'MRN'}
    """
    found = {}
    for field, wanted in chosen.model_dump().items():
        if wanted:
            found[field] = _chosen(wanted, columns, field, name)
    free = [column for column in columns if column not in found.values()]
    for field, names in _NAMES.items():
        if field in found:
            continue
        ranked = [column for usual in names for column in free if _key(column) == usual]
        if field == "text" and len(ranked) > 1:
            raise IntakeError(
                f"{name} has more than one column that can be the note's text, "
                f"{_listed(sorted(ranked, key=columns.index), ' and ')}; "
                f"say which under [columns] text in {FILE_NAME}."
            )
        if ranked:
            found[field] = ranked[0]
    if "text" not in found:
        raise IntakeError(
            f"{name} has no column that is known to hold the note's text ({_shown(columns)}); "
            f"name it under [columns] text in {FILE_NAME}."
        )
    if "staff_name" in found:
        found.setdefault("staff_id", found["staff_name"])
    for number, person in (("staff_id", "staff_name"), ("patient_id", "patient_name")):
        if _key(found.get(number, "")) in _PEOPLE:
            found.setdefault(person, found[number])
    return {field: found[field] for field in ("text", *_NAMES) if field in found}


def _chosen(wanted: str, columns: Sequence[str], field: str, name: str) -> str:
    """Return the column that the settings name, exactly or by what counts of a name."""
    if wanted in columns:
        return wanted
    for column in columns:
        if key(column) == key(wanted):
            return column
    raise IntakeError(
        f"{name} has no column '{wanted}', which [columns] {field} in {FILE_NAME} names "
        f"({_shown(columns)})."
    )


def _key(column: str) -> str:
    return key(_REPEATED.sub("", column))


def _shown(columns: Sequence[str]) -> str:
    """Return the columns for a message. Where none has a usual name, the first line may be no
    header but a row with names of people: then only their number is told."""
    if _KNOWN.isdisjoint(map(_key, columns)):
        return f"columns: {len(columns)}, none with a usual name; is the first line a header?"
    return f"its columns: {_listed(columns)}"


def _listed(columns: Sequence[str], last: str = ", ") -> str:
    shown = [f"'{column}'" for column in columns[:_MOST_SHOWN]]
    if len(columns) > _MOST_SHOWN:
        shown.append(f"and {len(columns) - _MOST_SHOWN} more")
    return last.join(shown) if len(shown) < 3 else last.join([", ".join(shown[:-1]), shown[-1]])
