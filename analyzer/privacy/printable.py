"""Text for a terminal or a log: nothing in it steers the screen or forges a line."""


def printable(text: str) -> str:
    r"""Return text on one line in which every character that does not print is an escape.

    Those are control characters and line ends, half characters, and what turns or hides letters.

    >>> printable("notes\x1b[2J\n\u202efdp.csv")
    'notes\\x1b[2J\\n\\u202efdp.csv'
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def printable_lines(text: str) -> str:
    r"""Return ``printable`` text that keeps its line feeds.

    >>> printable_lines("Two\x07\nlines")
    'Two\\x07\nlines'
    """
    return "\n".join(map(printable, text.split("\n")))
