"""Which column of an export holds which field of a note."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from analyzer.intake.characters import clean
from analyzer.intake.data import key, load
from analyzer.intake.errors import IntakeError
from analyzer.settings import FILE_NAME, Columns

_NAMES: dict[str, list[str]] = {
    field: list(dict.fromkeys(key(name) for name in names))
    for field, names in load("columns.toml").items()
}
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names}
_PEOPLE = frozenset(key(name) for name in load("values.toml")["people"])
_REPEATED = re.compile(r" \(\d+\)$")
_MOST_SHOWN = 40
_NO_NAME = re.compile(r"\d|.{41}|[.!?] ")


def distinct(header: Iterable[str]) -> list[str]:
    """Return a header with every column named, and named once.

    >>> distinct(["Note", "", "Note"])
    ['Note', 'column 2', 'Note (2)']
    """
    names: dict[str, None] = {}
    repeats: Counter[str] = Counter()
    for position, column in enumerate(header, start=1):
        words = column.encode("utf-8", "replace").decode("utf-8").split()
        name = base = " ".join(words) or f"column {position}"
        while name in names:
            repeats[base] += 1
            name = f"{base} ({repeats[base] + 1})"
        names[name] = None
    return list(names)


def usual_field(column: str) -> str | None:
    """Return the field that a column with a usual name holds; "Time" is the time of day.

    >>> usual_field("MRN"), usual_field("Call time"), usual_field("Rebooked for Monday")
    ('patient_id', 'time', None)
    """
    return _FIELD_OF.get(_key(column))


def is_usual_name(column: str) -> bool:
    """Say whether a column has one of the names in columns.toml.

    >>> is_usual_name("Note_ID"), is_usual_name("Rebooked for Monday")
    (True, False)
    """
    return usual_field(column) is not None


def hold_text(columns: Iterable[str], chosen: Columns) -> bool:
    """Say whether one of the columns is the note's text, by the settings or by its usual name.

    >>> hold_text(["MRN", "Comments"], Columns()), hold_text(["MRN", "Comments"], Columns(text="x"))
    (True, False)
    """
    names = [key(chosen.text)] if chosen.text else _NAMES["text"]
    return any(_key(column) in names or key(column) in names for column in columns)


def are_names(columns: Sequence[str]) -> bool:
    """Say whether columns may stand in a message: at least a third have a usual name.

    Else the first line may be no header, but a row with names of people.

    >>> are_names(["MRN", "Comments", "Bed"]), are_names(["4471", "Ana Ruiz", "Nurse", "Desk 2"])
    (True, False)
    """
    return 3 * sum(map(is_usual_name, columns)) >= len(columns)


def look_like_names(columns: Sequence[str]) -> bool:
    """Say whether columns may be shown to whoever inspects the file: they are names, or all are
    short and without a digit, as names in another language are.

    >>> look_like_names(["Kürzel", "Bemerkung"]), look_like_names(["4471", "Ana Ruiz", "Wing"])
    (True, False)
    """
    return are_names(columns) or not any(map(_NO_NAME.search, columns))


def printable(column: str) -> str:
    r"""Return a column's name on one line, without what would steer a terminal.

    >>> printable("Note\x1b[2J\nText")
    'Note[2J Text'
    """
    return " ".join(clean(column).split())


def understand(columns: Sequence[str], chosen: Columns, name: str) -> dict[str, str]:
    """Return the column of each field of NOTE that an export has, ``text`` always among them.

    ``chosen`` (the settings) goes before the usual names in columns.toml. An export that has the
    author's name and no number for the author has the name serve as ``staff_id`` too; one with
    only a column such as "Patient" or "Agent", which may hold a number or a name, has it serve as
    both, so that a name in it is redacted; beside a number it is the name. A column with the time
    of day (``time``) counts beside one with the date; alone it is the timestamp.
    Raises IntakeError, with the file's ``name`` and its columns, where no column or more than one
    can be the text, or a chosen column is not there.

    >>> understand(["MRN", "Agent", "Comments"], Columns(), "visits.csv")
    {'text': 'Comments', 'staff_id': 'Agent', 'staff_name': 'Agent', 'patient_id': 'MRN'}
    """
    found = {}
    for field, wanted in chosen.model_dump().items():
        if wanted:
            found[field] = _chosen(wanted, columns, field, name)
    for field, names in _NAMES.items():
        if field in found:
            continue
        free = [column for column in columns if column not in found.values()]
        ranked = [column for usual in names for column in free if _key(column) == usual]
        if field == "timestamp":
            ranked.sort(key=lambda column: _key(column) in _NAMES["time"])
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
    if "timestamp" not in found:
        found.pop("time", None)
    if "staff_name" in found:
        found.setdefault("staff_id", found["staff_name"])
    for number, person in (("staff_id", "staff_name"), ("patient_id", "patient_name")):
        free = [column for column in columns if column not in found.values()]
        for column in (found.get(number, ""), *free):
            if number in found and _key(column) in _PEOPLE.intersection(_NAMES[number]):
                found.setdefault(person, column)
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
        f"({_shown(columns)}); correct the name there."
    )


def _key(column: str) -> str:
    return key(_REPEATED.sub("", column))


def _shown(columns: Sequence[str]) -> str:
    """Return the columns for a message; only their number where they may be no names."""
    if not are_names(columns):
        return f"columns: {len(columns)}, few with a usual name; is the first line a header?"
    return f"its columns: {_listed(columns)}"


def _listed(columns: Sequence[str], last: str = ", ") -> str:
    shown = [f"'{printable(column)}'" for column in columns[:_MOST_SHOWN]]
    if len(columns) > _MOST_SHOWN:
        shown.append(f"and {len(columns) - _MOST_SHOWN} more")
    return last.join(shown) if len(shown) < 3 else last.join([", ".join(shown[:-1]), shown[-1]])
