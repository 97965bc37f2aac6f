"""The author of a note by name, where a page is theirs and redaction wrote "[author]"."""

from analyzer.privacy.identifiers import IdentifierType


def with_name(quote: str, name: str) -> str:
    """Return a redacted quote of a note with its author's name in place of "[author]".

    >>> with_name("[author] rang [patient] back", "Ada Bell")
    'Ada Bell rang [patient] back'
    """
    return quote.replace(f"[{IdentifierType.AUTHOR}]", name)
