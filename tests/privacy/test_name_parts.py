import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.word_lists import people_words
from analyzer.privacy.known_names import Known, find_known
from analyzer.privacy.name_parts import number_part, parts_of_name


def marked(text: str, name: str) -> str:
    """Return the text with a # for each letter that is covered."""
    covered = {
        place for one in find_known(text, Known([name])) for place in range(one.start, one.end)
    }
    return "".join("#" if place in covered else letter for place, letter in enumerate(text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Sarah Kipling, Charge Nurse", "Charge nurse told; Nurse in charge"),
        ("Kipling, Sarah (Ward Clerk)", "Ward Clerk on Ward 7B"),
        ("Ward 7B night staff", "Ward 7B, Night Staff told, B wing"),
        ("Ward 7, night staff", "Ward 7, Night Staff told"),
        ("Front Desk", "Front Desk, front-desk, the frontdesk"),
        ("Front-Desk", "Front Desk, front-desk, the frontdesk"),
        ("Manager On Duty", "On arrival the Manager on Duty rang"),
        ("Baby Girl Kipling", "Baby Girl born; baby girl well"),
        ("Unknown Patient", "Patient unknown, UNKNOWN PATIENT"),
        ("TEST, PATIENT", "Test result, Patient told"),
        ("Dr. Doctor", "Doctor rang"),
    ],
)
def test_titles_posts_and_places_beside_a_name_are_none(name: str, text: str) -> None:
    assert marked(text, name) == text


@pytest.mark.parametrize(
    "name", ["Sarah Kipling, Charge Nurse", "Baby Girl Kipling", "Nurse Kipling"]
)
def test_the_name_beside_them_is_found(name: str) -> None:
    assert marked("kipling rang", name) == "####### rang"


@pytest.mark.parametrize(
    ("name", "text", "covered"),
    [
        ("Mary Ward", "Ward rang from the ward", "#### rang from the ward"),
        ("Ward, Mary", "Mrs Ward", "Mrs ####"),
        ("Mary Ann Ward RN", "MARY ANN WARD", "#############"),
        ("J. Porter", "Porter, J., asked a porter", "#########., asked a porter"),
        ("Guy Okafor", "Guy rang, that guy", "### rang, that guy"),
        ("Will Young", "Young rang, young man", "##### rang, young man"),
    ],
)
def test_a_name_that_is_such_a_word_is_found_with_a_capital(
    name: str, text: str, covered: str
) -> None:
    assert marked(text, name) == covered


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Jan Groß", "GROSS groß Gross"),
        ("Größmann", "Größmann GROSSMANN groessmann Großmann"),
        ("Jens Bæk", "Bæk BAEK"),
        ("Cœur", "coeur Cœur"),
        ("Jørgensen", "Jorgensen joergensen JØRGENSEN"),
        ("Åberg", "aberg Aaberg"),
        ("Jäger", "Jaeger jager JÄGER"),
        ("Müller-Köhn", "mueller koehn muller-kohn MuellerKoehn"),
        ("MU\u0308LLER", "mueller"),
        ("GROẞ", "gross"),
    ],
)
def test_a_name_is_found_in_each_of_its_spellings(name: str, written: str) -> None:
    for word in written.split():
        assert marked(f"told {word} so", name) == f"told {'#' * len(word)} so"


def test_of_a_long_name_the_first_words_are_read() -> None:
    name = "Adeyemi Bakare Castellano Delacroix Eze Fofana Gakuru Hollis Ibekwe"
    assert marked("bakare, hollis, ibekwe", name) == "######, ######, ibekwe"
    assert marked("zoe, ibekwe", "Zoe" + " " * 100 + "Ibekwe") == "###, ibekwe"


@pytest.mark.parametrize("name", ["a " * 30_000, "ab" * 30_000, "A-" * 30_000])
def test_a_column_without_end_is_read_in_step_with_its_length(name: str) -> None:
    """A search for all of it would look at the whole text for each letter."""
    assert all(len(part.letters) <= 100 for part in parts_of_name(name))
    assert number_part(name) is None
    assert all(one.end <= len(name) for one in find_known(name, Known([name], numbers=[name])))


@pytest.mark.parametrize("number", ["ABCDEF", "QX-R", "jpike", "A1B", "test7"])
def test_a_number_that_is_looked_for(number: str) -> None:
    part = number_part(number)
    assert part is not None
    assert part.letters == number.replace("-", "").lower()


@pytest.mark.parametrize(
    "number",
    ["", "12", "ABX", "none", "Unknown", "front desk", "RECEPTION", "test-patient", "- - x"],
)
def test_a_number_that_would_be_found_in_any_text(number: str) -> None:
    assert number_part(number) is None


@given(st.text())
def test_parts_of_any_name_are_letters_in_lower_case(name: str) -> None:
    for part in parts_of_name(name):
        assert len(part.letters) > 1
        assert part.letters == part.letters.lower()
        assert part.letters.isalnum()


def test_each_spelling_is_of_one_letter() -> None:
    spellings = [pair.split() for pair in people_words("spellings")]
    assert all(len(letter) == 1 and letters.isascii() for letter, letters in spellings)
