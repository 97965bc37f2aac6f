"""The words that ordinary notes are made of, and those that stand around people's names.

The lists are rules/common_words.txt and rules/people.toml.
"""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def people_words(key: str) -> frozenset[str]:
    """Return a list of rules/people.toml; raises KeyError for one that it does not hold.

    >>> "sister" in people_words("staff_titles")
    True
    """
    return _people()[key]


@cache
def common_words() -> frozenset[str]:
    """Return the lower-case words of ordinary notes that are no names, known places among them."""
    lines = files("analyzer.language").joinpath("rules", "common_words.txt")
    return frozenset(lines.read_text(encoding="utf-8").split()).union(
        *(
            people_words(key)
            for key in (
                "titles",
                "staff_titles",
                "staff_roles",
                "relations",
                "not_names",
                "place_words",
                "function_words",
                "credentials",
            )
        )
    )


@cache
def _people() -> dict[str, frozenset[str]]:
    lists = files("analyzer.language").joinpath("rules", "people.toml")
    read = tomllib.loads(lists.read_text(encoding="utf-8"))
    return {key: frozenset(words) for key, words in read.items()}
