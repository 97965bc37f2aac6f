import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.privacy.disguises import fold, without_accents

DISGUISED = st.text(
    st.one_of(
        st.characters(codec="ascii"),
        st.characters(),
        st.sampled_from(
            "\u200b\u200d\u00ad\u0301\u0336\ufe0f\u20e3\u0430\u0406ﬁ½²™５٥\u00a0\u2011’é"
        ),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("P\u0430tel", "Patel"),
        ("\u039f'\u0412\u0433\u0456\u0435n", "O'Brien"),
        ("５５５-０１４８", "555-0148"),
        ("٥٥٥-٠١٤٨", "555-0148"),
        ("५५५", "555"),
        ("\U0001d40e\U0001d424\U0001d41a\U0001d41f\U0001d428\U0001d42b", "Okafor"),
        ("\U0001d7d3\U0001d7d3\U0001d7d3", "555"),
        ("Ok\u200da\u00adf\u200bor\ufeff", "Okafor"),
        ("O\u0336k\u0336a\u0336", "Oka"),
        ("5\ufe0f\u20e3", "5"),
        ("555\u00a00148\u2009now\u3000x", "555 0148 now x"),
        ("555\u20110148 and 555\u22120148", "555-0148 and 555-0148"),
        ("O\u2019Neill\u02bcs", "O'Neill's"),
        ("Jose\u0301", "Jos\u00e9"),
        ("ﬁnn＠mail．example", "finn@mail.example"),
        ("one\u2028two", "one\ntwo"),
        ("½ tab, 10² and Tylenol™ — later", "½ tab, 10² and Tylenol™ — later"),
        ("\u200b", ""),
        ("", ""),
    ],
)
def test_what_looks_the_same_is_read_the_same(text: str, folded: str) -> None:
    assert fold(text).text == folded


@pytest.mark.parametrize(
    ("text", "found", "original"),
    [
        ("told Ok\u200dafor so", "Okafor", "Ok\u200dafor"),
        ("told Jose\u0301 so", "Jos\u00e9", "Jose\u0301"),
        ("ﬁnn@mail.example rang", "finn@mail.example", "ﬁnn@mail.example"),
        ("ﬁve\u200b calls to \u041ekafor", "Okafor", "\u041ekafor"),
        ("Okafor\u200b rang", "Okafor", "Okafor\u200b"),
        ("plain Okafor", "Okafor", "Okafor"),
    ],
)
def test_a_stretch_is_told_in_places_of_the_original(text: str, found: str, original: str) -> None:
    folded = fold(text)
    start = folded.text.index(found)
    place = folded.place(start, start + len(found))
    assert text[slice(*place)] == original


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 5), (2, 2), (3, 1)])
def test_a_stretch_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(IndexError, match="No stretch of 4 characters"):
        fold("note").place(start, end)


@given(DISGUISED)
def test_places_are_in_order_and_cover_what_is_seen(text: str) -> None:
    folded = fold(text)
    places = [folded.place(index, index + 1) for index in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
    covered = {index for start, end in places for index in range(start, end)}
    assert all(
        unicodedata.category(text[index]) in {"Cf", "Me", "Mn"}
        for index in set(range(len(text))) - covered
    )


@given(DISGUISED)
def test_a_folded_text_has_no_disguise_left(text: str) -> None:
    assert fold(fold(text).text).text == fold(text).text


@given(st.text(st.characters(codec="ascii")))
def test_plain_text_is_handed_back(text: str) -> None:
    assert fold(text).text is text


@given(st.text())
def test_a_text_without_accents_has_the_same_length(text: str) -> None:
    assert len(without_accents(text)) == len(text)


def test_accents_and_strokes_go() -> None:
    assert without_accents("Zoë Łukasik, Søren, Nguyễn, d’Ñu") == "Zoe Lukasik, Soren, Nguyen, d’Nu"
