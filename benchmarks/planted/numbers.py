"""Telephone numbers and numbers of records, insurers and the state, none of them anybody's.

Telephone numbers are of the ranges kept for fiction: 555-0100 to 555-0199 in North America, those
of Ofcom for drama in the United Kingdom, and of the ACMA in Australia. Indian ones begin with a
digit that none has. The check digits of the NHS number (NHS Data Dictionary), the Australian
Medicare card and the Canadian social insurance number (Luhn) are right.
"""

import random
import string

from planted.pieces import Piece

LETTERS = "ACDEFGHJKMNPQRTUVWXY"
"""The letters of a Medicare Beneficiary Identifier: no S, L, O, I, B, Z (CMS)."""
AREAS = ("602", "614", "763", "503", "208", "416", "604", "403", "902", "204")
UK = ("07700 900", "01632 960", "020 7946 0", "0161 496 0", "0131 496 0", "0113 496 0")
AU = ("0491 570 006", "0491 570 156", "0491 570 157", "0491 570 110", "02 5550 1", "03 7010 4")


def phone(draw: random.Random) -> list[Piece]:
    makers = (_american, _american, _american, _short, _british, _british, _australian, _elsewhere)
    text, kind = draw.choice(makers)(draw)
    pieces = [Piece(text, "phone", kind)]
    if draw.random() < 0.12:
        extension = digits(draw, draw.choice((2, 3, 4)))
        between = draw.choice((" ext ", " ext. ", " x", " x ", " extn "))
        pieces += [Piece(between), Piece(extension, "phone", "extension")]
    return pieces


def digits(draw: random.Random, count: int) -> str:
    return "".join(draw.choices(string.digits, k=count))


def _american(draw: random.Random) -> tuple[str, str]:
    form = draw.choice(
        ("{0}-555-{1}", "{0}-555-{1}", "({0}) 555-{1}", "({0})555-{1}", "{0}.555.{1}",
         "{0} 555 {1}", "{0}555{1}", "+1 {0} 555 {1}", "1-{0}-555-{1}", "+1{0}555{1}",
         "{0}/555-{1}", "{0} 555-{1}")
    )  # fmt: skip
    return form.format(draw.choice(AREAS), f"01{digits(draw, 2)}"), "United States, Canada"


def _short(draw: random.Random) -> tuple[str, str]:
    return f"555{draw.choice('--. ')}01{digits(draw, 2)}", "seven digits"


def _spaced(draw: random.Random, number: str, country: str) -> str:
    """Return a number with its trunk prefix written in one of the usual ways."""
    ways = (
        number,
        number,
        number.replace(" ", ""),
        number.replace(" ", "-"),
        number.replace(" ", "."),
        f"+{country} {number[1:]}",
        f"+{country}{number[1:].replace(' ', '')}",
        f"+{country} (0){number[1:]}",
        f"00{country} {number[1:]}",
        "({}) {}".format(*number.split(" ", 1)),
    )
    return draw.choice(ways)


def _british(draw: random.Random) -> tuple[str, str]:
    return _spaced(draw, draw.choice(UK) + digits(draw, 3), "44"), "United Kingdom"


def _australian(draw: random.Random) -> tuple[str, str]:
    number = draw.choice(AU)
    number += digits(draw, 3) if number[1] != "4" else ""
    return _spaced(draw, number, "61"), "Australia"


def _elsewhere(draw: random.Random) -> tuple[str, str]:
    if draw.random() < 0.5:
        return _spaced(draw, f"085 555 01{digits(draw, 2)}", "353"), "Ireland"
    separator = draw.choice((" ", "", "-"))
    return f"+91 5550{digits(draw, 1)}{separator}01{digits(draw, 3)}", "India"


def _id(kind: str, text: str) -> list[Piece]:
    return [Piece(text, "id", kind)]


def mrn(draw: random.Random) -> list[Piece]:
    number = digits(draw, draw.choice((5, 6, 7, 8)))
    form = draw.choice(("{}", "{}", "{}", "H{}", "H-{}", "{}-01"))
    return _id("record number", form.format(number))


def hospital_number(draw: random.Random) -> list[Piece]:
    letters = "".join(draw.choices(LETTERS, k=2))
    form = draw.choice(("{1}{0}{2}", "{1}{0}", "{1[0]}{0}{2}", "RX{0}", "{0}{2}"))
    return _id("record number", form.format(digits(draw, 6), letters, letters[0]))


def reference(draw: random.Random) -> list[Piece]:
    form = draw.choice(("GR-{a}-{d}", "{d}-{a}", "PA-{d}-K", "C/{a}/{d}", "#{d}{a}", "INC{d}{a}"))
    text = form.format(a=draw.choice(("25", "26")), d=digits(draw, 4)).removeprefix("#")
    return _id("reference", text)


def claim(draw: random.Random) -> list[Piece]:
    form = draw.choice(("CLM{}", "{}", "CL-{}", "{}-00", "2026{}"))
    return _id("claim number", form.format(digits(draw, 8)))


def policy(draw: random.Random) -> list[Piece]:
    letters = "".join(draw.choices(string.ascii_uppercase, k=3))
    form = draw.choice(("{0}{1}", "{0} {1}", "{0}-{1}", "{1}", "W{1}"))
    return _id("insurance number", form.format(letters, digits(draw, 9)))


def account(draw: random.Random) -> list[Piece]:
    return _id("account", f"{digits(draw, 4)}{draw.choice(('-', '', ' '))}{digits(draw, 3)}")


def ssn(draw: random.Random) -> list[Piece]:
    """An area of 900 and more, which the Social Security Administration gives nobody."""
    parts = (f"9{digits(draw, 2)}", f"{draw.randint(1, 49):02}", f"{draw.randint(1, 9999):04}")
    return _id("social security number", draw.choice(("-", "-", " ", "")).join(parts))


def nhs(draw: random.Random) -> list[Piece]:
    """A number of the range from 999, which is kept for tests."""
    while True:
        nine = f"999{digits(draw, 6)}"
        check = -sum(int(d) * weight for d, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
        if check < 10:
            break
    separator = draw.choice((" ", " ", "-", ""))
    return _id("NHS number", separator.join((nine[:3], nine[3:6], f"{nine[6:]}{check}")))


def medicare_au(draw: random.Random) -> list[Piece]:
    eight = draw.choice("23456") + digits(draw, 7)
    check = sum(int(d) * w for d, w in zip(eight, (1, 3, 7, 9, 1, 3, 7, 9), strict=True)) % 10
    separator = draw.choice((" ", " ", ""))
    return _id("Medicare card", separator.join((eight[:4], f"{eight[4:]}{check}", "1")))


def mbi(draw: random.Random) -> list[Piece]:
    pattern = draw.choice(("9A99-A99-AA99", "9AA9-AA9-AA99", "9A99A99AA99", "9AA9AA9AA99"))
    made = "".join(
        draw.choice(LETTERS) if c == "A" else draw.choice("123456789") if c == "9" else c
        for c in pattern
    )
    return _id("Medicare beneficiary", made)


def sin(draw: random.Random) -> list[Piece]:
    """A number that begins with 0, which is given to nobody."""
    eight = f"0{digits(draw, 7)}"
    doubled = "".join(str(int(d) * (1 + place % 2)) for place, d in enumerate(eight))
    check = -sum(map(int, doubled)) % 10
    separator = draw.choice((" ", "-", ""))
    return _id(
        "social insurance number", separator.join((eight[:3], eight[3:6], f"{eight[6:]}{check}"))
    )


def health_card(draw: random.Random) -> list[Piece]:
    version = draw.choice(("", " AB", "-KM", " XT"))
    separator = draw.choice((" ", "-", ""))
    parts = (f"{draw.randint(1, 9)}{digits(draw, 3)}", digits(draw, 3), digits(draw, 3))
    return _id("health card", separator.join(parts) + version)


def phn(draw: random.Random) -> list[Piece]:
    separator = draw.choice((" ", ""))
    return _id(
        "health card", separator.join((f"9{digits(draw, 3)}", digits(draw, 3), digits(draw, 3)))
    )


def licence(draw: random.Random) -> list[Piece]:
    return _id(
        "licence",
        draw.choice(
            (f"D{digits(draw, 7)}", f"{digits(draw, 3)} {digits(draw, 3)} {digits(draw, 3)}")
        ),
    )


def passport(draw: random.Random) -> list[Piece]:
    return _id("passport", draw.choice(LETTERS) + digits(draw, 8))


def prescription(draw: random.Random) -> list[Piece]:
    return _id("prescription", draw.choice(("{}", "#{}")).format(digits(draw, 7)).removeprefix("#"))


def plate(draw: random.Random) -> list[Piece]:
    letters = "".join(draw.choices(LETTERS, k=5))
    return _id("vehicle", f"{letters[:2]}{digits(draw, 2)} {letters[2:]}")


def age(draw: random.Random) -> list[Piece]:
    return [Piece(str(draw.randint(90, 107)), "age", "over 89")]


NUMBERS = {
    maker.__name__: maker
    for maker in (
        phone, mrn, hospital_number, reference, claim, policy, account, ssn, nhs, medicare_au, mbi,
        sin, health_card, phn, licence, passport, prescription, plate, age,
    )
}  # fmt: skip
