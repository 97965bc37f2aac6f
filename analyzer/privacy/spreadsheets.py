"""Texts that a spreadsheet would take for formulas: written so that it does not, and read back.

A cell is a formula by how it begins, and a spreadsheet in another country or setting begins a cell
at a semicolon, a tab or the end of a line too, also within quotation marks. So an apostrophe stands
wherever a cell may begin with a sign of formulas, as OWASP advises ("CSV Injection",
owasp.org/www-community/attacks/CSV_Injection); the same apostrophes can be taken away again.
"""

import re

_SIGNS = "=+\\-@＝＋－＠"
"""What begins a formula; Excel takes the wide ones of East Asian keyboards for the others."""

_ENDS = "\t\r\n"
"""What begins no cell either, for what stands after it would be another one."""

_BEGINS = rf"(?:\A|(?<=[;{_ENDS}])) *"
_UNSAFE = re.compile(rf"\A(?='*[{_ENDS}])|{_BEGINS}(?='*[{_SIGNS}])")
_SAFE = re.compile(rf"(\A)'(?='*[{_ENDS}])|({_BEGINS})'(?='*[{_SIGNS}])")
_UNSAFE_IN_JSON = re.compile(rf";(?= *'*[{_SIGNS}])")


def spreadsheet_cell(text: str) -> str:
    r"""Return text that a spreadsheet shows as text, whatever separates its cells.

    Half a character, which no file can hold, becomes an escape.

    >>> spreadsheet_cell('=HYPERLINK("x")'), spreadsheet_cell("so; -1")
    ('\'=HYPERLINK("x")', "so; '-1")
    """
    whole = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return _UNSAFE.sub(r"\g<0>'", whole)


def text_of_cell(cell: str) -> str:
    """Return the text that ``spreadsheet_cell`` was given for a cell; one without half characters
    is the same.

    >>> text_of_cell("'=1"), text_of_cell("so; '-1"), text_of_cell("the patient's")
    ('=1', 'so; -1', "the patient's")
    """
    return _SAFE.sub(r"\1\2", cell)


def spreadsheet_json(text: str) -> str:
    r"""Return JSON as ``spreadsheet_cell`` returns text; it still holds the same value.

    >>> spreadsheet_json('["so;=1"]')
    '["so\\u003b=1"]'
    """
    return spreadsheet_cell(_UNSAFE_IN_JSON.sub(r"\\u003b", text))
