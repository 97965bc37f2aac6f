"""What people wrote into a worklist, checked cell by cell."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from analyzer.codebook import MOST_ATTEMPTS, CaseResult, CaseStatus, words
from analyzer.intake.data import key
from analyzer.intake.timestamps import DateOrder, date_orders, find_date_order, read_timestamp
from analyzer.intake.worklist.rows import NEEDED, SheetRow, heading, worklist_rows
from analyzer.intake.worklist.stamp import Filled, Listed, read_stamp
from analyzer.settings import Settings

_LONGEST_OWNER = 100
_DATES = ("closed", "first_contact", "last_contact", "promised_by")
"""Columns that a spreadsheet writes in one style, so that each helps to read the others."""

_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_AnyWord = TypeVar("_AnyWord", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A row whose five columns are not as the list had them.

    ``row`` is its number in the file, the header counted. ``version`` and ``seen_until`` are what
    the list was made from: the case's edit, and the time of its latest contact.
    """

    row: int
    source: str
    case: str
    filled: Filled
    version: int
    seen_until: datetime | None


@dataclass(frozen=True, slots=True)
class WorklistSheet:
    """The rows that people changed, how many they did not, and what is wrong, a sentence each."""

    changed: tuple[ChangedCase, ...]
    unchanged: int
    problems: tuple[str, ...]


class _BadCell(ValueError):
    """What to write into a cell instead."""


def read_worklist_sheet(path: Path, settings: Settings) -> WorklistSheet:
    """Return what people wrote into a file that ``analyzer worklist -o`` had written.

    Rows and columns may be moved or missing (see ``NEEDED``). Words for status and result count in
    any letter case. All dates of the file are read in one order, which they show themselves, or
    ``settings.intake.date_order`` says. Where there are ``problems``, nothing of the file should
    be used; they name row and column, and repeat no value.
    Raises IntakeError where the file cannot be read, is no worklist, or leaves the order open.
    """
    rows = worklist_rows(path, settings)
    order = _date_order(rows, path.name, settings)
    changed: dict[tuple[str, str], ChangedCase] = {}
    problems: list[str] = []
    unchanged = 0
    for row in rows:
        if not any(row.text(name) for name in NEEDED):
            continue
        filled, wrong = _filled(row, order)
        listed = None if wrong else _listed(row, filled, wrong)
        if listed is None:
            problems += wrong
        elif listed.is_unchanged:
            unchanged += 1
        else:
            case = ChangedCase(
                row.number, row.text("source"), row.text("case"), filled, *listed[:2]
            )
            first = changed.setdefault((case.source, case.case), case)
            if first.filled != filled:
                problems.append(
                    f"Row {row.number}: the same case stands in row {first.row}, filled in "
                    "differently; keep one of them."
                )
    return WorklistSheet(tuple(changed.values()), unchanged, tuple(problems))


def _date_order(rows: Sequence[SheetRow], name: str, settings: Settings) -> DateOrder:
    if settings.intake.date_order != "auto":
        return settings.intake.date_order
    seen: dict[str, int] = {}
    for column in _DATES:
        for order, number in date_orders((row.number, row.text(column)) for row in rows).items():
            seen.setdefault(order, number)
    return find_date_order(seen, heading("closed"), name)


def _listed(row: SheetRow, filled: Filled, wrong: list[str]) -> Listed | None:
    """Return what the row's stamp says; None, and a sentence more, where it is of no use."""
    for name in ("source", "case"):
        if not row.text(name):
            wrong.append(_sentence(row, name, "is empty; take the row from the list again"))
            return None
    listed = read_stamp(row.text("listed"), row.text("source"), row.text("case"), filled)
    if listed is None or not listed.is_of_case:
        advice = "does not belong to the case of this row; take the row from the list again"
        wrong.append(_sentence(row, "listed", advice))
        return None
    return listed


def _filled(row: SheetRow, order: DateOrder) -> tuple[Filled, list[str]]:
    """Return the five columns of a row, and a sentence for each that cannot be used."""
    if row.problem:
        return Filled(), [f"Row {row.number} is not whole: {row.problem}."]
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for name, read in _READERS.items():
        try:
            if row.is_formula(name):
                raise _BadCell("holds a formula; write the value itself")
            values[name] = read(row.text(name), order)
        except _BadCell as problem:
            wrong.append(_sentence(row, name, str(problem)))
    filled = Filled(**values)
    if not wrong:
        if filled.status is CaseStatus.CLOSED and filled.result is None:
            wrong.append(_sentence(row, "result", f"is empty; a closed case needs one: {_RESULTS}"))
        elif filled.status is not CaseStatus.CLOSED and filled.closed is not None:
            advice = "holds a date and the status is not closed; write closed there, or empty this"
            wrong.append(_sentence(row, "closed", advice))
    return filled, wrong


def _sentence(row: SheetRow, column: str, advice: str) -> str:
    return f"Row {row.number}, column {heading(column)} {advice}."


def _owner(text: str, _order: DateOrder) -> str | None:
    owner = " ".join(text.split())
    if len(owner) > _LONGEST_OWNER:
        raise _BadCell(f"has more than {_LONGEST_OWNER} characters; write a name")
    return owner or None


def _attempts(text: str, _order: DateOrder) -> int:
    if text and not (_WHOLE.fullmatch(text) and int(text) <= MOST_ATTEMPTS):
        raise _BadCell(f"is no whole number from 0 to {MOST_ATTEMPTS}")
    return int(text or 0)


def _closed(text: str, order: DateOrder) -> date | None:
    try:
        return read_timestamp(text, order)[0].date() if text else None
    except ValueError:
        raise _BadCell("is no date that can be read; write one such as 2026-03-14") from None


def _status(text: str, _order: DateOrder) -> CaseStatus:
    status = _word(text, CaseStatus)
    if status is None:
        raise _BadCell(f"must be one of these: {_listing(CaseStatus)}")
    return status


def _result(text: str, _order: DateOrder) -> CaseResult | None:
    result = _word(text, CaseResult)
    if text and result is None:
        raise _BadCell(f"must be empty or one of these: {_RESULTS}")
    return result


def _word(text: str, kind: type[_AnyWord]) -> _AnyWord | None:
    return {key(word): word for word in kind}.get(key(text))


def _listing(kind: type[StrEnum]) -> str:
    return ", ".join(words(word) for word in kind)


_RESULTS = _listing(CaseResult)
_READERS: dict[str, Callable[[str, DateOrder], object]] = {
    "owner": _owner,
    "status": _status,
    "attempts": _attempts,
    "result": _result,
    "closed": _closed,
}
