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
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from itertools import accumulate, chain, pairwise
from operator import add
from string import ascii_letters
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.codebook import Actor, ContactKind
from analyzer.language.beginnings import Patterns, beginnings
from analyzer.language.contact_letters import form, form_in_capitals, lettering, small, words
from analyzer.language.pieces import Places, codes_of
from analyzer.schema import Contact

_AROUND = 8
"""How many words of the clause before and behind what tells of a contact are quoted with it."""

# Letters and other characters without a meaning in a regular expression, one a class of words.
_LETTERS = ascii_letters + "".join(map(chr, range(0xA1, 0x180)))

_BY_TURNS = (ContactKind.MISSED, ContactKind.PROMISED, ContactKind.MADE)
"""What tells of a missed contact holds words that by themselves would promise it or make it."""

_OTHERS, _ANY = 1, 15
_BIT_OF = {ContactKind.MISSED: 2, ContactKind.PROMISED: 4, ContactKind.MADE: 8}
"""The bits of what is looked for in a clause."""

_reference = re.compile(r"\{(?P<other>\^?)(?P<names>[a-z_|]+)\}")


def contacts(texts: Sequence[str]) -> list[tuple[Contact, ...]]:
    """Return the contacts by the clinic with the patient side that each note of a batch tells of,
    by start.

    A quote is the clause that tells it, or a part of one; that of a promise which the next sentence
    says was not kept goes on to there.

    >>> [told] = contacts(["1140 called wife. Dr Lee will ring her Fri"])
    >>> [(contact.kind.value, contact.quote) for contact in told]
    [('made', '1140 called wife'), ('promised', 'Dr Lee will ring her Fri')]
    """
    rules = _rules()
    chunks = [text.split(" ") for text in texts]
    lettered = [
        "".join(map(rules.lettered_of(text).__getitem__, of_text))
        for text, of_text in zip(texts, chunks, strict=True)
    ]
    letters = rules.letters(lettered)
    found: list[tuple[Contact, ...]] = [()] * len(texts)
    for note, cores in rules.cores(letters).items():
        text, own, of_text = texts[note], letters.of(note), chunks[note]
        places = _Places.of(of_text, map(rules.lettered_of(text).__getitem__, of_text))
        found[note] = tuple(_quoted(text, own, sorted(cores), places))
    return found


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
            self.spans[number] = [found.span() for found in words.finditer(chunk)]
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


class _Letters(NamedTuple):
    """The letters of a batch of notes, each with a stop behind; ``begins`` says where those of each
    begin, with their number as a last entry more."""

    letters: str
    begins: Sequence[int]

    def of(self, note: int) -> str:
        """Return the letters of a note, without the stop."""
        return self.letters[self.begins[note] : self.begins[note + 1] - 1]

    def notes(self, places: Sequence[int] | Places) -> Places:
        """Return the note of each place."""
        return np.searchsorted(np.array(self.begins), places, side="right") - 1

    def with_notes(self, notes: Mapping[int, str]) -> "_Letters":
        """Return the letters with others, as many, for some notes."""
        letters, end = "", 0
        for note, own in sorted(notes.items()):
            begin = self.begins[note]
            letters += self.letters[end:begin] + own
            end = begin + len(own)
        return _Letters(letters + self.letters[end:], self.begins)


class _Clause(NamedTuple):
    """The letters of a clause, the places where a pattern may begin, and what the patterns are
    looked up by there: the letter with the next. ``may_hold`` has a bit for those of each kind that
    it may hold."""

    letters: str
    places: Sequence[int]
    pairs: Sequence[str]
    may_hold: int

    @classmethod
    def of(cls, letters: str) -> "_Clause":
        """Pair all the letters."""
        return cls(letters, range(len(letters)), [*map(add, letters, letters[1:] + " ")], _ANY)

    def replaced(self, patterns: Patterns, by: Callable[[re.Match[str]], str]) -> "_Clause":
        """Return the clause with something as long instead of what is found; itself if nothing."""
        left, end = "", 0
        for found in patterns.finditer(self.letters, self.places, self.pairs):
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
    ``kinds`` are tried by turns, each with the words that it needs. ``beginning`` has, for
    two letters, by their codes, the bits of what may begin with them in a clause.
    """

    letter_of: Mapping[str, str]
    lettered: Mapping[str, str]
    lettered_capitals: Mapping[str, str]
    initial: re.Pattern[str]
    name_of: str
    can_be_speech: Callable[[str], re.Match[str] | None]
    speech: re.Pattern[str]
    in_speech: Mapping[int, str]
    told: Callable[[str], Iterator[re.Match[str]]]
    can_be_unkept: Callable[[str], Iterator[re.Match[str]]]
    unkept: re.Pattern[str]
    others: Patterns
    kinds: Sequence[tuple[ContactKind, re.Pattern[str], Patterns]]
    beginning: NDArray[np.uint8]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    actors: Mapping[str, Actor]

    def lettered_of(self, text: str) -> Mapping[str, str]:
        """Return the letters of the words of a note's kind."""
        return self.lettered if small.search(text) else self.lettered_capitals

    def letters(self, notes: Sequence[str]) -> _Letters:
        """Return the letters of notes' words as they are read together; a line break ends a
        sentence, as the end of a note does."""
        letters = self.initial.sub(self.name_of, self.letter_of["line"].join([*notes, ""]))
        if self.can_be_speech(letters):
            spoken = self.in_speech
            letters = self.speech.sub(lambda speech: speech.group().translate(spoken), letters)
        letters = letters.replace(self.letter_of["line"], self.letter_of["stop"])
        return _Letters(letters, [*accumulate((len(note) + 1 for note in notes), initial=0)])

    def cores(self, letters: _Letters) -> dict[int, list[_Core]]:
        """Return what tells of contacts, note by note; what is found is blanked for what is tried
        later."""
        cores: dict[int, list[_Core]] = defaultdict(list)

        def take(note: int, begins: int, kind: ContactKind, found: re.Match[str]) -> str:
            cores[note].append(_Core(begins + found.start(), begins + found.end(), kind))
            return self._blank(found)

        told, unkept = (
            set(letters.notes([found.start() for found in finditer(letters.letters)]).tolist())
            for finditer in (self.told, self.can_be_unkept)
        )
        kept = {
            note: self.unkept.sub(partial(take, note, 0, ContactKind.MISSED), letters.of(note))
            for note in told & unkept
        }
        letters = letters.with_notes({note: kept[note] for note in cores})
        for note, begins, clause in self._clauses(letters):
            if clause.may_hold & _OTHERS:
                clause = clause.replaced(self.others, self._blank)
            for kind, needed, patterns in self.kinds:
                if clause.may_hold & _BIT_OF[kind] and needed.search(clause.letters):
                    clause = clause.replaced(patterns, partial(take, note, begins, kind))
        return cores

    def _clauses(self, written: _Letters) -> Iterator[tuple[int, int, _Clause]]:
        """Yield the clauses that tell of something where a pattern may begin, with the note of each
        and its place there."""
        letters, codes = written.letters, codes_of(written.letters)
        may_begin = np.zeros(len(codes), np.uint8)
        may_begin[:-1] = self.beginning[codes[:-1], codes[1:]]
        stops = np.flatnonzero(codes == ord(self.letter_of["stop"]))
        places = np.flatnonzero(may_begin)
        clause_of = np.searchsorted(stops, places)
        tells = np.zeros(len(stops), bool)
        tells[np.searchsorted(stops, [found.start() for found in self.told(letters)])] = True
        places, clause_of = places[tells[clause_of]], clause_of[tells[clause_of]]
        firsts = np.flatnonzero(np.diff(clause_of, prepend=-1))
        clauses = clause_of[firsts]
        if not len(clauses):
            return
        begins = np.append(0, stops + 1)[clauses]
        may_hold = np.bitwise_or.reduceat(may_begin[places], firsts).tolist()
        within = (places - np.repeat(begins, np.diff(np.append(firsts, len(places))))).tolist()
        columns = begins.tolist(), stops[clauses].tolist(), written.notes(begins).tolist(), may_hold
        bounds = pairwise([*firsts.tolist(), len(places)])
        for begin, end, note, bits, (low, high) in zip(*columns, bounds, strict=True):
            own, some = letters[begin:end], within[low:high]
            clause = _Clause(own, some, [own[place : place + 2] for place in some], bits)
            yield note, begin - written.begins[note], clause

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

    others = patterns("others")
    kinds = [(kind, needed[kind.value], patterns(kind.value)) for kind in _BY_TURNS]
    return _Rules(
        letter_of=letter_of,
        lettered=lettering(data["words"], letter_of, form),
        lettered_capitals=lettering(data["words"], letter_of, form_in_capitals),
        initial=re.compile(pattern(data["initials"]["pattern"])),
        name_of=letter_of["name"] * 2,
        can_be_speech=needed["speech"].search,
        speech=re.compile(pattern(data["speech"]["pattern"])),
        in_speech=str.maketrans({letter_of[name]: letter_of[other] for name, other in becomes}),
        told=needed["any"].finditer,
        can_be_unkept=needed["unkept"].finditer,
        unkept=re.compile(pattern(*data["patterns"]["unkept"])),
        others=others,
        kinds=kinds,
        beginning=_beginning({_OTHERS: others} | {_BIT_OF[kind]: one for kind, _, one in kinds}),
        before=re.compile(pattern(r"{^stop|comma|colon|quote}*\Z")),
        behind=re.compile(pattern("{^stop|comma|colon|quote}*")),
        actors={
            letter_of[name]: Actor(actor)
            for actor, names in data["actors"].items()
            for name in members(names)
        },
    )


def _beginning(tried: Mapping[int, Patterns]) -> NDArray[np.uint8]:
    """Return the bits of what begins with one letter's code, a row, and the next's, a column."""
    table = np.zeros((ord(max(_LETTERS)) + 1,) * 2, np.uint8)
    for bit, patterns in tried.items():
        for begun in patterns.beginnings:
            first, *more = map(ord, begun)
            table[first, more or slice(None)] |= bit
    return table
