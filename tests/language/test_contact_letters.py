import pytest

from analyzer.language.contact_letters import form, form_in_capitals, lettering, small, words


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("3.15", "clock"),
        ("1140", "clock"),
        ("9am", "clock"),
        ("07700900604", "number"),
        ("555-0148", "number"),
        ("okafor@mailbox.example", "address"),
        ("NHS", "acronym"),
        ("Priya", "name"),
        ("Q", "initial"),
        ("priya", "unknown"),
        ("zq", "plain"),
        ("waited", "plain"),
        ("Waited", "capital"),
        ("patient's", "plain"),
        ("\n", "line"),
        ("%", "comma"),
        ("😀", "plain"),
    ],
)
def test_a_word_of_no_list_has_the_class_of_its_form(word: str, expected: str) -> None:
    assert form(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("1140", "clock"),
        ("07700900604", "number"),
        ("OKAFOR@MAILBOX.EXAMPLE", "address"),
        ("WAITED", "capital"),
        ("PATIENT'S", "capital"),
        ("PRIYA", "name"),
        ("Q", "initial"),
        ("\n", "line"),
    ],
)
def test_a_note_in_capitals_has_no_acronyms(word: str, expected: str) -> None:
    assert form_in_capitals(word) == expected


CLASSES = {"family": ["dtr", "mum", "d/w"], "not": ["can't"]}
LETTERS = {"family": "F", "not": "N"} | dict.fromkeys(["plain", "capital"], "p")
LETTERS |= {"name": "n", "acronym": "a", "clock": "c", "number": "0", "comma": ",", "unknown": "u"}


@pytest.mark.parametrize(
    ("chunk", "expected"),
    [
        ("dtr", "F"),
        ("dtr's", "F"),
        ("dtr’s", "F"),
        ("Dtr's", "F"),
        ("DTR'S", "F"),
        ("'dtr'", "F"),
        ("mum/dad", "F"),
        ("dtr-in-law", "F"),
        ("d/w", "F"),
        ("can't", "N"),
        ("can’t", "N"),
        ("Priya's", "n"),
        ("dtr,", "F,"),
        ("(NHS)", ",a,"),
        ("3.15,dtr", "c,F"),
        ("", ""),
    ],
)
def test_a_listed_word_has_its_letter_and_another_that_of_its_form(
    chunk: str, expected: str
) -> None:
    assert lettering(CLASSES, LETTERS, form)[chunk] == expected


def test_a_word_keeps_its_letter_however_often_it_is_read() -> None:
    lettered = lettering(CLASSES, LETTERS, form)
    assert [lettered[chunk] for chunk in ("dtr's", "dtr", "dtr's")] == ["F", "F", "F"]


def test_a_note_in_capitals_is_read_by_its_own_form() -> None:
    assert lettering(CLASSES, LETTERS, form)["PRIYA"] == "a"
    assert lettering(CLASSES, LETTERS, form_in_capitals)["PRIYA"] == "n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Lee rang.", ["Dr.", "Lee", "rang", "."]),
        ("Mrs. Lee", ["Mrs.", "Lee"]),
        ("at 3.15 p.m.", ["at", "3.15", "p.m."]),
        ("to a.okafor@mailbox.example.", ["to", "a.okafor@mailbox.example", "."]),
        ("dtr's 555-0148; ok?", ["dtr's", "555-0148", ";", "ok", "?"]),
        ("left\nDone.Rang", ["left", "\n", "Done", ".", "Rang"]),
    ],
)
def test_the_full_stop_of_a_title_a_time_or_an_address_belongs_to_it(
    text: str, expected: list[str]
) -> None:
    assert words.findall(text) == expected


def test_a_note_in_capitals_holds_no_three_small_letters() -> None:
    assert not small.search("DTR RANG at 3pm, VERY CROSS")
    assert small.search("DTR rang")
