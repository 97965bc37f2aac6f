"""Addresses and postcodes of four countries, mail addresses and links."""

import random
import unicodedata

from planted.numbers import digits
from planted.people import Person
from planted.pieces import Piece, data

POSTCODE_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
"""The letters that end a British postcode, none of which is C, I, K, M, O or V (Royal Mail)."""
HOSTS = (
    "example.com", "example.org", "example.net", "mailbox.example", "post.example", "example.co.uk",
    "clinic.example.com", "examplemail.com",
)  # fmt: skip


def street(draw: random.Random) -> list[Piece]:
    return [Piece(_street(draw, draw.choice((_US, _UK, _CA, _AU))), "address", "street")]


_US = (
    " St",
    " Ave",
    " Rd",
    " Ln",
    " Dr",
    " Ct",
    " Blvd",
    " Way",
    " Street",
    " Avenue",
    " Pkwy",
    "",
)
_UK = (" Road", " Close", " Mews", " Terrace", " Gardens", " Street", " Crescent", " Row", " Rd")
_CA = (" Cres NW", " Ave W", " Drive", " Rue", " Court", " Line", " Street E")
_AU = (" Pde", " St", " Esplanade", " Ct", " Hwy", " Tce", " Grove", " Rd")


def _street(draw: random.Random, kinds: tuple[str, ...]) -> str:
    number = f"{draw.randint(1, 2400)}{draw.choice(('', '', '', '', 'A', 'b'))}"
    return f"{number} {draw.choice(data('words')['places']['streets'])}{draw.choice(kinds)}"


def address(draw: random.Random) -> list[Piece]:
    country, text = draw.choice((_american, _american, _british, _british, _canadian, _australian))(
        draw
    )
    return [Piece(text, "address", country)]


def _american(draw: random.Random) -> tuple[str, str]:
    flat = draw.choice(("", "", " Apt 3", " #12", ", Unit B", " apt 6"))
    town = draw.choice(data("words")["places"]["towns_us"])
    return "United States", f"{_street(draw, _US)}{flat}{draw.choice((', ', ' '))}{town}"


def _british(draw: random.Random) -> tuple[str, str]:
    flat = draw.choice(("", "", "Flat 2, ", "Flat 14b "))
    town = draw.choice((f", {draw.choice(data('words')['places']['towns_uk'])}", ""))
    return (
        "United Kingdom",
        f"{flat}{_street(draw, _UK)}{town}{draw.choice((', ', ' '))}{_uk(draw)}",
    )


def _uk(draw: random.Random) -> str:
    area = draw.choice(("NE1", "LS12", "M4", "SW1A", "G11", "BT9", "CF10", "EH6", "B33"))
    letters = "".join(draw.choices(POSTCODE_LETTERS, k=2))
    return f"{area}{draw.choice((' ', ' ', ''))}{draw.randint(0, 9)}{letters}"


def _canadian(draw: random.Random) -> tuple[str, str]:
    town = draw.choice(data("words")["places"]["towns_ca"])
    return "Canada", f"{draw.choice(('', '4-', 'Unit 9, '))}{_street(draw, _CA)}, {town}"


def _australian(draw: random.Random) -> tuple[str, str]:
    town = draw.choice(data("words")["places"]["towns_au"])
    return "Australia", f"{draw.choice(('', '', '4/', 'Unit 4, '))}{_street(draw, _AU)}, {town}"


def postcode(draw: random.Random) -> list[Piece]:
    american = draw.choice(("ID {}", "OH {}-1204", "{}")).format(digits(draw, 5))
    canadian = draw.choice(("M5V 3L9", "T2X1V4", "H2X 1Y4", "K1A-0B1"))
    australian = draw.choice(("NSW 2034", "QLD 4810", "Vic 3764"))
    return [Piece(draw.choice((american, _uk(draw), canadian, australian)), "address", "postcode")]


def po_box(draw: random.Random) -> list[Piece]:
    form = draw.choice(("PO Box {}", "P.O. Box {}", "po box {}", "GPO Box {}", "Locked Bag {}"))
    return [Piece(form.format(digits(draw, draw.choice((2, 3, 4)))), "address", "box")]


def email(draw: random.Random, person: Person) -> list[Piece]:
    given, family = _plain(person.given), _plain(person.family)
    form = draw.choice(
        (
            "{0}.{1}",
            "{0[0]}{1}",
            "{0}{1}{2}",
            "{0}_{1}",
            "{0[0]}.{1}{2}",
            "{1}.{0}+clinic",
            "the{1}s",
        )
    )
    box = form.format(given, family, digits(draw, 2))
    text = f"{box}@{draw.choice(HOSTS)}"
    return [Piece(draw.choice((text, text, text, text.upper(), text.title())), "email", "address")]


def url(draw: random.Random, person: Person) -> list[Piece]:
    slug = f"{_plain(person.given)}-{_plain(person.family)}"
    form = draw.choice(
        ("https://reviews.example/{}", "www.example.com/{}", "http://example.org/p?id={}",
         "video.example.com/watch/{}", "https://www.example.net/users/{}/posts/7", "example.com/{}",
         "www.{}.example")
    )  # fmt: skip
    return [Piece(form.format(slug), "url", "link")]


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return "".join(c for c in letters if c.isascii() and c.isalpha()).lower() or "reader"


PLACES = {
    "street": street,
    "address": address,
    "postcode": postcode,
    "po_box": po_box,
}
CONTACTS = {"email": email, "url": url}
