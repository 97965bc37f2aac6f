from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake.bodies.html import html_text
from analyzer.intake.characters import clean
from analyzer.intake.errors import BadRow

OUTLOOK = """<html xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">
<meta name="Generator" content="Microsoft Word 15 (filtered medium)">
<title>RE: my visit</title>
<!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}</style><![endif]-->
<style><!--
@font-face {font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4;}
p.MsoNormal {margin:0in; font-size:11.0pt;}
--></style><!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" /></xml><![endif]-->
</head>
<body lang="EN-US" link="#0563C1" style='word-wrap:break-word'>
<div style="display:none;max-height:0">Preview of the message</div>
<div class="WordSection1">
<p class="MsoNormal">Hi team,<o:p></o:p></p>
<p class="MsoNormal"><o:p>&nbsp;</o:p></p>
<p class="MsoNormal">Ms. <span style='color:#1F497D'>Do<span>e</span></span> called at 9&nbsp;am
&#8211; she&#8217;s <b><u>very</u></b> upset and said &#147;never again&#148;.<o:p></o:p></p>
<p class="MsoListParagraph" style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'>&middot;<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;
</span></span><![endif]>Waited 40 minutes<o:p></o:p></p>
<p class="MsoNormal">See <a href="https://portal.example/m?id=1">the message</a>
<img width=96 src="cid:image001.png@01D9" alt="Logo"></p>
<div style='border-top:solid #E1E1E1 1.0pt'><p class="MsoNormal"><b>From:</b> Desk
&lt;desk@clinic.example&gt;<br><b>Sent:</b> Monday<br>
</p></div>
<script>if (a < b && c > d) document.write("<p>x</p>")</script>
</div></body></html>"""

EPIC = (
    '<div class="fmtConv"><span style="font-family:Arial"><span>Pt called re: <name>, BP <120/80 '
    "&amp; wt >90.</span></span><br/>Told her we<span>&#39;</span>ll call back.</br>"
    '<div style="white-space: pre-wrap">Line one\r\n\r\n  line two</div>Bye</div>'
)


def test_a_message_from_outlook():
    assert html_text(OUTLOOK) == (
        "Hi team,\n\n"
        "Ms. Doe called at 9 am – she’s very upset and said “never again”.\n\n"
        "· Waited 40 minutes\n\n"
        "See the message\n\n"
        "From: Desk <desk@clinic.example>\n"
        "Sent: Monday"
    )


def test_a_note_from_a_record():
    assert html_text(EPIC) == (
        "Pt called re: <name>, BP <120/80 & wt >90.\nTold her we'll call back.\n"
        "Line one\n\nline two\nBye"
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("  ", ""),
        ("<p></p><img src=x>", ""),
        ("<!-- x -->", ""),
        ("no tags\nat all", "no tags at all"),
        ("<p>a<p>b<div>c</div>d", "a\n\nb\n\nc\nd"),
        ("a<br><br><br><br>b", "a\n\nb"),
        ("<div><div><div>a</div></div><div>b</div></div>", "a\nb"),
        ("<h2>Title</h2>text<hr>more", "Title\n\ntext\n\nmore"),
        ("wa<b>it</b>ed <i> long </i> time", "waited long time"),
        ("<ul><li>a<ul><li>b</ul><li><p>c</p><p>d</p><li></ul>e", "- a\n- b\n- c\nd\n\ne"),
        ("<ol><li>a<li>b<ol><li>c</ol><li>d</ol>", "1. a\n2. b\n1. c\n3. d"),
        ("<li>a<li>b", "- a\n- b"),
        (
            "<table><tr><th>Date<th>What<tr><td> 3/14 <td><tr><td>3/15<td>cal<b>led</b></table>x",
            "Date\tWhat\n3/14\n3/15\tcalled\n\nx",
        ),
        ("<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>", "a\n\nb\n\nc"),
        ("<table><tr><td>a<table><tr><td>b<td>c</table><td>d</table>", "a\n\nb\tc\n\nd"),
        ("<pre>a  b\n\n<b>c\nd</b></pre>\ne", "a b\n\nc\nd\n\ne"),
        ("She said <q>never <b>again</b></q>.", 'She said "never again".'),
        ("<head><title>t</title></head>a<style>b</style>c<svg><text>d</text></svg>e", "ace"),
        ("<p style='display:none'>a<b>b</b></p>c<span style=display:none>d</span>e", "ce"),
        ("a<object><param name=x>b</object><textarea>c <b>d</textarea>", "abc <b>d"),
        ("R&amp;D &amp;notify &amp;lt; &lt;b&gt; &#0; &#xD83D; &hellip; &nosuch;",
         "R&D &notify &lt; <b> \ufffd \ufffd … &nosuch;"),
        ("caf\udce9 \ud83d\ude22 a\0b\x02c", "caf\ufffd 😢 ab c"),
        ('<?xml version="1.0" encoding="utf-16"?><html><meta charset="latin-1"><p>é “x”', "é “x”"),
        ('<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://x.example/x.dtd"><p>a', "a"),
    ],
)  # fmt: skip
def test_elements(markup, text):
    assert html_text(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Agent: hello\nPt: hi\r\nAgent: bye<br>", "Agent: hello\nPt: hi\nAgent: bye"),
        ("a<br>\nb<br/> \nc<br>d\n\n\n\n<b>e\nf</b> g", "a\nb\nc\nd\n\ne\nf g"),
        ("<a\nhref='x'>a</a>\n  b  c", "a\nb c"),
    ],
)
def test_lines_that_are_kept(markup, text):
    assert html_text(markup, keep_lines=True) == text


def test_entities_and_files_of_a_document_type_are_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    markup = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "yy">]><p>&x;&y;</p>'
    )
    assert "secret" not in html_text(markup).replace(secret.as_uri(), "")
    assert html_text(markup).endswith("&x;&y;")


@pytest.mark.parametrize("tag", ["div", "b", "table", "ul", "blockquote", "font"])
def test_a_document_nested_too_deeply(tag):
    with pytest.raises(BadRow) as error:
        html_text(f"<{tag}>" * 100_000 + "text" + f"</{tag}>" * 100_000)
    assert str(error.value) == "the text is HTML that is nested too deeply; save it as plain text"


def test_elements_that_are_never_closed():
    assert html_text("<font>".join(["waited"] * 1_000)) == "waited" * 1_000


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>some words here</p>" * 50_000, "some words here\n\n" * 50_000),
        ("ab<b>cd</b>" * 50_000, "abcd" * 50_000),
        ("<p " + " ".join(f"a{number}" for number in range(100_000)) + ">x", "x"),
        ("<p>a<img src='data:image/png;base64," + "A" * 12_000_000 + "'>b", "ab"),
        ('<b "' * 100_000, '<b "' * 100_000),
        ("<!--" * 100_000, "<!--" * 100_000),
        ("&amp;" * 100_000, "&" * 100_000),
        ("<td style='padding-left:99999em'>a" * 20_000, "a\t" * 20_000),
    ],
    ids=["paragraphs", "inline", "attributes", "picture", "quotes", "comments", "and", "cells"],
)
def test_large_documents(markup, text):
    assert html_text(markup) == text.strip()


@given(st.text(st.characters(codec=None)))
def test_escaped_text_comes_back_with_its_spaces_collapsed(text):
    assert html_text(f"<p>{escape(text)}</p>") == " ".join(clean(text).split())


tags = st.sampled_from(
    [
        *(
            "p",
            "div",
            "br",
            "b",
            "ul",
            "ol",
            "li",
            "table",
            "tr",
            "td",
            "pre",
            "q",
            "head",
            "title",
        ),
        *("script", "textarea", "html", "body", "frameset", "select", "option", "form", "x", "!--"),
    ]
)
soup = st.one_of(
    tags.map("<{}>".format),
    tags.map("</{}>".format),
    st.sampled_from(["-->", "<a ", "&lt;", "&#x"]),
    st.text(max_size=5),
)


@given(st.lists(soup))
def test_any_soup_of_tags_is_read(pieces):
    text = html_text("".join(pieces))
    assert "\n\n\n" not in text
    assert text == text.strip("\n")


@given(
    st.lists(st.one_of(st.sampled_from(["<br>", "<p>", "</p>", "<b>", "<li>", "<td>", "<x y>"])))
)
def test_no_word_between_tags_is_lost(pieces):
    markup = "".join(f"{piece} word{number} " for number, piece in enumerate(pieces))
    words = [word for word in html_text(markup).split() if word.startswith("word")]
    assert words == [f"word{number}" for number in range(len(pieces))]


@given(st.integers(0, len(OUTLOOK)), st.integers(0, 40), st.text(max_size=3))
def test_a_damaged_message_is_read(place, length, inserted):
    html_text(OUTLOOK[:place] + inserted + OUTLOOK[place + length :])
    html_text(OUTLOOK[:place])
