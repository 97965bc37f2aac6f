"""The names of people in a note: those the caller knows, and those the note gives away."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from analyzer.privacy.identifiers import Identifier, IdentifierType, identifier_data

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['\u2019]s?$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:;\n\r\t•*>|\"\u201c\u201d\]]|(?:^|\s)[-\u2013\u2014/]\s*$")
_AFTER_TITLE = re.compile(r"\.?[ ]{1,2}")
_AFTER_ROLE = re.compile(r"[ ]{0,2}[(:,]?[ ]{0,2}[\"\u201c]?")
_JOINT = re.compile(r"['\u2019-]")
_NAME_CASE = re.compile(r"(?:Mc|Mac|De|Di|La|Le|Van|Fitz)?.[^A-Z]*")
_SHORT_PART = 2


def find_given_names(
    text: str, names: Sequence[str], type_: IdentifierType
) -> Iterator[Identifier]:
    """Yield every place where one of the names, or a part of it, stands in the text."""
    for part in sorted({part for name in names for part in _parts(name)}):
        rare = len(part) > _SHORT_PART and part.casefold() not in _set("function_words")
        for match in _given(part).finditer(text):
            if rare or match.group()[:1].isupper():
                yield Identifier(*match.span(), type_)


def _parts(name: str) -> Iterator[str]:
    """Yield the whole name and its parts, each in both ways of writing an accent."""
    words = _WORD.findall(unicodedata.normalize("NFC", name))
    passed_over = _set("credentials") | _set("particles")
    parts = [word for word in words if len(word) > 1 and word.casefold() not in passed_over]
    halves = [half for word in parts for half in _JOINT.split(word) if len(half) > 3]
    for part in [*parts, *halves]:
        yield part
        yield unicodedata.normalize("NFD", part)


@cache
def _given(part: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(part)}(?![^\W_])", re.IGNORECASE)


@cache
def _set(key: str) -> frozenset[str]:
    return frozenset(identifier_data()["names"][key])


@cache
def common_words() -> frozenset[str]:
    """Return the lower-case words of ordinary notes that are no names, known places among them."""
    lines = files("analyzer.privacy").joinpath("common_words.txt").read_text(encoding="utf-8")
    return frozenset(lines.split()).union(
        _introducing(),
        *(_set(key) for key in ("not_names", "place_words", "function_words", "credentials")),
    )


@cache
def _introducing() -> frozenset[str]:
    """Return the words that announce a name."""
    keys = ("titles", "staff_titles", "staff_roles", "relations")
    return frozenset[str]().union(*(_set(key) for key in keys))


@dataclass(slots=True)
class _Word:
    """A word of the text with what its writing says about it."""

    start: int
    end: int
    key: str
    capital: bool
    upper: bool
    common: bool
    opens_sentence: bool
    gap: str
    """What stands between the word before and this one."""

    @property
    def unknown(self) -> bool:
        """A capital that ordinary notes do not give this word."""
        return self.capital and not self.common and self.end - self.start > 1

    @property
    def initial(self) -> bool:
        return self.capital and self.end - self.start == 1 and self.key != "i"


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    for match in _WORD.finditer(text):
        written = _POSSESSIVE.sub("", match.group())
        key = written.casefold().replace("\u2019", "'")
        before = words[-1].end if words else 0
        gap = text[before : match.start()]
        words.append(
            _Word(
                start=match.start(),
                end=match.start() + len(written),
                key=key,
                capital=written[0].isupper(),
                upper=_is_abbreviation(written),
                common=_is_common(key),
                opens_sentence=not words or bool(_SENTENCE_END.search(gap)),
                gap=gap,
            )
        )
    return words


def _is_abbreviation(written: str) -> bool:
    """Say whether a word has capitals where a name has none: BAUM, MenB, EOBs."""
    parts = _JOINT.split(written)
    return any(len(part) > 1 and not _NAME_CASE.fullmatch(part) for part in parts)


def _is_common(key: str) -> bool:
    """Say whether ordinary notes use the word, or every part of it of three letters or more.

    A letter before a hyphen, as in L-spine, begins no name.
    """
    if key in common_words():
        return True
    parts = _JOINT.split(key)
    if "-" in key and len(parts[0]) == 1:
        return True
    return len(parts) > 1 and all(part in common_words() for part in parts if len(part) > 2)


def find_people(text: str) -> list[Identifier]:
    """Return the names of people that the text itself gives away.

    A name is what follows a title or a relation ("Mrs", "daughter", "Nurse"), two words with a
    capital that ordinary notes do not use, a single one inside a sentence, and every
    other mention of a name so found. The first word of a sentence alone is never a name.

    >>> note = "Daughter Corinne on the phone. Asked for Keisha Brown. Corinne was calm."
    >>> [note[i.start : i.end] for i in find_people(note)]
    ['Corinne', 'Keisha Brown', 'Corinne']
    """
    words = _words(text)
    found: dict[int, IdentifierType] = {}
    for position in range(len(words)):
        for named, type_ in _introduced(words, position):
            found.setdefault(named, type_)
    for position in range(len(words)):
        if position not in found and _is_person(text, words, position):
            found[position] = IdentifierType.NAME
    for position in sorted(found):
        if position and words[position - 1].initial and _adjoins(words, position):
            found.setdefault(position - 1, found[position])
    keys = {words[i].key: t for i, t in found.items() if _is_telling(words[i])}
    for position, word in enumerate(words):
        if word.key in keys:
            found.setdefault(position, keys[word.key])
    return list(_stretches(words, found))


def _adjoins(words: list[_Word], position: int) -> bool:
    """Say whether a word stands beside the one before it as the parts of a name do."""
    if not 0 < position < len(words):
        return False
    before, gap = words[position - 1], words[position].gap
    return gap == " " or (gap == ". " and before.initial)


def _is_telling(word: _Word) -> bool:
    return not word.common and word.end - word.start > 2


def _introduced(words: list[_Word], position: int) -> Iterator[tuple[int, IdentifierType]]:
    """Yield the words of the name that a title, role or relation at this position introduces."""
    key = words[position].key
    if key not in _introducing() or position + 1 == len(words):
        return
    staff = key in _set("staff_titles") or key in _set("staff_roles")
    type_ = IdentifierType.STAFF if staff else IdentifierType.NAME
    following = position + 1
    if not _begins_name(words, following):
        return
    yield following, type_
    for following in range(position + 2, min(len(words), position + 5)):
        word = words[following]
        part_of_name = word.unknown or word.initial or word.key in _set("particles")
        if not (part_of_name and _adjoins(words, following)):
            return
        yield following, type_


def _begins_name(words: list[_Word], position: int) -> bool:
    """Say whether the word is the first of a name, as the word before it announces."""
    announcer, word = words[position - 1], words[position]
    if announcer.key in _set("titles") or announcer.key in _set("staff_titles"):
        if not _AFTER_TITLE.fullmatch(word.gap):
            return False
        if "." in word.gap and (len(announcer.key) > 4 or not announcer.capital):
            return not word.common
        capital = word.capital and not word.upper and word.key not in _set("function_words")
        return capital or not word.common
    if not (
        word.gap == " " or (announcer.key in _set("relations") and _AFTER_ROLE.fullmatch(word.gap))
    ):
        return False
    if word.initial and position + 1 < len(words):
        return words[position + 1].unknown and _adjoins(words, position + 1)
    return word.unknown and not (word.upper and (word.end - word.start < 4 or word.gap != " "))


def _is_person(text: str, words: list[_Word], position: int) -> bool:
    """Say whether the writing alone makes the word a part of a person's name."""
    word = words[position]
    before = words[position - 1] if _adjoins(words, position) else None
    after = words[position + 1] if _adjoins(words, position + 1) else None
    if after and after.capital and after.key in _set("place_words"):
        return False
    if word.upper:
        return False
    if word.unknown:
        speaks = word.opens_sentence and text[word.end : word.end + 1] == ":"
        followed = after is not None and not after.upper and (after.unknown or after.initial)
        preceded = before is not None and before.initial
        return not word.opens_sentence or speaks or followed or preceded
    if word.initial:
        return before is not None and before.unknown and not before.upper
    beside = after is not None and after.unknown and not after.upper and not word.opens_sentence
    beside = beside or (before is not None and before.unknown and not before.upper)
    return beside and word.capital and not _is_never_part(word.key)


def _is_never_part(key: str) -> bool:
    """Say whether a capital beside a name is known to be something else than a part of it.

    It may be one of another sort: Grace in "told Grace Okafor", Brown in "Keisha Brown".
    """
    return (
        key in _introducing()
        or key in _set("not_names")
        or key in _set("place_words")
        or key in _set("function_words")
    )


def _stretches(words: list[_Word], found: dict[int, IdentifierType]) -> Iterator[Identifier]:
    """Yield the found words, with neighbours of one type made one stretch."""
    open_: Identifier | None = None
    for position in sorted(found):
        word, type_ = words[position], found[position]
        joins = position - 1 in found and _adjoins(words, position)
        if open_ and joins and open_.type == type_:
            open_ = Identifier(open_.start, word.end, type_)
            continue
        if open_:
            yield open_
        open_ = Identifier(word.start, word.end, type_)
    if open_:
        yield open_
