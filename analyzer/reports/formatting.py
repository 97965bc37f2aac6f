"""Figures and dates as a page says them."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from analyzer.codebook import Channel, Escalation, words
from analyzer.insights.models import ModelNotes
from analyzer.insights.situations import guide

MINUS = "\N{MINUS SIGN}"
NOT_GIVEN = "not given"


def percent(rate: float) -> str:
    """Return a share from 0 to 1 as a whole percentage.

    >>> percent(0.616)
    '62%'
    """
    return f"{rate:.0%}"


def about(amount: float) -> str:
    """Return a count or an expected count: whole from 10 up, else with one decimal if it has any.

    >>> about(1234.6), about(3.25), about(4.0)
    ('1,235', '3.2', '4')
    """
    return f"{amount:,.0f}" if abs(amount) >= 10 else f"{amount:.1f}".removesuffix(".0")


def feeling(value: float) -> str:
    """Return a sentiment from -2 to 2 with one decimal and a proper minus.

    >>> feeling(-1.06), feeling(-0.01)
    ('−1.1', '0.0')
    """
    return f"{value:.1f}".replace("-0.0", "0.0").replace("-", MINUS)


def day(when: date | None) -> str:
    """Return a day in words.

    >>> day(date(2026, 3, 4))
    '4 March 2026'
    """
    return NOT_GIVEN if when is None else f"{when.day} {when:%B %Y}"


def period(first: date | None, last: date | None) -> str:
    """Return the days from first to last, leaving out what both have in common.

    >>> period(date(2026, 3, 2), date(2026, 3, 31))
    '2 to 31 March 2026'
    >>> period(date(2025, 12, 2), date(2026, 1, 9))
    '2 December 2025 to 9 January 2026'
    """
    if first is None or last is None:
        return "No dates given"
    if first == last:
        return day(last)
    if first.year != last.year:
        return f"{day(first)} to {day(last)}"
    if first.month != last.month:
        return f"{first.day} {first:%B} to {day(last)}"
    return f"{first.day} to {day(last)}"


def month(when: date, as_of: date | None = None) -> str:
    """Return a month in words; one that ``as_of`` ends early is said to be so.

    >>> month(date(2026, 3, 1))
    'March 2026'
    >>> month(date(2026, 3, 1), date(2026, 3, 23)), month(date(2026, 2, 1), date(2026, 2, 28))
    ('March 2026 so far', 'February 2026')
    """
    end = monthrange(when.year, when.month)[1]
    early = as_of is not None and when.replace(day=1) <= as_of < when.replace(day=end)
    return f"{when:%B %Y}" + (" so far" if early else "")


def month_of(name: str, as_of: date) -> str:
    """Return a month written "2026-03" in words.

    >>> month_of("2026-03", date(2026, 3, 31))
    'March 2026'
    """
    return month(date.fromisoformat(f"{name}-01"), as_of)


def short_day(when: date | None) -> str:
    """Return a day for a list.

    >>> short_day(date(2026, 3, 4))
    '4 Mar 2026'
    """
    return NOT_GIVEN if when is None else f"{when.day} {when:%b %Y}"


def label(name: str | None) -> str:
    """Return a label, channel or place as words; what the notes do not give is said to be so.

    >>> label("in_person"), label(None)
    ('in person', 'not given')
    """
    return NOT_GIVEN if name is None else words(name)


def heading(name: str | None) -> str:
    """Return a label or channel as words that begin a line.

    >>> heading("in_person"), heading("sms"), heading(None)
    ('In person', 'SMS', 'Not given')
    """
    if name == Channel.SMS:
        return "SMS"
    written = label(name)
    return written[:1].upper() + written[1:]


def level(escalation: int) -> str:
    """Return a level of escalation as a word.

    >>> level(2)
    'elevated'
    """
    return Escalation(escalation).name.lower()


def read_by(models: Sequence[ModelNotes]) -> str:
    """Return which models read the notes; where they are several, which notes each of them read.

    >>> one = ModelNotes("notes@1", date(2026, 1, 2), date(2026, 3, 4), 1203)
    >>> read_by([one])
    'notes@1'
    >>> read_by([one, ModelNotes("notes@2", date(2026, 3, 5), date(2026, 3, 31), 1)])
    'notes@1 (2 January to 4 March 2026, 1,203 notes), notes@2 (5 to 31 March 2026, 1 note)'
    """
    if len(models) < 2:
        return models[0].model if models else "no model"
    said = []
    for one in models:
        days = period(one.first, one.last) if one.first else "no dates given"
        notes = "note" if one.notes == 1 else "notes"
        said.append(f"{one.model} ({days}, {about(one.notes)} {notes})")
    return ", ".join(said)


def such_contacts(situation: str) -> str:
    """Return which contacts with a concern are of a kind, by its key in tips.toml.

    >>> such_contacts("tears")
    'in which someone was in tears'
    """
    return next(one.contacts for one in guide().situation if one.key == situation)


FILTERS: dict[str, Callable[..., Any]] = {
    "percent": percent,
    "about": about,
    "feeling": feeling,
    "day": day,
    "month": month,
    "short_day": short_day,
    "label": label,
    "heading": heading,
    "level": level,
    "read_by": read_by,
    "such_contacts": such_contacts,
}
"""What the templates call by these names."""
