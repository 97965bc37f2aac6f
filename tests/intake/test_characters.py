import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake.characters import clean

ODD = "\0\x02\x0b\r\n\t\x1b\x85\x92\xa0\xad\u200b\u200d\u202e\u2028\ufe0e\ufe0f\ufeff\uffff"
PICTURES = "\u2764\U0001f469\U0001f3fd\u2695\U0001f3f3\U0001f308\U000e0067#1\u20e3"
SURROGATES = "\ud83d\ude00\ud800\udbff\udc00\udfff\udc92"

any_text = st.one_of(
    st.text(st.sampled_from(ODD + PICTURES + SURROGATES + "ab ")),
    st.text(st.characters(codec=None)),
    st.binary().map(lambda content: content.decode("utf-8", "surrogateescape")),
)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_a_line_feed(end):
    assert clean(f"Waited.{end}{end}Left.\tDone.{end}") == "Waited.\n\nLeft.\tDone.\n"


@pytest.mark.parametrize("space", "\xa0\u1680\u2000\u2003\u2009\u200a\u202f\u205f\u3000")
def test_every_space_becomes_a_plain_one(space):
    assert clean(f"9{space}am") == "9 am"


@pytest.mark.parametrize(
    "hidden",
    "\0\x08\x0e\x1a\x1b\x7f\x81\xad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e"
    "\u2060\u2066\u2069\u206f\ufe00\ufe0e\ufe0f\ufeff\ufff9\U000e0001\U000e0041\U000e0100",
)
def test_what_has_no_width_goes_and_leaves_words_whole(hidden):
    assert clean(f"{hidden}wai{hidden}ted {hidden} long{hidden}") == "waited  long"


@pytest.mark.parametrize("mark", "\x01\x02\x03\x07\x13\x15\x1c\x1d\x1e\x1f")
def test_control_characters_between_things_keep_words_apart(mark):
    assert clean(f"Reason{mark}Billing") == "Reason Billing"


def test_controls_that_were_windows_1252_are_read_as_such():
    assert clean("can\x92t \x96 \x93never\x94 \x80 40") == "can’t – “never” € 40"


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        ("caf\udce9", "caf\ufffd"),
        ("sad \ud83d then", "sad \ufffd then"),
        ("sad \ude22\ud83d", "sad \ufffd\ufffd"),
        ("sad \ud83d\ude22 then", "sad 😢 then"),
        ("\ud83d\ud83d\ude22", "\ufffd😢"),
        ("tag \udb40\udc41gone", "tag gone"),
        ("\ufffe\uffff\ufdd0\U0001ffff\U0010fffe", "\ufffd" * 5),
    ],
)
def test_half_characters(damaged, text):
    assert clean(damaged) == text


@pytest.mark.parametrize(
    "text",
    [
        "Thanks ❤️ so much",
        "👩‍⚕️ 👩🏽‍⚕️ 🏳️‍🌈 👁️‍🗨️ 👨‍👩‍👧‍👦 ❤️‍🔥 ☝️🏻",
        "press 1️⃣ or #️⃣",
        "©️ ™️ ↔️",
    ],
)
def test_emoji_stay_whole(text):
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\u200d❤", "a❤"),
        ("❤\u200db", "❤b"),
        ("❤\u200d\u200d❤", "❤❤"),
        ("❤\ufe0f\ufe0f", "❤\ufe0f"),
        ("a\ufe0f\u200d❤", "a❤"),
        ("1\ufe0f", "1"),
        ("❤\ufe0e", "❤"),
    ],
)
def test_joiners_and_selectors_of_no_emoji_go(text, cleaned):
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain text,\n\tindented.",
        "“Señora” Müller – naïve… ‘no’ — Cafe\u0301, CAFÉ, ﬁt, x²",
        "שלום, Привет, 待ち時間, สวัสดี",
        "Wrong mark \ufffd, bullet \uf0b7, hyphen \u2011",
    ],
)
def test_everything_else_stays(text):
    assert clean(text) is text


@given(any_text)
def test_the_result_is_text_no_longer_and_stays_the_same(text):
    cleaned = clean(text)
    assert len(cleaned) <= len(text)
    assert cleaned.encode().decode() == cleaned
    assert clean(cleaned) == cleaned
    assert not any(character < " " and character not in "\n\t" for character in cleaned)


@given(st.lists(st.text(st.characters(categories=["L", "N"], codec="utf-8"), min_size=1)))
def test_words_and_their_order_stay(words):
    text = "\u2003".join(words)
    assert clean(text) == text.replace("\u2003", " ")


@given(any_text, any_text)
def test_lines_do_not_depend_on_each_other(first, second):
    assert clean(f"{first}\n{second}") in (
        f"{clean(first)}\n{clean(second)}",
        f"{clean(first.removesuffix(chr(13)))}\n{clean(second)}",
    )
