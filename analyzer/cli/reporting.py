"""What the commands that look at the history have in common: their days, and what they tell."""

from datetime import date, datetime

import click

from analyzer.cli.messages import tell
from analyzer.reports.formats import Format, Formats
from analyzer.reports.night import Night
from analyzer.reports.pdf import need_pdf


def tell_left_out(night: Night) -> None:
    """Tell how many notes are in none of the reports; nothing where there are none."""
    if night.undated or night.later:
        sentence = (
            f"Notes not in the reports: without a time {night.undated}, "
            f"dated after {night.last.isoformat()} {night.later}."
        )
        tell("left_out", sentence, level="warning", undated=night.undated, later=night.later)


def day(moment: datetime | None) -> date | None:
    """Return the day of an option that is a date; None where it was not given."""
    return None if moment is None else moment.date()


def refuse_reversed(from_: date | None, last: date) -> None:
    """Raise UsageError where a stretch of days ends before it begins."""
    if from_ is not None and last < from_:
        raise click.UsageError(f"The last day, {last}, is before --from {from_}; name other days.")


def refuse_impossible(formats: Formats) -> None:
    """Raise PDFError where PDF is asked for and cannot be made, before any work is done."""
    if Format.PDF in formats:
        need_pdf()
