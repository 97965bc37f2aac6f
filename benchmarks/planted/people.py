"""Names of patients, relatives and staff, in the ways in which notes write them."""

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from faker import Faker

from planted.pieces import Piece, data

LOCALES = (
    "en_US", "en_GB", "en_CA", "en_AU", "en_IE", "en_NZ", "en_IN", "en_PK", "en_NG", "yo_NG",
    "ha_NG", "ig_NG", "tw_GH", "sw", "zu_ZA", "es_MX", "es_CO", "es_AR", "pt_BR", "fr_FR", "fr_CA",
    "de_DE", "it_IT", "pl_PL", "tr_TR", "nl_NL", "sv_SE", "fi_FI", "da_DK", "no_NO", "cs_CZ",
    "sk_SK", "hr_HR", "ro_RO", "hu_HU", "vi_VN", "id_ID", "ga_IE", "fil_PH", "et_EE", "lt_LT",
    "lv_LV", "sl_SI", "az_AZ", "ja_JP", "zh_CN", "zh_TW",
)  # fmt: skip
EACH = 40
OWN_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Person:
    """A given name and a surname; ``own`` where they come from words.toml, not from Faker."""

    given: str
    family: str
    own: bool

    @property
    def full(self) -> str:
        return f"{self.given} {self.family}"

    def named(self, form: str, text: str, type_: str = "name") -> list[Piece]:
        return [Piece(text, type_, f"{form}, own list" if self.own else form)]


def a_person(draw: random.Random) -> Person:
    """Return a person of one of Faker's locales, or in a quarter of cases of words.toml."""
    own = draw.random() < OWN_SHARE
    if own:
        given, family = data("words")["names"]["given"], data("words")["names"]["family"]
    else:
        given, family = _names(draw.choice(LOCALES))
    surname = draw.choice(family)
    if draw.random() < 0.08:
        surname = f"{surname}-{draw.choice(family)}"
    return Person(draw.choice(given), surname, own)


@cache
def _names(locale: str) -> tuple[list[str], list[str]]:
    """Return given names and surnames of a locale in Latin letters."""
    fake = Faker(locale)
    fake.seed_instance(locale)
    if hasattr(fake, "first_romanized_name"):
        given, family = fake.first_romanized_name, fake.last_romanized_name
    elif hasattr(fake, "romanized_name"):
        names = [fake.romanized_name().split() for _ in range(EACH)]
        return [name[-1] for name in names], [name[0] for name in names]
    else:
        given, family = fake.first_name, fake.last_name
    return list(_latin(given() for _ in range(EACH))), list(_latin(family() for _ in range(EACH)))


def _latin(names: Iterator[str]) -> Iterator[str]:
    for name in names:
        if all(unicodedata.name(letter).startswith("LATIN") for letter in name if letter.isalpha()):
            yield name


def in_any_form(draw: random.Random, person: Person) -> list[Piece]:
    """Return a person as notes name them."""
    forms = (full, full, full, first, last, last, initials, surname_first)
    return draw.choice(forms)(draw, person)


def full(draw: random.Random, person: Person) -> list[Piece]:
    if draw.random() < 0.1:
        middle = draw.choice("ABDEFGJKLMRT")
        return person.named("with middle initial", f"{person.given} {middle}. {person.family}")
    return person.named("full name", person.full)


def first(draw: random.Random, person: Person) -> list[Piece]:
    return person.named("given name", person.given)


def last(draw: random.Random, person: Person) -> list[Piece]:
    return person.named("surname", person.family)


def initials(draw: random.Random, person: Person) -> list[Piece]:
    initial = draw.choice(("{0}. ", "{0} ", "{0}.{1}. ", "{0}{1} "))
    before = initial.format(person.given[0], draw.choice("ABDEFGJKLMRT"))
    return person.named("initials and surname", before + person.family)


def surname_first(draw: random.Random, person: Person) -> list[Piece]:
    comma = draw.choice((", ", ", ", ",", " , "))
    return person.named("surname first", f"{person.family}{comma}{person.given}")


def relative(draw: random.Random, person: Person) -> list[Piece]:
    return draw.choice((first, first, first, full))(draw, person)


def _of_list(key: str, kind: str, type_: str = "name"):
    def from_list(draw: random.Random, person: Person) -> list[Piece]:
        return [Piece(draw.choice(data("words")["names"][key]), type_, kind)]

    return from_list


def title(draw: random.Random, person: Person) -> list[Piece]:
    return [Piece(draw.choice(data("words")["names"]["titles"]))]


def staff_first(draw: random.Random, person: Person) -> list[Piece]:
    return person.named("given name", person.given, "staff")


def staff_last(draw: random.Random, person: Person) -> list[Piece]:
    return person.named("surname", person.family, "staff")


def staff(draw: random.Random, person: Person) -> list[Piece]:
    if draw.random() < 0.2:
        return person.named("initials and surname", f"{person.given[0]}. {person.family}", "staff")
    return person.named("full name", person.full, "staff")


PATIENT = {
    "name": in_any_form,
    "full": full,
    "first": first,
    "last": last,
    "initials": initials,
    "chat_name": relative,
    "title": title,
    "nickname": _of_list("nicknames", "nickname"),
    "word_name": _of_list("word_given", "given name that is a word"),
    "word_last": _of_list("word_family", "surname that is a word"),
}
RELATIVE = {"relative": relative, "other": in_any_form}
STAFF = {
    "staff": staff,
    "staff_first": staff_first,
    "staff_last": staff_last,
    "staff_word": _of_list("word_family", "surname that is a word", "staff"),
}
OTHER_STAFF = {"other_staff": staff}
