"""Exact dates, in the ways in which notes write them."""

import random
from datetime import date as Day
from datetime import timedelta

from planted.pieces import Piece

WITHOUT_YEAR = (
    "{m}/{d}", "{d}/{m}", "{d} {mon}", "{mon} {d}", "{d} {month}", "{month} {d}", "{month} {nth}",
    "{nth} {month}", "{nth} of {month}", "the {nth} of {month}", "{month} the {nth}", "{mm}/{dd}",
    "{mon}. {d}", "{d}-{mon}", "{nth} {mon}", "{mon}{d}",
)  # fmt: skip
WITH_YEAR = (
    "{m}/{d}/{y}", "{d}/{m}/{y}", "{m}/{d}/{yy}", "{dd}/{mm}/{yy}", "{d}.{m}.{yy}", "{dd}.{mm}.{y}",
    "{y}-{mm}-{dd}", "{d} {mon} {y}", "{d} {month} {y}", "{mon} {d}, {y}", "{month} {d} {y}",
    "{mon} {d} {yy}", "{d}-{mon}-{yy}", "{mm}-{dd}-{y}", "{d} {mon} {yy}", "{nth} {month} {y}",
    "{month} {nth}, {y}", "{mon}. {d}, {y}", "{d} {month} '{yy}", "{y}/{mm}/{dd}", "{dd} {mm} {y}",
)  # fmt: skip


def date(draw: random.Random) -> list[Piece]:
    """Return a day of a contact, in two of three cases without its year."""
    day = Day(2025, 6, 1) + timedelta(days=draw.randrange(500))
    if draw.random() < 0.66:
        written = _written(draw.choice(WITHOUT_YEAR), day)
        before = "the " if written.startswith("the ") else ""
        return [Piece(before), Piece(written.removeprefix(before), "date", "without year")]
    return [Piece(_written(draw.choice(WITH_YEAR), day), "date", "with year")]


def dob(draw: random.Random) -> list[Piece]:
    day = Day(1931, 1, 1) + timedelta(days=draw.randrange(33_000))
    return [Piece(_written(draw.choice(WITH_YEAR), day), "date", "of birth")]


def _written(form: str, day: Day) -> str:
    ending = "th" if 10 < day.day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return form.format(
        d=day.day, dd=f"{day:%d}", m=day.month, mm=f"{day:%m}", y=day.year, yy=f"{day:%y}",
        mon=f"{day:%b}", month=f"{day:%B}", nth=f"{day.day}{ending}",
    )  # fmt: skip


DATES = {"date": date, "dob": dob}
