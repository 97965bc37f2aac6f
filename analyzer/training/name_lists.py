"""The names of people, and words that are none, from which the name model learns.

They are the lists in models/name_lists and the names that Faker brings for its countries.
"""

import importlib
import pkgutil
import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from analyzer.language.model import shipped_models
from analyzer.privacy.name_words import is_common

FOLDER = "name_lists"
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")
_OF_FAKER = {"first_name": "given", "last_name": "family"}


class NameLists(NamedTuple):
    """Names as they are written; in lower case, medicines, places and firms (``other``) and the
    words of a dictionary (``plain``); each sorted."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    other: tuple[str, ...]
    plain: tuple[str, ...]


@cache
def name_lists() -> NameLists:
    """Return all lists; raises ImportError where the extra train is not installed."""
    folder = shipped_models() / FOLDER
    given = {word.title() for word in _words(folder / "given_names.txt")}
    family = {word.title() for word in _words(folder / "family_names.txt")}
    for kind, word in _names_of_faker():
        (given if kind == "given" else family).add(word)
    everyday = set(_words(folder / "everyday_names.txt"))
    lists = (
        [name for name in given if _is_one(name, everyday)],
        [name for name in family if _is_one(name, everyday)],
        set(_words(folder / "other_words.txt")),
        set(_words(folder / "plain_words.txt")),
    )
    return NameLists(*(tuple(sorted(some)) for some in lists))


def _is_one(name: str, everyday: Collection[str]) -> bool:
    """Say whether a listed name is one in English notes: not Reason or Told, which some country
    has for a name, but Rose and Will."""
    word = name.casefold()
    return not is_common(word) or word in everyday


def _words(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").split()


def _names_of_faker() -> Iterator[tuple[str, str]]:
    """Yield the names in Latin letters of all countries, with the kind of each."""
    import faker.providers.person as countries

    for module in pkgutil.iter_modules(countries.__path__):
        provider = importlib.import_module(f"{countries.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            kinds = [kind for part, kind in _OF_FAKER.items() if attribute.startswith(part)]
            listed = getattr(provider, attribute)
            if not kinds or callable(listed) or isinstance(listed, property):
                continue
            for name in listed:
                for word in _WORD.findall(name if isinstance(name, str) else ""):
                    if _is_latin(word) and word[0].isupper():  # van het Hof: Hof
                        yield kinds[0], word


def _is_latin(word: str) -> bool:
    return all("LATIN" in unicodedata.name(letter, "") for letter in word if letter.isalpha())
