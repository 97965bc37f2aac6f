"""The lines "Name: value" that lead a note in a text file."""

import re
from collections.abc import Sequence

from analyzer.intake.columns import hold_text, is_usual_name
from analyzer.intake.data import key, load
from analyzer.settings import Columns

_NAMES = load("header_blocks.toml")
_FENCE = re.compile(r"\s*(?:-{3,}|={3,}|_{3,}|\N{EM DASH}{3,})\s*")
_SPEAKERS = frozenset(key(name) for name in load("values.toml")["people"] + _NAMES["speakers"])
_OTHERS = frozenset(key(name) for name in _NAMES["others"])
_OF_THE_TEXT = frozenset(key(name) for name in _NAMES["text"])
_FEWEST_LINES, _MOST_LINES = 2, 50
_LONGEST_NAME = 60
_SHORT_NAME = re.compile(r"[^\W\d_][\w .'/#()&-]{2,39}")
_MOST_WORDS_OF_A_NAME, _MOST_WORDS_OF_A_VALUE, _FEWEST_WORDS_OF_A_SENTENCE = 4, 8, 4


def split_header(text: str, chosen: Columns) -> tuple[dict[str, str], str]:
    """Return the names and values that lead a note, and the text under them; no names, and the
    text as it is, where no such block leads it.

    The block has two lines or more with names that are known: those of columns, usual or by the
    settings, and those of ``others`` in header_blocks.toml; each once, and one of them no word
    that a line of a chat begins with. Other short names with a short value belong to it too; what
    looks like a line of the note stays in the text, and so does a title above the block. The block
    ends with an empty line, a line of dashes or a name of the text ("Note:"), and text
    follows; a line of dashes may stand before it. The lines of ``text`` are ended by a line feed.

    >>> split_header("Call\\nMRN: 17\\nDOB: 1/2/70\\nAgent: kjones\\n\\nUpset.", Columns())
    ({'MRN': '17', 'DOB': '1/2/70', 'Agent': 'kjones'}, 'Call\\nUpset.')
    >>> split_header("Patient: My bill?\\nAgent: A moment.\\n\\nAgent: It is paid.", Columns())[0]
    {}
    """
    lines = text.split("\n")
    by_settings = {key(name) for _, name in chosen if name}
    header: dict[str, str] = {}
    names: set[str] = set()
    known: set[str] = set()
    begin, title = _title(lines, _start(lines, 0))
    kept: list[str] = []
    body: list[str] = []
    for at in range(begin, len(lines)):
        written, colon, value = lines[at].partition(":")
        if not lines[at].strip() or _FENCE.fullmatch(lines[at]):
            body = lines[_start(lines, at) :]
            break
        name = " ".join(written.split())
        compared = key(name) if colon and len(name) <= _LONGEST_NAME else ""
        if _is_text(name, chosen) and compared:
            body = [value.lstrip(), *lines[at + 1 :]]
            break
        if not compared and kept:
            body = lines[at:]
            break
        if not compared or compared in names or len(header) == _MOST_LINES:
            return {}, text
        of_a_column = compared in by_settings or is_usual_name(name)
        talk = _is_sentence(value) and (not of_a_column or compared in _SPEAKERS)
        if talk or not (of_a_column or _leads_a_value(name)):
            kept.append(lines[at])
            continue
        names.add(compared)
        header[name] = value.strip()
        if of_a_column or compared in _OTHERS:
            known.add(compared)
    under = "\n".join([*title, *kept, *body])
    if len(known) < _FEWEST_LINES or known <= _SPEAKERS or not under.strip():
        return {}, text
    return header, under


def _title(lines: Sequence[str], at: int) -> tuple[int, list[str]]:
    """Return where the block begins, and the title that stands above it."""
    title = lines[at] if at < len(lines) else ""
    if not title or ":" in title or len(title) > _LONGEST_NAME or _is_sentence(title):
        return at, []
    return _start(lines, at + 1), [title]


def _leads_a_value(name: str) -> bool:
    """Say whether a name that is none of a column may stand in a block all the same."""
    words = name.split()
    return key(name) in _OTHERS or (
        _SHORT_NAME.fullmatch(name) is not None
        and len(words) <= _MOST_WORDS_OF_A_NAME
        and _OF_THE_TEXT.isdisjoint([key(name), key(words[0])])
    )


def _is_sentence(value: str) -> bool:
    words = value.split()
    end = value.rstrip(" \"'\u201d\u2019)")[-1:]
    most = _FEWEST_WORDS_OF_A_SENTENCE - 1 if end == "." else _MOST_WORDS_OF_A_VALUE
    return end in ("!", "?") or len(words) > most


def _is_text(name: str, chosen: Columns) -> bool:
    return hold_text([name], chosen) or hold_text([name], Columns())


def _start(lines: Sequence[str], at: int) -> int:
    """Return where the next lines begin that are not blank; a line of dashes may stand between."""
    fences = 0
    while at < len(lines):
        if _FENCE.fullmatch(lines[at]) and not fences:
            fences = 1
        elif lines[at].strip():
            break
        at += 1
    return at
