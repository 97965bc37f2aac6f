"""A note's text out of the HTML or RTF that an export may hold in its place."""

import re
from html import unescape
from html.entities import html5

from analyzer.intake.bodies.html import html_text
from analyzer.intake.bodies.html_tags import has_blocks, is_html
from analyzer.intake.bodies.rtf import is_rtf, rtf_text

_RTF = re.compile(r"\{\\rtf\d?(?=[\s\\{])")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{0,31});")


def plain_text(body: str, *, html: bool = False) -> str:
    """Return a body's text: HTML and RTF as a reader would see them, any other text as it is.

    RTF may follow other text, such as a title; plain text with a stray tag keeps its lines.

    Text that is neither, and in which a portal wrote characters as "&#39;" or "&nbsp;", has them
    decoded once; where that makes it HTML, it is read so. ``html`` says that the export declares
    the body as HTML, however it looks. Odd characters of the body may remain; see ``clean``.
    Raises BadRow, with what to do, for HTML or RTF that cannot be read.

    >>> plain_text("<p>Called <b>twice</b>.</p>"), plain_text("can&#39;t wait, BP <120")
    ('Called twice.', "can't wait, BP <120")
    """
    if is_rtf(body):
        return rtf_text(body)
    if begun := _RTF.search(body):
        before = plain_text(body[: begun.start()], html=html).rstrip()
        return "\n".join(filter(None, (before, rtf_text(body[begun.start() :]))))
    if html:
        return html_text(body)
    if "<" in body and is_html(body):
        return html_text(body, keep_lines=not has_blocks(body))
    if "&" not in body:
        return body
    decoded = _REFERENCE.sub(_character, body)
    if "<" in decoded and is_html(decoded):
        return html_text(decoded, keep_lines=not has_blocks(decoded))
    return decoded


def _character(reference: re.Match[str]) -> str:
    """Return the character that a reference names; one with no known name stays."""
    name = reference[0][1:]
    return unescape(reference[0]) if name in html5 or name.startswith("#") else reference[0]
