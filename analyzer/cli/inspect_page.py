"""What inspect found, on a terminal or as plain text."""

import json
from collections import Counter
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analyzer.cli.analysis import MANY_SUPERSEDED, SUSPICIOUS_SHARE
from analyzer.intake import Inspection, Rejects

_WIDTH = 110
_WANTED = {
    "note_id": "the note's number",
    "timestamp": "the date and time",
    "staff_id": "the author",
    "channel": "the channel",
    "patient_id": "the patient",
}
_ORDER = {"day_first": "day first", "month_first": "month first"}


def print_file(console: Console, file: Inspection) -> None:
    """Print a file's columns, its dates and its channels."""
    about = f"  {file.format}, {file.rows:,} rows"
    print_text(console, Text(file.name, "bold"), Text(about, "dim"))
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("column", overflow="fold")
    table.add_column("taken for")
    table.add_column("filled", justify="right")
    table.add_column("values, masked", overflow="fold")
    for column in file.columns:
        fields = ", ".join(column.fields)
        taken = Text(fields, "green") if fields else Text("kept aside", "dim")
        share = f"{column.filled / file.rows:.0%}" if file.rows else ""
        table.add_row(Text(column.shown), taken, share, Text("   ".join(column.samples), "dim"))
    console.print(table, width=None if console.is_terminal else _WIDTH)
    if file.dates_read or file.dates_unread:
        total = file.dates_read + file.dates_unread
        order = f"; 03/04/2026 is {_ORDER[file.date_order]}" if file.date_order else ""
        print_text(console, Text(f"Dates: {file.dates_read:,} of {total:,} read{order}."))
    missing = [words for field, words in _WANTED.items() if field not in file.column_of]
    if missing and file.column_of:
        print_text(console, Text(f"No column was taken for: {', '.join(missing)}.", "yellow"))
    if file.channels:
        counts = ", ".join(f"{name} {count:,}" for name, count in file.channels.most_common())
        print_text(console, Text(f"Channels: {counts}."))
    console.print()


def print_passed_over(console: Console, counts: Counter[str]) -> None:
    """Print what lies in the folders and is not read."""
    if counts:
        parts = ", ".join(f"{name} {count:,}" for name, count in counts.most_common())
        print_text(console, Text(f"Not read in the folders: {parts}."))
        console.print()


def print_outcome(console: Console, rejects: Rejects) -> None:
    """Print what would be rejected and why, and where every row would go."""
    if rejects.reasons:
        print_text(console, Text("Would be rejected", "bold"))
        for reason, count in rejects.reasons.most_common():
            name, row = rejects.first[reason]
            print_text(console, Text(f"  {count:,}  {reason} (first: row {row} of {name})"))
        console.print()
    if rejects.accounting.superseded > SUSPICIOUS_SHARE * rejects.accounting.read:
        print_text(console, Text(MANY_SUPERSEDED, "bold red"))
    print_text(console, Text(rejects.accounting.line().replace("analysed", "to be analysed")))


def print_settings(console: Console, files: Sequence[Inspection]) -> None:
    """Print the [columns] block for each way in which the files' columns are understood."""
    blocks: dict[str, list[str]] = {}
    for file in files:
        lines = [f"{field} = {json.dumps(column)}" for field, column in file.column_of.items()]
        if not lines:
            lines = _guesses(file)
        if lines:
            blocks.setdefault("\n".join(lines), []).append(file.name)
    if len(blocks) > 1:
        console.print()
        print_text(console, Text("# Keep each block in a settings file of its own, for --config."))
    for block, names in blocks.items():
        console.print()
        if len(blocks) > 1:
            print_text(console, Text(f"# {', '.join(names)}", "dim"))
        print_text(console, Text("[columns]\n" + block))


def _guesses(file: Inspection) -> list[str]:
    """Return a block for a file that is not understood: the text is for the reader to choose."""
    by_field: dict[str, list[str]] = {}
    for column in file.columns:
        for field in column.fields:
            by_field.setdefault(field.rstrip("?"), []).append(column.shown)
    texts = by_field.pop("text", [])
    asked = " or ".join(texts) if texts else "the column with the note itself"
    lines = [
        f"{field} = {json.dumps(names[0])}" for field, names in by_field.items() if file.names_shown
    ]
    return [f'text = ""  # {asked}', *lines]


def print_text(console: Console, *parts: Text) -> None:
    """Print text as it stands: no markup, and a line however long it is."""
    console.print(Text.assemble(*parts), soft_wrap=True, highlight=False)
