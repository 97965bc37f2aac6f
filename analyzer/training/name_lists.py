"""The names of people, and words that are none, from which the name model learns.

They are the lists in models/name_lists and the names that Faker brings for its countries.
"""

import importlib
import pkgutil
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from analyzer.language.model import shipped_models

FOLDER = "name_lists"
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")
_OF_FAKER = {"first_name": "given", "last_name": "family"}


class NameLists(NamedTuple):
    """Names as they are written, and other words in lower case, each sorted."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    other: tuple[str, ...]


@cache
def name_lists() -> NameLists:
    """Return all lists; raises ImportError where the extra train is not installed."""
    folder = shipped_models() / FOLDER
    given = {word.title() for word in _words(folder / "given_names.txt")}
    family = {word.title() for word in _words(folder / "family_names.txt")}
    for kind, word in _names_of_faker():
        (given if kind == "given" else family).add(word)
    other = set(_words(folder / "other_words.txt"))
    return NameLists(tuple(sorted(given)), tuple(sorted(family)), tuple(sorted(other)))


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
