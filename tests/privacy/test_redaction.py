import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.privacy.redaction import (
    Identifier,
    IdentifierType,
    find_identifiers,
    is_nhs_number,
    redact,
)


def redacted(text: str, names: tuple[str, ...] = (), staff_names: tuple[str, ...] = ()) -> str:
    return redact(text, 0, len(text), find_identifiers(text, names, staff_names))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cell 555-0148 is best", "cell [phone] is best"),
        ("rang from (602) 555-0148.", "rang from [phone]."),
        ("his mobile 07700 900604 rings out", "his mobile [phone] rings out"),
        ("landline 01632 960417 only", "landline [phone] only"),
        ("from +44 7700 900604 again", "from [phone] again"),
        ("ring 0491 570 006 after 3", "ring [phone] after 3"),
        ("her cell is +1 613-555-0142", "her cell is [phone]"),
        ("direct ext 4471", "direct ext [phone]"),
        ("sent to k.dunmore@mailbox.example today", "sent to [email] today"),
        ("see https://portal.example/msg?id=1 for it", "see [url] for it"),
        ("SSN 123-45-6789 read out", "SSN [id] read out"),
        ("NHS no. 943 476 5919 given", "NHS no. [id] given"),
        ("number 9434765919 given", "number [id] given"),
        ("MRN 40771, very upset", "MRN [id], very upset"),
        ("acct #7740-219 in collections", "acct #[id] in collections"),
        ("case no: GR-26-0417 opened", "case no: [id] opened"),
        ("policy number XJH448120937 lapsed", "policy number [id] lapsed"),
        ("dob 2.2.1944 confirmed", "dob [date] confirmed"),
        ("seen 03/14/2026 and 2026-03-15", "seen [date] and [date]"),
        ("promised by 4/2", "promised by [date]"),
        ("since 14 March 2026", "since [date]"),
        ("on March 3rd, 2026 he waited", "on [date] he waited"),
        ("since the 17th nobody rang", "since the [date] nobody rang"),
        ("mailed to 418 Alder Ct Apt 3, Nampa, ID 83651.", "mailed to [address]."),
        ("post to 14 Castlegate Mews, NE1 9ZZ now", "post to [address], [address] now"),
        ("the M5V 3L9 office", "the [address] office"),
        ("moved to NSW 2000 in spring", "moved to [address] in spring"),
        ("Mrs Adeyemi was in tears", "Mrs [name] was in tears"),
        ("told mr. hollis it was lost", "told mr. [name] it was lost"),
        ("Dr. Okafor's list ran late", "Dr. [staff]'s list ran late"),
        ("asked Nurse Penhallow to help", "asked Nurse [staff] to help"),
        ("the front desk put Wanjiru Brown on hold", "the front desk put [name] on hold"),
        ("daughter (Priscilla) at the bedside", "daughter ([name]) at the bedside"),
        ("Pt Tyrell Banks: refill refused", "Pt [name]: refill refused"),
    ],
)
def test_identifiers_are_replaced_by_their_type(text: str, expected: str) -> None:
    assert redacted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "She waited two hours on Monday and again yesterday.",
        "Listened and apologised. Rebooked for Thursday at 2:15.",
        "Pain 7/10, BP 120/80, on hold 45 min, open 24/7.",
        "Third call this week. Still no call back from the clinic.",
        "Explained the policy. Offered water. Sent to Westfield Clinic.",
        "Took 1/2 tablet twice a day for 10 days.",
        "told her we may be able to help; room 4, bed 12, case 3 of the day",
        "MRI L-spine and CBC ordered, NPO after midnight",
        "",
    ],
)
def test_text_without_identifiers_is_unchanged(text: str) -> None:
    assert redacted(text) == text


def test_given_names_are_told_apart() -> None:
    text = "KOWALCZYK shouted at jordan. Renata Kowalczyk's son left; Jordan Pike stayed."
    assert redacted(text, ("Renata Kowalczyk",), ("Pike, Jordan RN",)) == (
        "[patient] shouted at [staff]. [patient]'s son left; [staff] stayed."
    )


def test_a_function_word_is_a_name_only_with_a_capital() -> None:
    assert redacted("told him Will will call", ("Will Xu",)) == "told him [patient] will call"


def test_an_accent_written_in_two_ways_is_the_same_name() -> None:
    assert redacted("asked by Jose\u0301 today", ("José Ruiz",)) == "asked by [patient] today"


@pytest.mark.parametrize(("start", "end"), [(7, 12), (0, 12), (10, 30), (5, 14)])
def test_an_identifier_at_the_edge_of_a_quote_is_replaced_whole(start: int, end: int) -> None:
    text = "Asked  Priscilla Ndiaye to wait"
    identifiers = [Identifier(7, 23, IdentifierType.PATIENT)]
    quote = redact(text, start, end, identifiers)
    assert "[patient]" in quote
    assert not re.search("risc|diay", quote)


def test_nhs_number_needs_ten_digits() -> None:
    assert not is_nhs_number("943 476 591")


NAME = st.text("abcdefghijklmnopqrstuvwxyzéñ", min_size=4, max_size=12).filter(
    lambda name: name not in {"patient", "staff", "name", "date", "phone", "email", "address"}
)
PROSE = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            [
                "Mrs",
                "Dr.",
                "555-0148",
                "MRN",
                "4/2",
                "said",
                "\n",
                "a@b.example",
                "Ann Lee",
                "ref #",
            ]
        ),
    ),
    max_size=25,
).map(" ".join)


@given(PROSE, st.lists(NAME, max_size=2))
def test_identifiers_are_ordered_within_the_text_and_do_not_overlap(
    text: str, names: list[str]
) -> None:
    position = 0
    for identifier in find_identifiers(text, names):
        assert position <= identifier.start < identifier.end <= len(text)
        position = identifier.end


@given(NAME, NAME, PROSE, PROSE, st.sampled_from([str.lower, str.upper, str.title]))
def test_given_names_never_survive(given_name, family_name, before, after, written) -> None:
    text = f"{before} {written(given_name)} {after} {written(family_name)}'s {before}"
    left = redacted(text, (f"{given_name} {family_name}",))
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", re.sub(r"\[\w+\]", " ", left))}
    assert not words & {given_name, family_name}


@pytest.mark.parametrize(
    "unit",
    ["1", "1-", "1 ", "0 ", "a", "a.", "a@", "a-", "A", "A1-", "Aa ", "Aa. ", "(", "1/1/", "Dr. ",
     "MRN ", "ref # ", "1 Aa ", "'", "www.", "on the ", "\u0301", "Jan ", "p.o. box ", "@a."],
)  # fmt: skip
def test_long_repetitive_text_is_read_in_step_with_its_length(unit: str) -> None:
    """A search that backtracks over the whole text would not end here."""
    text = unit * (200_000 // len(unit))
    assert all(0 <= i.start < i.end <= len(text) for i in find_identifiers(text, ("Aa Bb",)))


def test_a_number_that_the_row_gives_is_found_bare() -> None:
    text = "chart of 40771 was mixed up with 140771; he is 3"
    found = find_identifiers(text, numbers=["40771", "3", "none"])
    assert redact(text, 0, len(text), found) == "chart of [id] was mixed up with 140771; he is 3"
