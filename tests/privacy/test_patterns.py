from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.privacy.identifiers import IdentifierType
from analyzer.privacy.pattern_rules import number_rules, text_rules
from analyzer.privacy.patterns import find_patterns


def marked(text: str) -> str:
    """Return the text with every identifier as its type in brackets."""
    for one in reversed(find_patterns(text)):
        text = f"{text[: one.start]}[{one.type}]{text[one.end :]}"
    return text


@pytest.mark.parametrize(
    "text",
    [
        "cell [555-0148] is best",
        "rang from [(602) 555-0148].",
        "ph [602.555.0148], lm",
        "his mobile [07700 900604] rings out",
        "landline [01632 960417] only",
        "from [+44 7700 900604] again",
        "ring [0491 570 006] after 3",
        "rooms [(02) 5550 1187] shut",
        "her cell is [+1 613-555-0142]",
        "home [061 555 0182] before noon",
        "mobile [98400 55512], son answers",
        "matron took [0803-555-0142] down",
        "call [602 555-0148 x 49] direct",
        "its [020.7946.0186] now",
        "wife ([555 0142]) to be told",
        "freephone [1800 555 010] engaged",
        "spaced out [5 5 5 0 1 4 8] in chat",
        "said five, no: [six oh two five five five oh one four eight]",
        "typed [6O2-555-O148] by hand",
    ],
)
def test_a_telephone_number_is_found(text: str) -> None:
    assert marked(text.replace("[", "").replace("]", "")) == _with_type(text, "phone")


@pytest.mark.parametrize(
    "text",
    [
        "SSN [123-45-6789] read out",
        "NHS no. [943 476 5919] given",
        "number [9434765919] given",
        "MRN [40771], very upset",
        "mrn#[40771] again",
        "acct #[7740-219] in collections",
        "case no: [GR-26-0417] opened",
        "policy number [XJH448120937] lapsed",
        "HSN [448 210 993] on the card",
        "order [88-20417] never came",
        "said CLM [2261-88410-C] was denied",
        "complaint, [IP 2291-B], withdrawn",
        "Medicare card no [2950 55501 1] taken",
        "card no. ([M 774 120 Q]) copied",
        "folder [KZ 20418] is lost",
        "OHIP [1234-567-890-AB] expired",
        "trip [448120], return leg",
        "form sent, no. [SV/0417]. I waited",
        "new ID is [1EG4-TE5-MK73] from June on",
        "NI [AB123456C] on the form",
        "plate [7ABC123] blocked the bay",
        "car [WX21 KLM] in the ambulance bay",
        "licence [QUARR657054SM9IJ] copied",
        "card [4000 1234 5678 9010] was read out",
        "logged in from [198.51.100.7] at night",
        "pump serial [SN-448812] recalled",
        "card ending in [4471] declined",
        "gave [xxx-xx-4471] as proof",
        "What is your account number?\n11:04 Pt: [4471]\nThanks",
        "MRN [4O771] typed badly",
    ],
)
def test_a_number_of_a_record_is_found(text: str) -> None:
    assert marked(text.replace("[", "").replace("]", "")) == _with_type(text, "id")


@pytest.mark.parametrize(
    "text",
    [
        "mailed to [418 Alder Ct Apt 3, Nampa, ID 83651].",
        "post to [14 Castlegate Mews, NE1 9ZZ] now",
        "the [M5V 3L9] office",
        "moved to [NSW 2000] in spring",
        "letters to [Flat 3, 17 Corn Street]. Updated",
        "lives at [22 Ropery Lane] with her son",
        "due at his mother's Friday at 2, [61 Selkirk]. He asked",
        "Confirm the first line of address?\nPt: [22 coble dene]\nAgent: Thanks",
        "now at [14 mill lane], she says",
        "letter went to [4/413 alder grove, fenwick qld 4810], her ex has it",
        "new address [1636 Saint Brendan's, Unit B, Millbrook, OH 44017]",
        "voucher sent to [PO Box 71] again",
        "no aide for [Rt 4 Box 119] tonight",
        "visited [Kestrel Lodge, 40 Mill Road]. Nobody in",
        "eircode [D02 X285] noted",
        "moved to [TX 75201] in May",
        "pickup [310 W. TILDEN #9] at noon",
        "her house is on [4410 County Road 12], past the mill",
        "parcel for [3300 Hwy 9 South] returned",
        "now in [Flat 6 Windsor House] with mum",
        "post to [Flat 2, The Laurels, Mill Lane] please",
        "lives at [Rose Cottage, Church Road] since May",
        "home visit at [12a High St], no answer",
        "cab from [14 rue Saint-Denis] at noon",
        "keys for [8 Gort na Coille] with the warden",
        "([2210 Turtle Creek]) is what we have",
    ],
)
def test_an_address_is_found(text: str) -> None:
    assert marked(text.replace("[", "").replace("]", "")) == _with_type(text, "address")


@pytest.mark.parametrize(
    "text",
    [
        "dob [2.2.1944] confirmed",
        "born [Jul 23 52], two charts",
        "waiting since [17 11 2025] for a call",
        "DOB [14 09 1943] confirmed",
        "born [1938], lives alone",
        "seen [03/14/2026] and [2026-03-15]",
        "promised by [4/2]",
        "pain clinic, moved from [10/13]",
        "since [14 March 2026]",
        "letter of [14-Mar-26] found",
        "on [March 3rd, 2026] he waited",
        "booked [may 12] 2p",
        "since the [17th] nobody rang",
        "Tues [18th], and again the [20th].",
        "off work [3/7]-[3/9]. attached",
        "since [March 2026] she says",
        "[the fourth of March] was promised, then [may first]",
        "pain since [3/7], worse now",
        "on the [14th and 16th of March] she rang",
    ],
)
def test_a_date_is_found(text: str) -> None:
    assert marked(text.replace("[", "").replace("]", "")) == _with_type(text, "date")


@pytest.mark.parametrize(
    "text",
    [
        "[94yo] with her son",
        "aged [91], deaf",
        "[97 y/o] F in bed 3",
        "turned [102] on Sunday",
        "gran Honor Bellamy, [91], at the desk",
        "a [93-year-old] man fell",
        "it is her [100th] birthday",
        "[92F] from the home, she is [92]",
    ],
)
def test_an_age_over_89_is_found(text: str) -> None:
    assert marked(text.replace("[", "").replace("]", "")) == _with_type(text, "age")


@pytest.mark.parametrize(
    "text",
    [
        "sent to [k.dunmore@mailbox.example] today",
        "sent to [k.dunmore at mailbox dot example] today",
        "sent to [k.dunmore(at)mailbox.example] today",
    ],
)
def test_an_email_address_is_found(text: str) -> None:
    assert marked(text.replace("[", "").replace("]", "")) == _with_type(text, "email")


def test_a_web_address_is_found() -> None:
    assert marked("see https://portal.example/msg?id=1 for it") == "see [url] for it"
    assert marked("posted on reviews.example/jane.okafor, furious") == "posted on [url] furious"


@pytest.mark.parametrize(
    "text",
    ["@reception", "seen @1500 by RN", "@2pm", "BP @10:30", "RN @ER2", "#NOF", "ext #4", "@home."],
)
def test_a_place_or_hour_behind_a_sign_is_left(text: str) -> None:
    assert marked(text) == text


def _with_type(text: str, type_: str) -> str:
    """Return the text with every stretch in brackets as its type."""
    pieces = text.replace("]", "[").split("[")
    return "".join(f"[{type_}]" if place % 2 else piece for place, piece in enumerate(pieces))


@pytest.mark.parametrize(
    "text",
    [
        "She waited two hours on Monday and again yesterday.",
        "Pain 7/10, BP 120/80, on hold 45 min, open 24/7.",
        "cramping 6/10 earlier, now 2/10",
        "itching 7/10 at night, borg 4/10 on the stairs",
        "father is living at 82 with emphysema",
        "reviewed at 3 via Zoom, invoice 3 via Docusign",
        "staying at her daughter's house, unable to drive",
        "had 3 Unwitnessed falls, 4 Leukocytes Trace",
        "next apt 9 Friday Imaging Building",
        "seen at 12a by the night doctor",
        "headache 3/7, cough 2/7 ago, review in 3/12, back in 6/52, pen V 5/7 supplied",
        "crying infant 4/12, croup, 14/12 old",
        "Took 1/2 tablet twice a day for 10 days, 2 1/2 cups, an hour and 3/4.",
        "vision 6/9 unaided, power 5/5, apgars 8/9",
        "room 4, bed 12, ward 7, tooth #14, case 3 of the day, call 2/3",
        "Rebooked for Thursday at 2:15, arrived 1040, seen 1120, out 1300-1410.",
        "0800 0900 1000 by hall 7 with a walker",
        "MRI L-spine and CBC ordered, NPO after midnight, A1c 7.2, B12 low, COVID-19 neg",
        "billed CPT 99213-25 and 99214, code J1100, crown D2740",
        "owes $1,250.00, paid £40, cost 18,500 in all, 10000 steps",
        "complaint 2019, seen there in 2023",
        "BP 94/60, sats 94% on air, temp 101F, glucose 94, HR 112",
        "told 111 and 999, NHS 111 was slow",
        "the 3rd call this week, 2nd opinion, 4th floor, 95th percentile",
        "83yo, aged 78, she is 85, 67M, turned 70",
        "took 20 mg, then 40 Lasix, 2 RNs and 3 Tylenol",
        "a 10 min drive down the road, one way",
        "may need 2 visits, may 3 people come",
        "",
    ],
)
def test_other_numbers_are_left(text: str) -> None:
    assert marked(text) == text


DIGITS = st.text("0123456789", min_size=7, max_size=12)
PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["MRN", "ref #", "555-0148", "4/2", "14 March", "22 Mill Lane", "94yo", "a@b.example", "\n",
         "6/10", "Flat 3,", "NE1 9ZZ", "(602)", "dob", "address?\nPt: 4", "www.", "first of May",
         "x2", "O2", "²"]
    ),
)  # fmt: skip
PROSE = st.lists(PIECES, max_size=25).map(" ".join)


@given(PROSE)
def test_what_is_found_lies_in_the_text_in_order_and_apart(text: str) -> None:
    position = 0
    for one in find_patterns(text):
        assert position <= one.start < one.end <= len(text)
        position = one.end


@given(PROSE, st.sampled_from(["MRN", "acct no.", "claim #", "Ref:"]), DIGITS, PROSE)
def test_an_announced_number_never_survives(before: str, word: str, number: str, after: str):
    assert f"{word} {number}" not in marked(f"{before}\n{word} {number}, {after}")


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%y", "%Y-%m-%d", "%d %B %Y", "%b %d, %Y"]),
)
def test_every_day_is_found_as_it_is_written(day: date, written: str) -> None:
    assert marked(f"letter of {day.strftime(written)} came") == "letter of [date] came"


@pytest.mark.parametrize(
    "unit",
    ["1", "1-", "1 ", "0 ", "a", "a.", "a@", "a-", "A", "A1-", "Aa ", "Aa. ", "(", "1/1/",
     "MRN ", "ref # ", "1 Aa ", "'", "www.", "on the ", "\u0301", "Jan ", "p.o. box ", "@a.",
     "1 a ", "0l", "five ", "1. ", "first of may ", " dot ", "a at a.", "a.com/", "1\n",
     "xx-", "2 north "],
)  # fmt: skip
def test_long_repetitive_text_is_read_in_step_with_its_length(unit: str) -> None:
    """A search that backtracks over the whole text would not end here."""
    text = unit * (200_000 // len(unit))
    assert all(0 <= one.start < one.end <= len(text) for one in find_patterns(text))


def test_the_types_that_patterns_give_away_are_no_names() -> None:
    types = {rule.type for rule in (*number_rules(), *text_rules())}
    names = {
        IdentifierType.PATIENT,
        IdentifierType.AUTHOR,
        IdentifierType.STAFF,
        IdentifierType.NAME,
    }
    assert types == set(IdentifierType) - names
