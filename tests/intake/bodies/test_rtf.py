from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.intake.bodies.rtf import is_rtf, rtf_text
from analyzer.intake.characters import clean
from analyzer.intake.errors import BadRow

WORD = (
    r"""{\rtf1\ansi\ansicpg1252\uc1\deff0\nouicompat\deflang1033{\fonttbl
{\f0\fswiss\fprq2\fcharset0 Calibri;}{\f1\fnil\fcharset2 Symbol;}{\f2\fswiss\fcharset204
{\*\fname Arial;}Arial Cyr;}{\f3\fnil Courier;}}
{\colortbl ;\red0\green0\blue255;}{\stylesheet{\s0 Normal;}}{\*\generator Riched20 10.0}
{\info{\author Some One}{\title Secret}}\viewkind4\uc1
\pard\sa200\sl276\slmult1\f0\fs22\lang9 Ms. Doe {\b called}. She\rquote s upset, wasn\'92t seen """
    r"""\endash  \ldblquote never again\rdblquote .\par
\par\par\par
\u8220?Quoted\u8221? caf\'e9, \u-10179?\u-8670? \{sic\} C:\\temp\~x\par
{\pntext\f1\'B7\tab}{\*\pn\pnlvlblt\pnf1{\pntxtb\'B7}}Waited 40 minutes\line and left\par
{\field{\*\fldinst{HYPERLINK "http://www.portal.example/x" }}{\fldrslt{the portal}}} works\par
\trowd\cellx1440\cellx2880\pard\intbl Reason\cell Billing\cell\row
\trowd\intbl Wait\cell 40 min\cell\row\pard
{\*\shppict{\pict\pngblip\picw100\pich600
"""
    + "89504e470d0a1a0a0000\n" * 60
    + r"""}}{\nonshppict{\pict\wmetafile8 0100090000037a0000}}
{\f2\'cf\'f0\'e8\'e2\'e5\'f2}\par
Last line.\par
}
"""
)
TEXT = (
    "Ms. Doe called. She’s upset, wasn’t seen – “never again”.\n"
    "\n"
    "“Quoted” café, 😢 {sic} C:\\temp x\n"
    "Waited 40 minutes\nand left\n"
    "the portal works\n"
    "Reason\tBilling\nWait\t40 min\n"
    "Привет\nLast line."
)


def test_a_note_from_a_word_processor():
    assert clean(rtf_text(WORD)) == TEXT
    assert clean(rtf_text(f"\ufeff\r\n {WORD}\0\0")) == TEXT


def test_how_it_begins():
    assert is_rtf("\ufeff \r\n{\\rtf1 x}")
    assert not is_rtf("{rtf}")
    assert not is_rtf("see {\\rtf1 x}")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"{\rtf1}", ""),
        (r"{\rtf1\ansi\pard\par}", ""),
        (r"{\rtf1 One\par}{\rtf1 Two}", "One\nTwo"),
        (r"{\rtf1 One}" + "\n{\\rtf1{\\fonttbl{\\f0\\fcharset204 A;}}\\f0\\'cf}\n", "One\nП"),
        ("{\\rtf1 One}\nAddendum: two\nthree\n", "One\nAddendum: two\nthree"),
        (r"{\rtf1 Seen.} Then {\b left}\par angry}", "Seen.\nThen left\nangry"),
        (r"{\rtf1 One}}}", "One"),
        (r"{\rtf1 Cut of", "Cut of"),
        (r"{\rtf1 Cut of\'e", "Cut ofe"),
        ("{\\rtf1 Cut of\\", "Cut of"),
        (r"{\rtf1 {\b Cut} of caf\'e9", "Cut of café"),
        (r"{\rtf1 C:\\cell \\cell\cell\cellar x\nestcell y\CELL}", "C:\\cell \\cell\tx\ty"),
        ("{\\rtf1 One\\\r\nTwo\\\nThree\r\nand a half}", "One\nTwo\nThreeand a half"),
        (r"{\rtf1\ansicpg932\'82\'a0}", "あ"),
        (r"{\rtf1\ansicpg99999 x}", "x"),
        (r"{\rtf1 One {\v secret {\b x}}two {\deleted\revauthdel1 old }three}", "One two three"),
        (r"{\rtf1 One\v\f1 secret\v0  two\deleted old\plain  three\b\v x}", "One two three"),
        (r"{\rtf1 {\v One \deleted two \v0 three\deleted0 four} C:\\v five\v1}", "four C:\\v five"),
        (r"{\rtf1 One\par{\v cut off", "One"),
        (r"{\rtf1{\*\htmltag64 <p>}\htmlrtf{\htmlrtf0 Called.\par}}", "Called."),
    ],
)
def test_other_documents(source, text):
    assert rtf_text(source) == text


def test_a_document_cut_off_before_its_text():
    for end in (10, 60, 200, 380):
        with pytest.raises(BadRow) as error:
            rtf_text(WORD[:end])
        assert str(error.value) == (
            "the text is RTF that is cut off before its first word; export all of it"
        )


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (r"{\rtf1 Seen.\u999999999 }", "ValueError"),
        (r"{\rtf1{\fonttbl{\f0\fcharset78 x;}}\f0\'82}", "LookupError"),
        (r"{\rtf1\uc }", "TypeError"),
    ],
)
def test_a_document_that_cannot_be_read(source, kind):
    with pytest.raises(BadRow) as error:
        rtf_text(source)
    assert str(error.value) == (
        f"the text is RTF that cannot be read ({kind}); save it as plain text"
    )


@pytest.mark.parametrize(
    "source",
    [
        r"{\fonttbl" + r"\f1" * 100_000,
        r"{\fonttbl" + r"\f1\fcharset0" * 50_000 + "}",
        r"{\field{\*\fldinst{" * 30_000 + 'HYPERLINK "' * 30_000,
        r"{\FIELD{\*\FLDINST{" * 30_000 + 'HYPERLINK "' * 30_000,
        "{" * 300_000,
        "}" * 300_000,
        "\\" * 300_000,
        r"\'92" * 100_000,
        r"{\pict " + "89504e47\n" * 500_000 + "}",
        r"{\pict\bin" + "9" * 5_000,
        ("f" * 255 + " ") * 5_000,
        ("f" + "\n" * 300) * 1_000,
    ],
)
def test_hostile_documents_are_read_or_refused_in_time(source):
    for document in (r"{\rtf1 " + source, r"{\rtf1 words" + source + "}"):
        with suppress(BadRow):
            rtf_text(document)


@given(st.text(st.sampled_from("\\{}'\";*uf0189ab -\n")) | st.text(st.characters(codec=None)))
@example("\\ansicpg")
def test_any_text_is_read_or_refused(text):
    with suppress(BadRow):
        assert isinstance(rtf_text("{\\rtf1" + text), str)


@given(st.integers(0, len(WORD)), st.integers(0, 60), st.text(max_size=3))
def test_a_damaged_document_is_read_or_refused(place, length, inserted):
    for damaged in (WORD[:place], WORD[:place] + inserted + WORD[place + length :]):
        with suppress(BadRow):
            assert isinstance(rtf_text(damaged), str)


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z"])))
def test_text_written_as_rtf_comes_back(text):
    units = text.encode("utf-16-le")
    codes = [
        int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)
    ]
    written = "".join(f"\\u{code}?" for code in codes)
    assert clean(rtf_text(f"{{\\rtf1\\uc1 |{written}|}}")) == clean(f"|{text}|")
