"""How long short commands take as whole new processes, beside a start of spaCy."""

from typing import Any

from speed.processes import OWN, Taken, timed
from speed.spread import Spread

NOTE = "Caller furious about the wait, 3rd call. Apologised and booked her for Monday."
BLANK = "spacy.blank"
COMMANDS = {
    BLANK: ["-c", "import spacy; spacy.blank('en')"],
    "check": ["-m", "analyzer", "check", NOTE],
    "help": ["-m", "analyzer", "--help"],
}


def starts(repeats: int) -> dict[str, Any]:
    """Return of each command ``seconds`` by the clock, those ``of_processor``, and ``over_blank``,
    the clock's beside those of the blank pipeline in the same round; all spreads."""
    commands = {name: [str(OWN), *command] for name, command in COMMANDS.items()}
    for command in commands.values():
        timed(command)  # after which its files are in memory and its modules compiled
    taken: dict[str, list[Taken]] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            taken[name].append(timed(command))
    clocks = {name: [one.clock for one in found] for name, found in taken.items()}
    return {
        name: {
            "seconds": Spread.of(clocks[name]),
            "of_processor": Spread.of([one.processor for one in found]),
            "over_blank": Spread.of_ratios(clocks[name], clocks[BLANK]),
        }
        for name, found in taken.items()
    }
