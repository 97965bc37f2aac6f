"""Finds what a note tells of contacts by the clinic: promised, made, or not made.

Every word becomes one letter, that of its class ("rang" is a call made, "dtr" the patient side),
and patterns over those letters find a contact: who, a call, whom. Both are data, in
rules/contacts.toml. What the patient side says, in quotation marks or behind "Pt:", is lettered
apart: a patient's "I" is not the author's.

A contact is found when a quote of its kind overlaps a reader's label. On the 900 labelled notes of
tests/language/contact_notes.jsonl, with 177 labels of odd authors, 198 of even ones, and 126 of
eleven even ones whose other notes were held back:

                          made               missed             promised
    authors               precision  recall  precision  recall  precision  recall
    odd, rules' source        1.000   0.885      1.000   0.735      0.984   0.923
    even, first reading       0.837   0.449      0.737   0.378      0.923   0.585
    even, rules widened       0.955   0.772      1.000   0.649      0.945   0.841
    held back                 0.757   0.622      0.933   0.483      0.889   0.615

The notes held back say what to expect of new ones: the rules were written and widened on the
others. This prints the scores with the rules as they are:

    .venv/bin/python -m pytest -s tests/language/test_contact_scores.py
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib import resources
from itertools import chain, islice
from string import ascii_letters
from typing import Any

from analyzer.codebook import Actor, ContactKind
from analyzer.language.word_lists import common_words
from analyzer.schema import Contact

_AROUND = 8
"""How many words of the clause before and behind what tells of a contact are quoted with it."""

# Letters and other characters without a meaning in a regular expression, one a class of words.
_LETTERS = ascii_letters + "".join(map(chr, range(0xA1, 0x180)))

_DIGITS_OF_A_TIME = 4
"""A time or a date has no more digits; a telephone number has."""

_SYMBOLS = "\u2200"
"""Where the marks end that part words; an emoji parts none."""

_SHORT = 2
"""How many letters leave it open whether a word is a name."""

_KNOWN_WORDS = 32768
"""How many words keep their letter in memory: most words of a note are those of all notes."""

_BY_TURNS = (ContactKind.MISSED, ContactKind.PROMISED, ContactKind.MADE)
"""What tells of a missed contact holds words that by themselves would promise it or make it."""

_words = re.compile(
    r"[\w'’&/-]+(?:@[\w.-]{0,60}\w|"
    r"[.:](?:\d\w*|(?<=\b[DMdm][rs]\.)|(?<=\bMrs\.)|m\b\.?|[\w.-]{1,40}@[\w.-]{0,60}\w))?"
    r"|[^ \w]"
)
"""Words and marks; the full stop of "Dr.", "3.15", "p.m." or an address belongs to its word."""

_stem = re.compile(r"[a-z]+(?=['/-][a-z])")
"""What "dtr's", "mum/dad" and "dtr-in-law" have the class of."""

_small = re.compile(r"[a-z]{3}")
"""What a note in capitals holds nowhere."""

_reference = re.compile(r"\{(?P<other>\^?)(?P<names>[a-z_|]+)\}")


def contacts(text: str) -> tuple[Contact, ...]:
    """Return the contacts by the clinic with the patient side that a note tells of, by start.

    A quote is the clause that tells it, or a part of one; that of a promise which the next sentence
    says was not kept goes on to there.

    >>> [(c.kind.value, c.quote) for c in contacts("1140 called wife. Dr Lee will ring her Fri")]
    [('made', '1140 called wife'), ('promised', 'Dr Lee will ring her Fri')]
    """
    rules = _rules()
    letters = rules.letters(text)
    cores = rules.cores(letters)
    if not cores:
        return ()
    return tuple(_quoted(text, letters, sorted(cores)))


@dataclass(frozen=True, slots=True, order=True)
class _Core:
    """The words that tell of a contact, from the number of the first to that behind the last."""

    first: int
    last: int
    kind: ContactKind


def _quoted(text: str, letters: str, cores: Sequence[_Core]) -> Iterator[Contact]:
    """Quote every core with the words around it, unless a quote of its kind holds it already."""
    rules = _rules()
    words = islice(_words.finditer(text), cores[-1].last + _AROUND)
    spans = [word.span() for word in words]
    told = dict.fromkeys(ContactKind, 0)
    for core in cores:
        before = rules.before.search(letters, max(0, core.first - _AROUND), core.first)
        behind = rules.behind.match(letters, core.last, core.last + _AROUND)
        if core.first < told[core.kind] or before is None or behind is None:
            continue
        told[core.kind] = behind.end()
        start, end = spans[before.start()][0], spans[behind.end() - 1][1]
        actor = rules.actors.get(letters[core.first], Actor.UNCLEAR)
        yield Contact(kind=core.kind, start=start, end=end, quote=text[start:end], actor=actor)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is read from contacts.toml.

    ``letter_of`` gives the letter of a class, ``lettered`` those of the words between two blanks,
    ``lettered_capitals`` the same in a note in capitals; ``initial`` finds one before a name.
    ``told`` finds a word without which no clause tells of a contact, ``unkept`` what was promised
    and not done (where something ``can_be_unkept``), ``others`` what only looks like a contact.
    ``kinds`` are tried by turns, each with the words that it needs.
    """

    letter_of: Mapping[str, str]
    lettered: Callable[[str], str]
    lettered_capitals: Callable[[str], str]
    initial: re.Pattern[str]
    name_of: str
    speech: re.Pattern[str]
    in_speech: Mapping[int, str]
    told: Callable[[str], re.Match[str] | None]
    can_be_unkept: Callable[[str], re.Match[str] | None]
    unkept: re.Pattern[str]
    others: re.Pattern[str]
    kinds: Sequence[tuple[ContactKind, re.Pattern[str], re.Pattern[str]]]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    actors: Mapping[str, Actor]

    def letters(self, text: str) -> str:
        """Return the letters of a note's words; a line break ends a sentence."""
        lettered = self.lettered if _small.search(text) else self.lettered_capitals
        letters = "".join(map(lettered, text.split(" ")))
        letters = self.initial.sub(self.name_of, letters)
        letters = self.speech.sub(lambda speech: speech.group().translate(self.in_speech), letters)
        return letters.replace(self.letter_of["line"], self.letter_of["stop"])

    def cores(self, letters: str) -> list[_Core]:
        """Return what tells of contacts; what is found is blanked for what is tried later."""
        if not self.told(letters):
            return []
        cores: list[_Core] = []
        position = 0

        def take(kind: ContactKind, found: re.Match[str]) -> str:
            cores.append(_Core(position + found.start(), position + found.end(), kind))
            return self._blank(found)

        if self.can_be_unkept(letters):
            letters = self.unkept.sub(partial(take, ContactKind.MISSED), letters)
        for clause in letters.split(self.letter_of["stop"]):
            if self.told(clause):
                left = self.others.sub(self._blank, clause)
                for kind, needed, pattern in self.kinds:
                    if needed.search(left):
                        left = pattern.sub(partial(take, kind), left)
            position += len(clause) + 1
        return cores

    def _blank(self, found: re.Match[str]) -> str:
        return self.letter_of["blank"] * len(found.group())


@cache
def _rules() -> _Rules:
    source = resources.files(__package__).joinpath("rules/contacts.toml").read_text("utf-8")
    data: dict[str, Any] = tomllib.loads(source)
    letter_of = dict(zip([*data["unlisted"], *data["words"]], _LETTERS, strict=False))
    groups: dict[str, list[str]] = data["groups"]
    parts: dict[str, str] = {}

    def members(names: Iterable[str]) -> Iterator[str]:
        return chain.from_iterable(groups.get(name, [name]) for name in names)

    def pattern(*sources: str) -> str:
        return "|".join(_reference.sub(meaning, source) for source in sources)

    def meaning(reference: re.Match[str]) -> str:
        names = list(members(reference["names"].split("|")))
        listed = "".join(letter_of[name] for name in names if name not in parts)
        ways = [parts[name] for name in names if name in parts]
        if listed:
            ways.append(f"[{reference['other']}{listed}]")
        return f"(?:{'|'.join(ways)})" if len(ways) > 1 else ways[0]

    for name, part in data["parts"].items():
        parts[name] = pattern(part)
    becomes = data["speech"]["becomes"].items()
    needed, found = (
        {name: re.compile(pattern(*sources)) for name, sources in data[table].items()}
        for table in ("needed", "patterns")
    )
    return _Rules(
        letter_of=letter_of,
        lettered=_lettering(data["words"], letter_of, _form),
        lettered_capitals=_lettering(data["words"], letter_of, _form_in_capitals),
        initial=re.compile(pattern(data["initials"]["pattern"])),
        name_of=letter_of["name"] * 2,
        speech=re.compile(pattern(data["speech"]["pattern"])),
        in_speech=str.maketrans({letter_of[name]: letter_of[other] for name, other in becomes}),
        told=needed["any"].search,
        can_be_unkept=needed["unkept"].search,
        unkept=found["unkept"],
        others=found["others"],
        kinds=[(kind, needed[kind.value], found[kind.value]) for kind in _BY_TURNS],
        before=re.compile(pattern(r"{^stop|comma|colon|quote}*\Z")),
        behind=re.compile(pattern("{^stop|comma|colon|quote}*")),
        actors={
            letter_of[name]: Actor(actor)
            for actor, names in data["actors"].items()
            for name in members(names)
        },
    )


def _lettering(
    words: Mapping[str, Sequence[str]],
    letter_of: Mapping[str, str],
    form: Callable[[str], str],
) -> Callable[[str], str]:
    """Return what gives the words between two blanks their letters."""
    listed = {word: letter_of[name] for name, forms in words.items() for word in forms}

    def letter(word: str) -> str:
        lower = word.lower().replace("’", "'")
        bare = lower.strip("'&/-")
        stem = _stem.match(bare)
        forms = (lower, bare, stem.group() if stem else "")
        return next(filter(None, map(listed.get, forms)), None) or letter_of[form(word)]

    @lru_cache(maxsize=_KNOWN_WORDS)
    def lettered(chunk: str) -> str:
        return "".join(map(letter, _words.findall(chunk)))

    return lettered


def _form(word: str) -> str:
    """Return the class of a word that no list holds."""
    if word[0].isdigit():
        return "clock" if sum(map(str.isdigit, word)) <= _DIGITS_OF_A_TIME else "number"
    if "@" in word[1:]:
        return "address"
    if not word[0].isalpha():
        return "line" if word == "\n" else "comma" if word < _SYMBOLS else "plain"
    if word.isupper() and len(word) > 1:
        return "acronym"
    if _stem_or_word(word.lower()) in common_words():
        return "capital" if word[0].isupper() else "plain"
    if not word[0].isupper():
        return "unknown" if len(word) > _SHORT else "plain"
    return "name" if len(word) > 1 else "initial"


def _form_in_capitals(word: str) -> str:
    """Return the class of such a word of a note in capitals."""
    return _form(word.capitalize())


def _stem_or_word(lower: str) -> str:
    """Return what the lists of words hold of a word in small letters."""
    stem = _stem.match(lower)
    return stem.group() if stem else lower.strip("'&/-")
