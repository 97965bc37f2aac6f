"""What the name model learns from: the tokens of annotated notes, and which of them are names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analyzer.language.tokens import Ids, tokenize
from analyzer.language.word_lists import people_words
from analyzer.privacy.name_tagger import NONE, PRIVATE, STAFF

COLUMNS = {"NAME": PRIVATE, "STAFF": STAFF}
"""The types of the codebook that are names of people."""

NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
"""A word of a name as it is written, with its apostrophes and hyphens."""
_FIRST_WORD = re.compile(r"([^\W\d_]+)\.?\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class NamedNote:
    """A note with the places of the names in it: start, end, column; ``author`` wrote it.

    Where ``strange`` is true, its words are read as if they stood in no list of names.
    """

    author: str
    text: str
    names: tuple[tuple[int, int, int], ...]
    strange: bool = False


def named_note(author: str, gold: Mapping[str, Any]) -> NamedNote:
    """Return an annotated note with every mention of the names that are marked in it.

    A quote marks all places where it stands, and a word of it with a capital those where the word
    alone does. A title in front of a name is no part of it.
    """
    text = gold["text"]
    names: dict[tuple[int, int], int] = {}
    for one in gold.get("phi") or ():
        if one["type"] not in COLUMNS:
            continue
        for start, end in places_of(text, one["quote"]):
            names.setdefault((start, end), COLUMNS[one["type"]])
    words = {
        word.group(): column
        for (start, end), column in names.items()
        for word in NAME_WORD.finditer(text[start:end])
        if len(word.group()) > 2 and word.group()[0].isupper()
    }
    for word, column in words.items():
        for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text):
            names.setdefault(match.span(), column)
    return NamedNote(author, text, tuple((*place, column) for place, column in names.items()))


def places_of(text: str, quote: str) -> Iterator[tuple[int, int]]:
    """Yield where an annotated name stands, without its title, as a word or with an s behind it.

    Where it stands nowhere so, its first place inside a word counts.
    """
    titles = people_words("titles") | people_words("staff_titles") | people_words("staff_roles")
    while match := _FIRST_WORD.match(quote):
        if match.group(1).casefold() not in titles:
            break
        quote = quote[match.end() :]
    apart = rf"(?<![^\W_]){re.escape(quote)}(?=[sS]?(?![^\W_]))"
    found = list(re.finditer(apart, text)) or list(re.finditer(re.escape(quote), text))[:1]
    for match in found:
        yield match.span()


def columns_of(notes: list[NamedNote]) -> Ids:
    """Return the column of every token of the notes' texts, as ``tokenize`` cuts them."""
    tokens = tokenize([note.text for note in notes])
    columns = np.zeros(len(tokens.kind), np.int64)
    for number, note in enumerate(notes):
        here = slice(tokens.first[number], tokens.first[number + 1])
        for start, end, column in note.names:
            touched = (tokens.start[here] < end) & (tokens.end[here] > start)
            columns[here] = np.where(touched & (columns[here] == NONE), column, columns[here])
    return columns
