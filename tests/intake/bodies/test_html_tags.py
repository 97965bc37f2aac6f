import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake.bodies.html_tags import has_blocks, is_html, only_tags


@pytest.mark.parametrize(
    "text",
    [
        "<p>Called.",
        "  \n<DIV class='note'>Called.",
        "\ufeff<!DOCTYPE html>\n<title>x</title>",
        "<!--StartFragment-->Called.",
        '<span style="font-family:Arial">Called.',
        '<table border="0"><tr><td>Called.',
        "Called.<br>Left.",
        "Called.<br />Left.",
        'Called.<BR clear="all">Left.',
        "Called.</br>Left.",
        "Dear all,<p>Called.",
        "She was <b>angry</b>.",
        "see <a href='https://clinic.example'>here</a >",
    ],
)
def test_html(text):
    assert is_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Called.",
        "BP <120/80, wt >90, pt said <3",
        "<pt name> called from <phone number>",
        "<name> </name>",
        "<120 and falling, so </3",
        "in -> out <- back <-> and <--",
        "wt <b and rising",
        "<b",
        "<p",
        "<p 40 min wait, then left>",
        "<pain> 9/10 <brought> </pain>",
        "From: Joe <joe@clinic.example>, see <https://clinic.example/p>",
        "<address> changed, <time> kept",
        "{p} [br] &lt;br&gt;",
    ],
)
def test_notes_that_are_not_html(text):
    assert not is_html(text)


@pytest.mark.parametrize("tag", ["<p>", "<DIV class='x'>", "<table border=0>", "<td>", "<li>"])
def test_blocks(tag):
    assert has_blocks(f"Called.\n{tag}Left.")


@pytest.mark.parametrize(
    "tag", ["<br>", "<b>", "<span style='x'>", "<address>", "<pt>", "</p>", "<p"]
)
def test_no_blocks(tag):
    assert not has_blocks(f"Called.\n{tag}Left.")


@pytest.mark.parametrize(
    ("markup", "tags"),
    [
        ('<P CLASS="a" ID=b>x</P >', "<p>x</p>"),
        ('<img alt="a > b" src="x">y', "<img>y"),
        ("<td title='it's so'>x", "<td>x"),
        ("<br/><hr /></br>", "<br><hr><br>"),
        ("<o:p>x</o:p><st1:place w:st='on'>y</st1:place>", "xy"),
        ('<?xml:namespace prefix = o ns = "urn:x" />x', "x"),
        ("<![if !supportLists]>·<![endif]>x", "·x"),
        ("<!--[if mso]><xml>x</xml><![endif]-->y", "<!--[if mso]><xml>x</xml>&lt;![endif]-->y"),
        ("<!--[if !mso]><!-->x<!--<![endif]-->y", "<!--[if !mso]><!-->x<!--&lt;![endif]-->y"),
        ("x <!-- and on", "x &lt;!-- and on"),
        ("<div style='color:red; DISPLAY : none'>x</div>", "<div hidden>x</div>"),
        ('<div style="white-space:pre-wrap">x</div>', "<div lines>x</div>"),
        (
            "BP <120 <name> <joe@clinic.example> <b <3",
            "BP &lt;120 &lt;name> &lt;joe@clinic.example> &lt;b &lt;3",
        ),
        ("<pt <b>x</b>", "&lt;pt <b>x</b>"),
        ("<http://clinic.example> <re: bill>", "&lt;http://clinic.example> &lt;re: bill>"),
        ("<", "&lt;"),
    ],
)
def test_only_tags_stay_tags(markup, tags):
    assert only_tags(markup) == tags


@given(st.text(st.sampled_from("<>/!-\"'= [:abiprxo1\n")))
def test_any_brackets(text):
    assert is_html(text) in (True, False)
    only_tags(text)


@given(st.text(st.characters(exclude_characters="<")))
def test_text_without_a_bracket_stays(text):
    assert not is_html(text)
    assert only_tags(text) == text
