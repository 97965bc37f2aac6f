"""Where in a JSON document the notes are: the list of objects that has the note's text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import ijson

from analyzer.intake.columns import is_usual_name, usual_field
from analyzer.intake.data import key, load
from analyzer.intake.encoding import LONGEST_LINE
from analyzer.intake.errors import IntakeError
from analyzer.intake.json_stream import BLOCK, DEEPEST, JsonStream, open_json_stream, parsing
from analyzer.intake.nested import DEPTH, MOST_NAMES, TOO_MANY_NAMES, Values
from analyzer.intake.source import Source
from analyzer.settings import FILE_NAME

_IDENTIFIER = re.compile(r"[a-z_]{1,30}")
_TEXT = frozenset(key(name) for name in load("columns.toml")["text"])


def find_notes(source: Source, text: str) -> tuple[str, Values]:
    """Return the place of the notes, as ijson names it, and what they hold. The place is "" for
    the document itself, which is a note or several one after another, or "notes.item" for the
    objects of the list "notes".

    It is the one that has a column with the note's text: ``text``, or, where that is empty, one
    with a usual name. Of an object and the lists in it, that is the one that has other fields of a
    note too: a "message" alone may only say that all went well, a "description" alone describe an
    attachment. Where none has the text, it is the document's objects if there are several, else
    the only list of objects.
    Raises IntakeError where that leaves none or several, or the document cannot be read.
    """
    with open_json_stream(source) as stream:
        root = _survey(stream, source.name)
    columns = frozenset([key(text)]) if text else _TEXT
    all_lists = list(_lists(root, ()))
    lists = [place for place in all_lists if place.values.objects]
    places = [_Place((), root), *lists] if root.objects else lists
    chosen = [place for place in places if _has_any(place.values, columns)]
    if not chosen:
        if any(_holds_lists_with(place.values, columns) for place in all_lists):
            raise IntakeError(
                f"{source.name} holds the notes in lists within another list; export them as one "
                "list with one object a note."
            )
        chosen = places[:1] if root.objects > 1 else lists or places
    if not chosen:
        raise IntakeError(
            f"{source.name} holds no JSON object; export it as a list with one object a note."
        )
    chosen = _notes_among(chosen, root)
    if len(chosen) > 1:
        raise IntakeError(
            f"{source.name} holds the notes in more than one place, {_listed(chosen)}; export one "
            f"of them by itself, or name the column of its text under [columns] text in "
            f"{FILE_NAME}."
        )
    (place,) = chosen
    if place.values.largest > LONGEST_LINE:
        raise IntakeError(
            f"{source.name} holds an object of more than {LONGEST_LINE:,} bytes, so it is no list "
            "of notes; export it with one object a note."
        )
    return "" if place.values is root else ".".join([*place.path, "item"]), place.values


class _Place(NamedTuple):
    path: tuple[str, ...]
    values: Values


def _notes_among(places: list[_Place], root: Values) -> list[_Place]:
    """Return which of the places with a text the notes are, where the document's objects, beside
    lists in them, are notes or only hold them; else all."""
    lists = [place for place in places if place.values is not root]
    if not lists or len(lists) == len(places):
        return places
    telling = [place for place in lists if _is_told_of(place.values)]
    if _is_told_of(root):
        return places if telling else [_Place((), root)]
    return lists if root.objects == 1 and len(telling) == len(lists) else places


def _survey(stream: JsonStream, name: str) -> Values:
    """Read a document through and return what it holds."""
    root = here = Values()
    holders = [root]
    opened: list[tuple[Values, int]] = []
    names = 0
    with parsing(name, lambda: _notes_so_far(root)):
        for event, value in ijson.basic_parse(stream, buf_size=BLOCK, multiple_values=True):
            if event == "map_key":
                known = holders[-1].names
                if value not in known:
                    names += 1
                    if names > MOST_NAMES:
                        raise IntakeError(f"{name} {TOO_MANY_NAMES}")
                    known[value] = Values()
                here = known[value]
            elif event == "start_map" or event == "start_array":
                opened.append((here, stream.given))
                if len(opened) > DEEPEST:
                    raise IntakeError(
                        f"{name} holds objects or lists more than {DEEPEST} deep in one another, "
                        "so it is no list of notes; export it with one object a note."
                    )
                if event == "start_array":
                    here.items = here.items or Values()
                    here = here.items
                holders.append(here)
            elif event == "end_map" or event == "end_array":
                ended, start = opened.pop()
                ended.largest = max(ended.largest, stream.given - start)
                if event == "end_map":
                    ended.objects += 1
                elif here.filled or here.listed or here.objects:
                    ended.listed = True
                holders.pop()
                here = holders[-1]
            elif value is not None and value != "":
                here.filled = True
    return root


def _notes_so_far(root: Values) -> int:
    lists = [place.values.objects for place in _lists(root, ())]
    return max(lists, default=0) or root.objects


def _lists(values: Values, path: tuple[str, ...]) -> Iterator[_Place]:
    """Yield the lists that are in no other list."""
    if values.items is not None:
        yield _Place(path, values.items)
    for name, inner in values.names.items():
        yield from _lists(inner, (*path, name))


def _has_any(values: Values, columns: frozenset[str]) -> bool:
    """Say whether the objects, laid flat, have one of some columns."""
    return any(key(column) in columns for column in _filled(values, DEPTH))


def _is_told_of(values: Values) -> bool:
    """Say whether the objects, laid flat, have a field of a note beside the text."""
    return any(usual_field(column) not in (None, "text") for column in _filled(values, DEPTH))


def _filled(values: Values, depth: int) -> Iterator[str]:
    for name, inner in values.names.items():
        if inner.filled:
            yield name
        elif inner.objects and depth:
            yield from (f"{name} {column}" for column in _filled(inner, depth - 1))


def _holds_lists_with(values: Values, columns: frozenset[str]) -> bool:
    """Say whether lists within are one of some columns, or hold objects that have one."""
    return any(
        (place.values.filled and key("".join(place.path[-1:])) in columns)
        or _has_any(place.values, columns)
        or _holds_lists_with(place.values, columns)
        for place in _lists(values, ())
    )


def _listed(places: list[_Place]) -> str:
    """Return two places by their names; of more, and where the names may be those of patients, only
    the number."""
    lists = [place for place in places if place.path]
    shown = ["the document itself"] if len(lists) < len(places) else []
    if len(places) == 2 and all(map(_is_name, (name for place in lists for name in place.path))):
        shown += [f"'{'.'.join(place.path)}'" for place in lists]
    else:
        shown.append(f"{len(lists)} list{'s' if len(lists) > 1 else ''} of objects")
    return " and ".join(shown)


def _is_name(name: str) -> bool:
    """Say whether a name of a field is a usual one, or looks like one that a program gives."""
    return is_usual_name(name) or _IDENTIFIER.fullmatch(name) is not None
