import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.privacy.disguises import without_accents
from analyzer.privacy.identifiers import IdentifierType
from analyzer.privacy.known_names import Known, find_known
from analyzer.privacy.name_parts import parts_of_name


def found(text: str, known: Known) -> set[str]:
    return {text[one.start : one.end] for one in find_known(text, known)}


def marked(text: str, *names: str) -> str:
    """Return the text with a # for each letter that is covered."""
    covered = {
        place for one in find_known(text, Known(names)) for place in range(one.start, one.end)
    }
    return "".join("#" if place in covered else letter for place, letter in enumerate(text))


def test_a_row_tells_who_is_who() -> None:
    note = {
        "text": "of no account",
        "patient_name": "Zoe Adeyemi",
        "patient_names": ["Adeyemi, Z", "Zoe Adeyemi"],
        "staff_name": "Jordan Pike",
        "staff_names": ["Håkon Osei"],
        "patient_id": "P-40771",
        "case_id": "GR-26-0417",
        "staff_id": "S-118",
        "note_id": "N-2204",
    }
    assert Known.of(note) == Known(
        ["Adeyemi, Z", "Zoe Adeyemi"],
        ["Jordan Pike"],
        ["Håkon Osei"],
        ["P-40771", "GR-26-0417", "S-118", "N-2204"],
    )


@pytest.mark.parametrize("note", [{}, dict.fromkeys(("patient_name", "staff_names", "case_id"))])
def test_columns_that_a_row_lacks_say_nothing(note: dict[str, None]) -> None:
    assert not any(Known.of(note))


def test_each_name_and_number_is_of_its_own_type() -> None:
    text = "Zoe rang Jordan about Osei, chart 40771"
    known = Known(["Zoe Adeyemi"], ["Jordan Pike"], ["Håkon Osei"], ["40771"])
    assert {(text[one.start : one.end], one.type) for one in find_known(text, known)} == {
        ("Zoe", IdentifierType.PATIENT),
        ("Jordan", IdentifierType.AUTHOR),
        ("Osei", IdentifierType.STAFF),
        ("40771", IdentifierType.ID),
    }


@pytest.mark.parametrize(
    ("name", "text", "covered"),
    [
        ("Zoë Adeyemi", "ZOE rang for adeyemi", "### rang for #######"),
        ("Zoë Adeyemi", "zoe adeyemi, Adeyemi zoe", "###########, ###########"),
        ("Zoë Adeyemi", "zadeyemi wrote again", "######## wrote again"),
        ("Zoë Adeyemi", "adeyemi_zoe's post", "###########'s post"),
        ("Zoë Adeyemi", "the Adeyemis rang", "the #######s rang"),
        ("Zoë Adeyemi", "A D E Y E M I in capitals", "############# in capitals"),
        ("Zoë Adeyemi", "Ade-\nyemi over the line", "######### over the line"),
        ("Zoë Adeyemi", "madeyemi, adeyeming", "madeyemi, adeyeming"),
        ("Ann", "an n", "an n"),
        ("Ann Smith-Jones", "Mrs Jones, mrs smith", "Mrs #####, mrs #####"),
        ("Ann Smith-Jones", "smithjones or Smith Jones", "########## or ###########"),
        ("O'Connell", "OConnell, O Connell, o'connell", "########, #########, #########"),
        ("Maria de la Cruz, RN", "the RN de la Cruz saw", "the RN de la #### saw"),
        ("Łukasik", "lukasik or Łukasik", "####### or #######"),
        ("Dr. J. Okafor", "dr okafor or J. Okafor", "dr ###### or #########"),
        ("Xu", "Xu rang; xu", "## rang; xu"),
        ("Will Xu", "will tell Will", "will tell ####"),
        ("May Osei", "may ring in May", "may ring in ###"),
        ("Karen Osei", "Karen: karen was rude", "#####: ##### was rude"),
        ("Li Wu", "Wu rang, wu too", "## rang, wu too"),
        ("Ann Smith", "Smi-\nth or smi\r\n  th", "####### or #########"),
        ("Ann Smith", "an\nn rang; a\nn\nn", "#### rang; a\nn\nn"),
        ("Ann Smith", "s\nm\nith", "s\nm\nith"),
        ("Funmi", "f u n m i, F_u_n_m_i", "#########, #########"),
        ("Funmi", "fun mi, f u nmi", "fun mi, f u nmi"),
        ("Zoe Adeyemi", "ade-\n     yemi", "##############"),
        ("Zoe Adeyemi", "adeyemi1, ADEYEMI2024's", "########, ###########'s"),
        ("Ann Smith", "smith2 AnnSmith1980 ann.smith99", "###### ############ ###########"),
        ("Ann Smith", "smith19801, smith2b, ann7", "smith19801, smith2b, ann7"),
        ("Will Xu", "will2 Will2", "will2 #####"),
        ("J", "J rang", "J rang"),
        ("...", "so...", "so..."),
    ],
)
def test_a_name_is_found_however_it_is_typed(name: str, text: str, covered: str) -> None:
    assert marked(text, name) == covered


@pytest.mark.parametrize("text", ["P-40771", "p40771", "P 40 771", "#P40771,"])
def test_a_number_is_found_however_it_is_typed(text: str) -> None:
    known = Known(numbers=["P-40771"])
    assert re.sub(r"\W", "", found(text, known).pop()).upper() == "P40771"


@pytest.mark.parametrize("text", ["QX-R", "qxr", "QX R", "#QX-R,"])
def test_a_number_without_a_digit_is_found(text: str) -> None:
    assert re.sub(r"\W", "", found(text, Known(numbers=["QX-R"])).pop()).upper() == "QXR"


def test_digits_behind_a_number_make_another() -> None:
    assert not found("ABCDEF12 and P407712", Known(numbers=["ABCDEF", "P40771"]))


@pytest.mark.parametrize("number", ["40771", "7", "12", "none", "-"])
def test_a_number_that_is_short_a_word_or_a_part_of_another_is_none(number: str) -> None:
    assert not found("none of 7 or 12 - chart 140771, 407710", Known(numbers=[number]))


LETTERS = "abcdefghijklmnoprstuvwyzäçéñøšł"
NAME = st.text(LETTERS, min_size=3, max_size=10).filter(
    lambda name: parts_of_name(name) and not parts_of_name(name)[0].with_capital
)
FULL_NAME = st.lists(NAME, min_size=1, max_size=3).map(lambda words: " ".join(words).title())
PROSE = st.lists(st.one_of(st.text(max_size=10), NAME), max_size=10).map(" ".join)
CASE = st.sampled_from([str.title, str.upper, without_accents])


@given(FULL_NAME, CASE, PROSE, PROSE)
def test_a_name_never_survives(name: str, write, before: str, after: str) -> None:
    for word in [name, *name.split()]:
        lead = f"{before} "
        text = f"{lead}{write(word)} {after}"
        covered = marked(text, name)[len(lead) : len(lead) + len(word)]
        assert not re.sub(r"[#\W]", "", covered)


@given(PROSE, FULL_NAME)
def test_what_is_found_is_made_of_letters_of_the_name(text: str, name: str) -> None:
    letters = set(without_accents(name).lower())
    for one in find_known(text, Known([name])):
        assert 0 <= one.start < one.end <= len(text)
        stretch = without_accents(text[one.start : one.end]).lower()
        assert letters.issuperset(re.findall(r"[^\W_]", stretch))


@given(st.text())
def test_any_text_and_any_name_can_be_read(text: str) -> None:
    assert not find_known("", Known([text], numbers=[text]))
    assert all(0 <= i.start < i.end <= len(text) for i in find_known(text, Known([text])))


@given(st.text())
def test_small_letters_without_accents_keep_their_places(text: str) -> None:
    """The search counts on it."""
    assert len(without_accents(text).lower()) == len(text)
