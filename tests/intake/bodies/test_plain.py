from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake.bodies.plain import plain_text
from analyzer.intake.errors import BadRow


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Called <b>twice</b>.</p><p>Left.</p>", "Called twice.\n\nLeft."),
        (r"{\rtf1\ansi She wasn\'92t seen.\par Left.}", "She wasn’t seen.\nLeft."),
        ("can&#39;t &amp; won&#x2019;t wait &lt;40&nbsp;min&gt;", "can't & won’t wait <40\xa0min>"),
        ("Agent: How can I help?\nPt: I waited!\nAgent: Sorry<br>",
         "Agent: How can I help?\nPt: I waited!\nAgent: Sorry"),
        ("09:40 called\n\n09:50 <b>Plan</b>\n10:00 BP <120",
         "09:40 called\n\n09:50 Plan\n10:00 BP <120"),
        ("09:40 called\n09:50 &lt;b&gt;Plan&lt;/b&gt;", "09:40 called\n09:50 Plan"),
        ("<div>Called\nand <b>left</b>.</div>", "Called and left."),
        ("Phone Note\r\n{\\rtf1\\ansi Seen.\\par Left.}", "Phone Note\nSeen.\nLeft."),
        ("<p>Phone &amp; desk</p> {\\rtf1\n\\ansi Seen.}", "Phone & desk\nSeen."),
        ("Empty: {\\rtf1{\\fonttbl}}", "Empty:"),
        ("BP <120 &amp; rising", "BP <120 & rising"),
        ("&amp;#39; stays &quot;once&quot; decoded", '&#39; stays "once" decoded'),
        ("&lt;p&gt;can&amp;#39;t&lt;br&gt;wait&lt;/p&gt;", "can't\nwait"),
        ("&#60;div&#62;Called.&#60;/div&#62;", "Called."),
        ("R&amp;D; tea &sympathy; Q&A; &copy &#; &#x; &; &1; &#99999999;",
         "R&D; tea &sympathy; Q&A; &copy &#; &#x; &; &1; &#99999999;"),
    ],
)  # fmt: skip
def test_bodies(body, text):
    assert plain_text(body) == text


@pytest.mark.parametrize(
    "body",
    [
        "",
        "  Called.\r\n\tLeft.  ",
        "BP <120/80, wt >90, pt said <3",
        "<pt name> -> ER; <b",
        "fish & chips, AT&T; a&b",
        "{note} {rtf} \\rtf1 {\\b x} {\\rtf",
        "caf\udce9 \0 \u200b",
    ],
)
def test_other_text_is_the_body_itself(body):
    assert plain_text(body) == body


def test_declared_html():
    assert plain_text("Called.\nLeft &amp; angry.", html=True) == "Called. Left & angry."
    assert plain_text(r"{\rtf1 Called.}", html=True) == "Called."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "<div>" * 5_000 + "Called.",
            "the text is HTML that is nested too deeply; save it as plain text",
        ),
        (
            "&lt;div&gt;" * 5_000 + "Called.",
            "the text is HTML that is nested too deeply; save it as plain text",
        ),
        (
            r"{\rtf1 Called.\u999999999 }",
            "the text is RTF that cannot be read (ValueError); save it as plain text",
        ),
        (
            r"{\rtf1{\fonttbl{\f0 Ari",
            "the text is RTF that is cut off before its first word; export all of it",
        ),
    ],
)
def test_bodies_that_cannot_be_read(body, message):
    with pytest.raises(BadRow) as error:
        plain_text(body)
    assert str(error.value) == message


@given(st.text(st.characters(codec=None, exclude_characters="<&")).filter(lambda t: "{" not in t))
def test_text_without_markup_is_the_body_itself(body):
    assert plain_text(body) is body


@given(st.text(st.sampled_from("<>&;#/{}\\'pbrtf1 x\n\ud83d\0")) | st.text(), st.booleans())
def test_any_body_is_read_or_refused(body, html):
    with suppress(BadRow):
        assert isinstance(plain_text(body, html=html), str)
