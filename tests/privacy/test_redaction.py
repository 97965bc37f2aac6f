import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_tagger import plain_tagger

from analyzer.privacy.identifiers import Identifier, IdentifierType
from analyzer.privacy.name_parts import parts_of_name
from analyzer.privacy.redaction import find_in_notes, redact

TAGGER = plain_tagger()


def redacted(text: str, **row: object) -> str:
    [identifiers] = find_in_notes([{"text": text, **row}])
    return redact(text, 0, len(text), identifiers)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mrs Adeyemi was in tears", "Mrs [name] was in tears"),
        ("told mr. hollis it was lost", "told mr. [name] it was lost"),
        ("Dr. Okafor's list ran late", "Dr. [staff]'s list ran late"),
        ("the front desk put Wanjiru Brown on hold", "the front desk put [name] on hold"),
        ("Pt Tyrell Banks rang from 555-0148", "Pt [name] rang from [phone]"),
        ("sent to k.dunmore@mailbox.example", "sent to [email]"),
        ("Aged 94, dob 2.2.1932, MRN 40771", "Aged [age], dob [date], MRN [id]"),
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
        "Explained the policy. Offered water.",
        "",
    ],
)
def test_text_without_identifiers_is_unchanged(text: str) -> None:
    assert redacted(text) == text


def test_people_that_the_row_gives_are_told_apart() -> None:
    text = "KOWALCZYK shouted at jordan. Renata Kowalczyk's son left; Amara Osei stayed."
    assert redacted(
        text,
        patient_name="Renata Kowalczyk",
        staff_name="Pike, Jordan RN",
        staff_names=["Amara Osei", "Pike, Jordan RN"],
    ) == ("[patient] shouted at [author]. [patient]'s son left; [staff] stayed.")


def test_names_of_the_patients_other_notes_are_found() -> None:
    assert redacted("rang adeyemi", patient_names=["Zoe Adeyemi"]) == "rang [patient]"


def test_a_function_word_is_a_name_only_with_a_capital() -> None:
    told = redacted("told him Will will call", patient_name="Will Xu")
    assert told == "told him [patient] will call"


@pytest.mark.parametrize("written", ["Jose\u0301", "José", "Jose"])
@pytest.mark.parametrize("known", ["Jose\u0301 Ruiz", "José Ruiz"])
def test_an_accent_written_in_two_ways_is_the_same_name(written: str, known: str) -> None:
    assert redacted(f"asked by {written} today", patient_name=known) == "asked by [patient] today"


@pytest.mark.parametrize("column", ["patient_id", "case_id"])
def test_a_number_that_the_row_gives_is_found_bare(column: str) -> None:
    assert redacted("spoke of 4-0771 again", **{column: "40771"}) == "spoke of [id] again"


def test_a_date_near_the_note_tells_how_far_it_is() -> None:
    text = "Promised by 4 March, as on 1 March; dob 2.2.1944"
    written = datetime(2026, 3, 2, 9, 40, tzinfo=UTC)
    assert redacted(text, timestamp=written) == (
        "Promised by [date: in 2 days], as on [date: the day before]; dob [date]"
    )
    assert redacted(text, timestamp=None) == "Promised by [date], as on [date]; dob [date]"


def found(text: str, **row: object) -> list[tuple[str, str]]:
    """Return what is found with the tagger whose answers are known."""
    [identifiers] = find_in_notes([{"text": text, **row}], TAGGER)
    return [(text[one.start : one.end], str(one.type)) for one in identifiers]


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("Ann rang", {"patient_name": "Ann"}, [("Ann", "patient")]),
        ("Ann Mbeki", {"patient_name": "Ann Mbeki"}, [("Ann Mbeki", "patient")]),
        ("Mbeki Mbeki", {"patient_name": "Mbeki"}, [("Mbeki Mbeki", "patient")]),
        ("Mbeki\nMbeki", {"patient_name": "Mbeki"}, [("Mbeki", "patient"), ("Mbeki", "patient")]),
        (
            "Mbeki Pike",
            {"patient_name": "Mbeki", "staff_name": "Pike"},
            [("Mbeki", "patient"), ("Pike", "author")],
        ),
        ("Pike", {"patient_name": "Pike", "staff_name": "Pike"}, [("Pike", "patient")]),
        ("Okafor", {"staff_name": "Okafor"}, [("Okafor", "author")]),
        ("ann@mail.example", {"patient_name": "Ann"}, [("ann@mail.example", "email")]),
        ("Ann-Zoe rang", {"patient_name": "Zoe"}, [("Ann-Zoe", "patient")]),
    ],
)
def test_what_overlaps_or_makes_one_name_is_one(
    text: str, row: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert [one for one in found(text, **row) if one[1] != "name"] == expected


def test_another_tagger_may_be_given() -> None:
    assert found("Zoe met okafor and Okafor") == [("Zoe", "name"), ("Okafor", "staff")]


def test_places_are_those_of_the_text_as_it_was_written() -> None:
    text = "\u200bO\u0301 \ufb01ve calls: \u041eka\u00adfor; P\u0430tel"
    assert found(text, patient_name="Patel") == [
        ("\u041eka\u00adfor", "staff"),
        ("P\u0430tel", "patient"),
    ]


@pytest.mark.parametrize(("start", "end"), [(7, 12), (0, 12), (10, 30), (5, 14), (8, 9), (7, 23)])
def test_an_identifier_at_the_edge_of_a_quote_is_replaced_whole(start: int, end: int) -> None:
    text = "Asked  Priscilla Ndiaye to wait"
    quote = redact(text, start, end, [Identifier(7, 23, IdentifierType.PATIENT)])
    assert quote == f"{text[start:7]}[patient]{text[23:end]}"


@pytest.mark.parametrize(("start", "end"), [(0, 7), (23, 31), (24, 24)])
def test_an_identifier_outside_the_quote_leaves_it_alone(start: int, end: int) -> None:
    text = "Asked  Priscilla Ndiaye to wait"
    quote = redact(text, start, end, [Identifier(7, 23, IdentifierType.PATIENT)])
    assert quote == text[start:end]


def test_each_identifier_is_replaced_by_what_may_be_told_of_it() -> None:
    text = "4 March, 9 March, 1944, Ann"
    identifiers = [
        Identifier(0, 7, IdentifierType.DATE, "in 2 days"),
        Identifier(9, 16, IdentifierType.DATE, "a week later"),
        Identifier(18, 22, IdentifierType.DATE),
        Identifier(24, 27, IdentifierType.NAME),
    ]
    assert redact(text, 0, len(text), identifiers) == (
        "[date: in 2 days], [date: a week later], [date], [name]"
    )


def test_identifiers_side_by_side_stay_two() -> None:
    text = "AnnBob Cy"
    people = [
        Identifier(0, 3, IdentifierType.NAME),
        Identifier(3, 6, IdentifierType.NAME),
        Identifier(7, 9, IdentifierType.NAME),
    ]
    assert redact(text, 0, len(text), people) == "[name][name] [name]"


STRETCHES = st.lists(st.integers(0, 60), max_size=12, unique=True).map(sorted)


@given(st.text(min_size=60, max_size=60), STRETCHES, st.integers(0, 60), st.integers(0, 60))
def test_a_quote_is_the_text_with_its_identifiers_replaced(
    text: str, edges: list[int], start: int, end: int
) -> None:
    start, end = sorted((start, end))
    identifiers = [
        Identifier(low, high, type_)
        for low, high, type_ in zip(edges[::2], edges[1::2], IdentifierType, strict=False)
    ]
    pieces, position = [], start
    for one in identifiers:
        if one.start < end and one.end > start:
            pieces += [text[position : max(one.start, start)], f"[{one.type}]"]
            position = min(one.end, end)
    assert redact(text, start, end, identifiers) == "".join([*pieces, text[position:end]])


NAME = st.text("abcdefghijklmnopqrstuvwxyzéñ", min_size=4, max_size=12).filter(
    lambda name: (
        name not in {type_.value for type_ in IdentifierType}
        and bool(parts_of_name(name))
        and not parts_of_name(name)[0].with_capital
    )
)
PIECES = ["Mrs", "Dr.", "555-0148", "MRN", "4/2", "said", "\n", "a@b.example", "Ann Lee", "ref #"]
PROSE = st.lists(st.one_of(st.text(max_size=12), st.sampled_from(PIECES)), max_size=25).map(
    " ".join
)
ROWS = st.fixed_dictionaries(
    {"text": PROSE},
    optional={"patient_name": NAME, "staff_names": st.lists(NAME), "patient_id": st.text()},
)


@given(st.lists(ROWS, max_size=4))
def test_identifiers_lie_in_order_and_are_the_same_in_any_batch(notes: list[dict]) -> None:
    together = find_in_notes(notes)
    assert together == [find_in_notes([note])[0] for note in notes]
    for note, identifiers in zip(notes, together, strict=True):
        position = 0
        for one in identifiers:
            assert position <= one.start < one.end <= len(note["text"])
            position = one.end


@given(NAME, NAME, PROSE, PROSE, st.sampled_from([str.lower, str.upper, str.title]))
def test_given_names_never_survive(given_name, family_name, before, after, written) -> None:
    text = f"{before} {written(given_name)} {after} {written(family_name)}'s {before}"
    left = redacted(text, patient_name=f"{given_name} {family_name}")
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", re.sub(r"\[\w+\]", " ", left))}
    assert not words & {given_name, family_name}


@pytest.mark.parametrize(
    "unit",
    ["a", "A", "Aa ", "Aa. ", "a.", "A-", "Aa'", "A a ", "Dr. ", "Aa de ", "1 Aa ", "\u0301", "\n",
     "Aa Bb ", "AaBb", "P-1"],
)  # fmt: skip
def test_long_repetitive_text_is_read_in_step_with_its_length(unit: str) -> None:
    """A search that looks at the whole text for each word would not end here."""
    text = unit * (60_000 // len(unit))
    note = {"text": text, "patient_name": "Aa Bb", "staff_names": ["A. Aaaaaaaa"]}
    [identifiers] = find_in_notes([note | {"patient_id": "P-1P-1"}])
    assert all(0 <= one.start < one.end <= len(text) for one in identifiers)


def test_somebody_who_shares_a_name_with_the_author_is_not_the_author() -> None:
    row = {"staff_name": "Sarah Smith"}
    [found] = find_in_notes([{"text": "Dr Sarah Okafor hung up on her.", **row}], TAGGER)
    assert [one.type for one in found] == [IdentifierType.STAFF]
    [own] = find_in_notes([{"text": "S. Smith here, Sarah told her.", **row}], TAGGER)
    assert {one.type for one in own} == {IdentifierType.AUTHOR}


def test_a_date_of_birth_tells_no_distance() -> None:
    written = datetime(2026, 11, 7, 9)
    for text in ("Baby, DOB 3/11/2026, feeding", "date of birth: 3 Nov 2026", "born on 3 Nov 2026"):
        [found] = find_in_notes([{"text": text, "timestamp": written}], TAGGER)
        assert redact(text, 0, len(text), found).count("[date]") == 1


def test_a_letter_that_grows_in_lower_case_hides_nothing_else() -> None:
    text = "İbrahim saw it on the fourth of March 2026, see PORTAL.Clinic.COM/rec/ade"
    [found] = find_in_notes([{"text": text}], TAGGER)
    assert {one.type for one in found} >= {IdentifierType.DATE, IdentifierType.URL}
