import io
from xml.sax.saxutils import escape

import pytest
from excel_files import MAIN
from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake.workbook.strings import SharedStrings


def shared(*items):
    xml = f'<sst xmlns="{MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'
    return SharedStrings(io.BytesIO(xml.encode()))


def test_texts_by_their_number():
    strings = shared(
        "<t>Called.</t>",
        "",
        "<t/>",
        "<r><t>very </t></r><r><rPr><b/></rPr><t>upset</t></r>",
        '<t xml:space="preserve"> 感謝 🙂 </t><rPh sb="0" eb="1"><t>x</t></rPh>',
    )
    texts = [strings[number] for number in range(5)]
    assert texts == ["Called.", "", "", "very upset", " 感謝 🙂 "]


def test_an_escape_stays_as_the_file_writes_it():
    assert shared("<t>_x005F_x0041_</t>")[0] == "_x005F_x0041_"


@pytest.mark.parametrize("number", [-1, 1, 2**70])
def test_a_number_that_is_none_of_theirs(number):
    with pytest.raises((IndexError, OverflowError)):
        shared("<t>Called.</t>")[number]


def test_a_workbook_without_any():
    with pytest.raises(IndexError):
        SharedStrings(None)[0]


@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
            max_size=20,
        )
    )
)
def test_all_texts_read_back(texts):
    strings = shared(*(f"<t>{escape(text)}</t>" for text in texts))
    assert [strings[number] for number in range(len(texts))] == texts
