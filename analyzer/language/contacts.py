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
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from itertools import accumulate, chain, count
from operator import add
from string import ascii_letters
from typing import Any, NamedTuple

from analyzer.codebook import Actor, ContactKind
from analyzer.language.beginnings import Patterns, beginnings
from analyzer.language.remembered import Remembered
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

_KNOWN_WORDS = 131_072
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
    chunks = text.split(" ")
    lettered = [*map(rules.lettered_of(text).__getitem__, chunks)]
    letters = rules.letters("".join(lettered))
    cores = rules.cores(letters)
    if not cores:
        return ()
    return tuple(_quoted(text, letters, sorted(cores), _Places.of(chunks, lettered)))


@dataclass(frozen=True, slots=True, order=True)
class _Core:
    """The words that tell of a contact, from the number of the first to that behind the last."""

    first: int
    last: int
    kind: ContactKind


@dataclass(frozen=True, slots=True)
class _Places:
    """Where words stand: how many of them, and how many characters but blanks, there are up to the
    end of each of the chunks between blanks."""

    chunks: Sequence[str]
    words: Sequence[int]
    characters: Sequence[int]
    spans: dict[int, list[tuple[int, int]]]
    """Where the words of a chunk stand in it; a note without blanks is one chunk, cut once."""

    @classmethod
    def of(cls, chunks: Sequence[str], lettered: Iterable[str]) -> "_Places":
        """Count the letters and the characters of all chunks."""
        return cls(chunks, [*accumulate(map(len, lettered))], [*accumulate(map(len, chunks))], {})

    def span(self, word: int) -> tuple[int, int]:
        """Return where the word of this number begins and ends."""
        number = bisect_right(self.words, word)
        chunk = self.chunks[number]
        within = word - self.words[number - 1] if number else word
        if number not in self.spans:
            self.spans[number] = [found.span() for found in _words.finditer(chunk)]
        start, end = self.spans[number][within]
        begins = self.characters[number] - len(chunk) + number * len(" ")
        return begins + start, begins + end


def _quoted(text: str, letters: str, cores: Iterable[_Core], places: _Places) -> Iterator[Contact]:
    """Quote every core with the words around it, unless a quote of its kind holds it already."""
    rules = _rules()
    told = dict.fromkeys(ContactKind, 0)
    for core in cores:
        before = rules.before.search(letters, max(0, core.first - _AROUND), core.first)
        behind = rules.behind.match(letters, core.last, core.last + _AROUND)
        if core.first < told[core.kind] or before is None or behind is None:
            continue
        told[core.kind] = behind.end()
        start, end = places.span(before.start())[0], places.span(behind.end() - 1)[1]
        actor = rules.actors.get(letters[core.first], Actor.UNCLEAR)
        yield Contact(kind=core.kind, start=start, end=end, quote=text[start:end], actor=actor)


class _Clause(NamedTuple):
    """The letters of a clause, and what the patterns are looked up by: each with the next."""

    letters: str
    pairs: Sequence[str]

    @classmethod
    def of(cls, letters: str) -> "_Clause":
        """Pair the letters."""
        return cls(letters, [*map(add, letters, letters[1:] + " ")])

    def replaced(self, patterns: Patterns, by: Callable[[re.Match[str]], str]) -> "_Clause":
        """Return the clause with something as long instead of what is found; itself if nothing."""
        left, end = "", 0
        for found in patterns.finditer(self.letters, count(), self.pairs):
            left += self.letters[end : found.start()] + by(found)
            end = found.end()
        return _Clause.of(left + self.letters[end:]) if end else self


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is read from contacts.toml.

    ``letter_of`` gives the letter of a class, ``lettered`` those of the words between two blanks,
    ``lettered_capitals`` the same in a note in capitals; ``initial`` finds one before a name.
    ``speech`` is looked for where something ``can_be_speech``.
    ``told`` finds a word without which no clause tells of a contact, ``unkept`` what was promised
    and not done (where something ``can_be_unkept``), ``others`` what only looks like a contact.
    ``kinds`` are tried by turns, each with the words that it needs.
    """

    letter_of: Mapping[str, str]
    lettered: Mapping[str, str]
    lettered_capitals: Mapping[str, str]
    initial: re.Pattern[str]
    name_of: str
    can_be_speech: Callable[[str], re.Match[str] | None]
    speech: re.Pattern[str]
    in_speech: Mapping[int, str]
    told: Callable[..., re.Match[str] | None]
    can_be_unkept: Callable[[str], re.Match[str] | None]
    unkept: re.Pattern[str]
    others: Patterns
    kinds: Sequence[tuple[ContactKind, re.Pattern[str], Patterns]]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    actors: Mapping[str, Actor]

    def lettered_of(self, text: str) -> Mapping[str, str]:
        """Return the letters of the words of a note's kind."""
        return self.lettered if _small.search(text) else self.lettered_capitals

    def letters(self, letters: str) -> str:
        """Return the letters of a note's words as they are read together; a line break ends a
        sentence."""
        letters = self.initial.sub(self.name_of, letters)
        if self.can_be_speech(letters):
            spoken = self.in_speech
            letters = self.speech.sub(lambda speech: speech.group().translate(spoken), letters)
        return letters.replace(self.letter_of["line"], self.letter_of["stop"])

    def cores(self, letters: str) -> list[_Core]:
        """Return what tells of contacts; what is found is blanked for what is tried later."""
        if not self.told(letters):
            return []
        cores: list[_Core] = []
        begins = 0

        def take(kind: ContactKind, found: re.Match[str]) -> str:
            cores.append(_Core(begins + found.start(), begins + found.end(), kind))
            return self._blank(found)

        if self.can_be_unkept(letters):
            letters = self.unkept.sub(partial(take, ContactKind.MISSED), letters)
        stop, end = self.letter_of["stop"], 0
        while told := self.told(letters, end):
            begins = max(end, letters.rfind(stop, end, told.start()) + 1)
            end = letters.find(stop, told.end())
            end = len(letters) if end < 0 else end
            clause = _Clause.of(letters[begins:end]).replaced(self.others, self._blank)
            for kind, needed, patterns in self.kinds:
                if needed.search(clause.letters):
                    clause = clause.replaced(patterns, partial(take, kind))
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
    needed = {name: re.compile(pattern(*sources)) for name, sources in data["needed"].items()}

    def patterns(name: str) -> Patterns:
        sources = map(pattern, data["patterns"][name])
        return Patterns((beginnings(one, len("ab")), re.compile(one)) for one in sources)

    return _Rules(
        letter_of=letter_of,
        lettered=_lettering(data["words"], letter_of, _form),
        lettered_capitals=_lettering(data["words"], letter_of, _form_in_capitals),
        initial=re.compile(pattern(data["initials"]["pattern"])),
        name_of=letter_of["name"] * 2,
        can_be_speech=needed["speech"].search,
        speech=re.compile(pattern(data["speech"]["pattern"])),
        in_speech=str.maketrans({letter_of[name]: letter_of[other] for name, other in becomes}),
        told=needed["any"].search,
        can_be_unkept=needed["unkept"].search,
        unkept=re.compile(pattern(*data["patterns"]["unkept"])),
        others=patterns("others"),
        kinds=[(kind, needed[kind.value], patterns(kind.value)) for kind in _BY_TURNS],
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
) -> Mapping[str, str]:
    """Return what gives the words between two blanks their letters."""
    listed = {word: letter_of[name] for name, forms in words.items() for word in forms}

    def letter(word: str) -> str:
        lower = word.lower().replace("’", "'")
        bare = lower.strip("'&/-")
        stem = _stem.match(bare)
        forms = (lower, bare, stem.group() if stem else "")
        return next(filter(None, map(listed.get, forms)), None) or letter_of[form(word)]

    def lettered(chunk: str) -> str:
        return "".join(map(letter, _words.findall(chunk)))

    return Remembered(lettered, _KNOWN_WORDS)


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
