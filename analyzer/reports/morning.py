"""The morning page: what a nightly run puts first, on one screen and on one sheet of paper."""

from datetime import date, datetime
from pathlib import Path

from analyzer.insights.morning import Morning
from analyzer.privacy.writing import replacing
from analyzer.reports.formats import DEFAULT, Format, Formats
from analyzer.reports.pages.rendering import render_page
from analyzer.reports.record import morning_json
from analyzer.settings import Settings

NAME = "morning"
FORMATS = (Format.JSON, Format.HTML)

LOCATIONS = 5
"""Locations whose arrivals the page lists; its JSON has all."""

UNUSUAL = 4
"""Locations with an unusual number of notes that it lists."""


def write_morning(
    morning: Morning, folder: Path, settings: Settings, formats: Formats = DEFAULT
) -> Path:
    """Write morning.html into a folder, and morning.json with the same figures beside it.

    Each is written where its format is among ``formats``, and else removed, for it would tell of
    another day. Return the path of the page. Both are whole or not there, and only their owner may
    read them: they show patients' numbers. The same figures give the same bytes. Raises OSError
    where ``folder`` is missing or cannot be written.
    """
    path = folder / f"{NAME}.html"
    made = {}
    if Format.JSON in formats:
        made[Format.JSON] = morning_json(morning)
    if Format.HTML in formats:
        made[Format.HTML] = morning_page(morning, settings, json=Format.JSON in made)
    for one in FORMATS:
        place = path.with_suffix(one.suffix)
        if one in made:
            with replacing(place) as file:
                file.write(made[one])
        else:
            place.unlink(missing_ok=True)
    return path


def remove_morning(folder: Path) -> None:
    """Remove the morning page of another day from a folder, where there is one."""
    for one in FORMATS:
        (folder / NAME).with_suffix(one.suffix).unlink(missing_ok=True)


def morning_page(morning: Morning, settings: Settings, *, json: bool = True) -> str:
    """Return the morning page; ``json`` says that its figures are beside it, to be pointed to."""
    return render_page(
        "morning.html",
        morning,
        settings,
        moment=moment,
        weekday=weekday,
        locations=LOCATIONS,
        unusual=UNUSUAL,
        json=json,
    )


def weekday(when: date) -> str:
    """Return a day of the last weeks for a list.

    >>> weekday(date(2026, 10, 3))
    'Sat 3 Oct'
    """
    return f"{when:%a} {when.day} {when:%b}"


def moment(when: datetime) -> str:
    """Return a time of the last weeks for a list.

    >>> moment(datetime(2026, 10, 23, 7, 5))
    'Fri 23 Oct, 07:05'
    """
    return f"{weekday(when)}, {when:%H:%M}"
