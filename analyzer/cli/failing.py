"""The sentences that a command ends with where something goes wrong."""

import os
import traceback
from pathlib import Path

_PACKAGE = __name__.partition(".")[0]


def of_system(error: OSError) -> str:
    """Say what the system said, and of which file or folder.

    What is being written lies under a hidden name beside its place, which would tell nothing.
    """
    said = f"{error.strerror or error}."
    if error.filename is None:
        return said
    place = Path(os.fsdecode(error.filename))
    hidden = [path for path in (place, *place.parents) if path.suffix == ".part"]
    return f"{hidden[-1].parent if hidden else place}: {said}"


def unexpected(error: Exception) -> str:
    """Say which kind of error it is and where this program met it, and nothing more.

    The error's own words may repeat the value that a library stumbled over, a note's text even.
    """
    places = [
        f"{module}, line {line}"
        for frame, line in traceback.walk_tb(error.__traceback__)
        if (module := str(frame.f_globals.get("__name__"))).partition(".")[0] == _PACKAGE
    ]
    return (
        f"The program met an error that it does not know, {type(error).__name__} in {places[-1]}; "
        "nothing that was half written was kept. Please report this sentence, which holds nothing "
        "of a note."
    )
