"""The notes of a batch are read together, and each tells what it tells alone."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.codebook import ContactKind
from analyzer.language.contacts import contacts
from analyzer.schema import Contact

MADE, PROMISED, MISSED = ContactKind.MADE, ContactKind.PROMISED, ContactKind.MISSED

DANGEROUS_AT_THEIR_EDGES = [
    "",
    " ",
    "\n",
    '"',
    "J.",
    "J. Lee called her",
    "Lee",
    "Lee called her Fri",
    "Rang wife. Spoke to J.",
    "Will ring her Fri, spoke to Dr J",
    'Rang mum, she said "I called twice',
    'Pt said "the nurse will call me',
    "back today\" per mum. I'll ring her Fri",
    "I'll phone you at 4. Pt: I called twice",
    "Rang him. Pt:",
    "I'll call again tomorrow",
    "Told a nurse would ring. Never did.",
    "Told a nurse would ring.",
    "Told a nurse would ring",
    "Never did.",
    "Never did. Was told Dr Lee would call her back, nobody did",
    "CALLED WIFE, NO ANSWER. WILL CALL AGAIN MON",
    "WILL CALL",
    "her back by noon",
    "Pt upset!\nRang mum at 3 p.m. to explain",
    "Clinic: I'll phone you at 4\nPt: I have phoned twice\n",
    "\nNobody called her back",
    "called",
    "x" * 200,
]


def alone(notes: list[str]) -> list[tuple[Contact, ...]]:
    return [contacts([note])[0] for note in notes]


def kinds(notes: list[str]) -> list[list[ContactKind]]:
    return [[contact.kind for contact in told] for told in contacts(notes)]


@given(st.lists(st.sampled_from(DANGEROUS_AT_THEIR_EDGES), max_size=8))
def test_a_batch_tells_what_each_of_its_notes_tells_alone(notes: list[str]) -> None:
    assert contacts(notes) == alone(notes)


def test_no_two_neighbours_change_what_the_other_tells() -> None:
    expected = dict(zip(DANGEROUS_AT_THEIR_EDGES, alone(DANGEROUS_AT_THEIR_EDGES), strict=True))
    for first, second in product(DANGEROUS_AT_THEIR_EDGES, repeat=2):
        assert contacts([first, second]) == [expected[first], expected[second]], (first, second)


def test_a_batch_of_no_notes_tells_nothing() -> None:
    assert contacts([]) == []


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        (["Told a nurse would ring.", "Never did."], [[PROMISED], []]),
        (["Told a nurse would ring. Never did."] * 2, [[MISSED], [MISSED]]),
        (["Pt:", "I'll call again tomorrow"], [[], [PROMISED]]),
        (['She said "', "I'll call again tomorrow"], [[], [PROMISED]]),
        (["", "CALLED WIFE", "called wife", ""], [[], [MADE], [MADE], []]),
    ],
)
def test_nothing_goes_on_from_one_note_to_the_next(
    notes: list[str], told: list[list[ContactKind]]
) -> None:
    assert kinds(notes) == told
