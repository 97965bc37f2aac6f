"""An export, settings and a protocol in which everything that can hold a text holds an attack."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

MARKUP = [
    "<script>alert(1)</script>",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus='alert(1)",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</title></style></textarea></script></svg><svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a> javascript:alert(1)',
    "<iframe srcdoc='<script>alert(1)</script>'> <!-- --> <![CDATA[ ]]> {{ 7*7 }}{% raw %}",
]
MARKDOWN = [
    "[x](javascript:alert(1)) ![x](http://evil.example/p.png) `a` *b* <u>c</u> $d$ ~~e~~ "
    "www.evil.example evil.example/a k.jones@evil.example <http://evil.example> http://evil.example",
    "# heading\n> quote\n```\ncode",
    "[a]: http://evil.example",
    "| a | b |\n| --- | --- |\n| c | d |",
]
FORMULAS = [
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "x;=1+1;y",
    '",=1+1,"',
    "'=1+1",
    "_x003D_1+1",
]
PLACES = ["../../etc/passwd", "..\\..\\boot.ini", "CON", "nul.txt", "S1. ", "S1", "s1", "L" * 2000]
ALIKE = ["é", "e\u0301", "\ufb01", "fi"]
"""Two ways to write one letter, and a ligature: file systems take each pair for one name."""

SCREEN = [
    "\x1b]0;owned\x07\x1b[2J\x1b[31mred",
    "a\u202egnp\u2066.exe",
    "\x9b2J\x9d0;c1",
    "n\0ul\x7f",
]
ATTACKS = [" ".join(MARKUP), *MARKDOWN, *FORMULAS, *PLACES, *ALIKE, " ".join(SCREEN)]

EXPORT = "=cmd|' <b>\x1b[2J\u202e.csv"
HEADER = (
    "note_id",
    "timestamp",
    "staff_id",
    "staff_name",
    "role",
    "channel",
    "location",
    "patient_id",
    "patient_name",
    "case_id",
    "text",
    "=1+1<script>\x1b[2J",
)
NOTES_EACH = 4
TOLD = (
    "{0} She was very upset about the wait {0} and shouted {0} that she would call her lawyer. "
    "I apologised {0}, listened to her and booked her {0} for 3 pm. I promised to call back by "
    "Friday. She thanked me {0}."
)


def write_export(folder: Path) -> Path:
    """Write an export in which each attack stands in every field of a person's notes; a text holds
    the next one, so that it is not redacted as a name. One row of each has no text."""
    path = folder / EXPORT
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *_rows()])
    return path


def _rows() -> Iterator[list[str]]:
    number = 0
    for attack, told in zip(ATTACKS, [*ATTACKS[1:], ATTACKS[0]], strict=True):
        for place in range(NOTES_EACH + 1):
            number += 1
            yield [
                f"{attack}{number}",
                f"2026-03-{1 + number % 28:02} 09:{number % 60:02}",
                attack,
                f"{attack} Ann",
                attack,
                attack if place % 2 else "phone",
                attack,
                f"{attack}{number // 2}",
                f"{attack} Roe",
                f"{attack}{number // 2}",
                TOLD.format(told) if place < NOTES_EACH else "",
                attack,
            ]


def write_settings(folder: Path) -> Path:
    """Write settings and a protocol whose every text is an attack."""
    text = json.dumps(" ".join(["=1+1", *MARKUP, *MARKDOWN]))
    protocol = folder / "protocol.toml"
    protocol.write_text(
        f"name = {text}\nsource = {text}\n"
        f'[[step]]\nname = {text}\nlabels = ["listen"]\n[[step]]\nname = {text}\nlabels = []\n'
    )
    settings = folder / "analyzer.toml"
    settings.write_text(
        f'[source]\nname = {text}\n[coaching]\nprotocol = "protocol.toml"\n'
        f"[alerts]\nlegal = {text}\ngrievance = {text}\nsafety = {text}\n"
        "[statistics]\nminimum_for_rate = 2\nminimum_for_comparison = 4\n"
    )
    return settings
