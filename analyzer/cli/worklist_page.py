"""The first rows of the worklist, on a terminal or as plain text."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from rich.box import HORIZONTALS
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analyzer.codebook import words
from analyzer.insights.worklist.guide import worklist_guide
from analyzer.insights.worklist.reasons import Urgency
from analyzer.reports.worklist_files import Worklist, left_out_sentence

_WIDTH = 100
_ROWS = 10
_STYLES = {Urgency.SAFETY: "bold red", Urgency.DESK: "bold magenta", Urgency.PROMISE: "yellow"}


def print_worklist(console: Console, worklist: Worklist, days: int) -> None:
    """Print the most urgent cases, how many more there are, and what must be known.

    ``days`` is the setting worklist.days. The table fits a terminal of 100 columns.
    """
    console.width = min(console.width, _WIDTH) if console.is_terminal else _WIDTH
    rows = worklist.rows
    until = worklist.known_until
    as_of = f", as of {until.day} {until:%B %Y, %H:%M}" if until else ""
    cases = "1 case" if len(rows) == 1 else f"{len(rows):,} cases"
    console.print(Text(f"Recovery worklist{as_of}: {cases}", "bold"))
    counts = rows["urgency"].value_counts()
    places = [f"{place} {counts[place]:,}" for place in Urgency if place in counts.index]
    if places:
        console.print(Text(f"{', '.join(places)}."))
    console.print(Text(worklist_guide().caveats[0], "dim"))
    if places:
        console.print(_table(rows.head(_ROWS)))
    if len(rows) > _ROWS:
        more = f"{len(rows) - _ROWS:,} more: analyzer worklist -o worklist.xlsx writes all of them."
        console.print(Text(more))
    if sentence := left_out_sentence(worklist, days):
        console.print(Text(sentence))


def _table(rows: pd.DataFrame) -> Table:
    table = Table(box=HORIZONTALS, show_lines=True, pad_edge=False)
    table.add_column("", justify="right", vertical="top")
    table.add_column("who", ratio=5, overflow="fold")
    table.add_column("why, and what it is about", ratio=10, overflow="fold")
    table.add_column("next step", ratio=8, overflow="fold")
    for row in rows.to_dict("records"):
        said = {str(name): None if pd.isna(value) else value for name, value in row.items()}
        table.add_row(str(said["rank"]), _who(said), _why(said), _next(said))
    return table


def _who(row: Mapping[str, Any]) -> Text:
    place = str(row["urgency"])
    contacts = "1 contact" if row["contacts"] == 1 else f"{row['contacts']} contacts"
    numbers = [
        f"{kind} {row[name]}"
        for kind, name in (("patient", "patient_id"), ("case", "case_id"))
        if row[name]
    ] or [str(row["case"])]
    lines = [*numbers, row["location"], f"{_day(row['last_contact'])}, {contacts}"]
    return Text.assemble(
        (place, _STYLES.get(Urgency(place), "bold")), *(f"\n{line}" for line in lines if line)
    )


def _why(row: Mapping[str, Any]) -> Text:
    about = (f"\n{row['wanted']}", "dim") if row["wanted"] else ""
    return Text.assemble(row["why"], about)


def _next(row: Mapping[str, Any]) -> Text:
    parts = [words(row["status"]), row["owner"]]
    if row["attempts"]:
        parts.append("1 attempt" if row["attempts"] == 1 else f"{row['attempts']} attempts")
    held = f"\n{', '.join(part for part in parts if part)}" if any(parts[1:]) else ""
    return Text.assemble(row["next_step"], (held, "dim"))


def _day(when: date | None) -> str:
    return "no date given" if when is None else f"{when.day} {when:%b %Y}"
