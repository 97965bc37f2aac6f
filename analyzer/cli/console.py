"""Standard output for what is shown to a person."""

import sys
from io import TextIOWrapper

from rich.console import Console


def open_console() -> Console:
    """Return a console that shows a question mark for a letter that the terminal lacks."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    return Console()
