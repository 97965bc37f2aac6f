"""What people wrote in the worklist: every edit is kept, the latest of a case stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Engine, Row, Select, func, insert, select

from analyzer.codebook import MOST_ATTEMPTS, CaseResult, CaseStatus
from analyzer.store.audit import utc_now
from analyzer.store.cases import came_late
from analyzer.store.connection import keep_to_oneself, reading, writing
from analyzer.store.errors import StoreError
from analyzer.store.tables import analyses, case_edits


def check_name(name: str, what: str) -> None:
    """Raise StoreError for a name that is no text, as from a terminal with another encoding."""
    if not name.isprintable():
        raise StoreError(
            f"The {what} holds characters that are no letters; write the name without them, and "
            "look at the encoding of the terminal or file."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEdit:
    """What somebody wrote about a case.

    ``case`` is a key such as "case C1" (``analyzer.insights.cases.case_keys``), ``attempts`` at
    least 0, ``seen_until`` the time of the latest contact that the editor knew of. ``version`` is
    the edit that the editor saw, 0 where there was none.
    """

    source: str
    case: str
    owner: str | None = None
    status: CaseStatus = CaseStatus.OPEN
    attempts: int = 0
    result: CaseResult | None = None
    closed: date | None = None
    seen_until: datetime | None = None
    version: int = 0

    def __post_init__(self) -> None:
        """Raise StoreError for an owner or a number that a database cannot hold."""
        check_name(self.owner or "", "owner")
        if not 0 <= self.attempts <= MOST_ATTEMPTS:
            raise StoreError(f"The number of attempts must be from 0 to {MOST_ATTEMPTS}.")

    def says_the_same(self, other: "CaseEdit") -> bool:
        """Say whether the five columns that people fill in are equal.

        A case that was closed once more, after a newer contact, was closed anew.
        """
        return self._written() == other._written()

    def _written(self) -> tuple[object, ...]:
        seen = self.seen_until if self.status is CaseStatus.CLOSED else None
        return self.owner, self.status, self.attempts, self.result, self.closed, seen


@dataclass(frozen=True, slots=True)
class CaseConflict:
    """An edit that was refused, and what ``edited_by`` wrote since its editor looked.

    ``edited`` is when that was, in UTC.
    """

    edit: CaseEdit
    stored: CaseEdit
    edited: datetime
    edited_by: str


@dataclass(frozen=True, slots=True)
class EditedCases:
    """What became of some edits: those taken, those that change nothing, and those refused."""

    taken: int
    unchanged: int
    conflicts: tuple[CaseConflict, ...]


EDITS = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("case", pa.string(), nullable=False),
        pa.field("owner", pa.string()),
        pa.field("status", pa.string(), nullable=False),
        pa.field("attempts", pa.int64(), nullable=False),
        pa.field("result", pa.string()),
        pa.field("closed", pa.date32()),
        pa.field("seen_until", pa.timestamp("us")),
        pa.field("version", pa.int64(), nullable=False),
        pa.field("edited", pa.timestamp("us"), nullable=False),
        pa.field("edited_by", pa.string(), nullable=False),
        pa.field("came_late", pa.bool_(), nullable=False),
    ]
)
"""The latest edit of each case; ``edited`` is in UTC, ``came_late`` says whether a note of the case
came to the store since that is dated before ``seen_until``, or not at all."""


def read_edits(engine: Engine) -> pd.DataFrame:
    """Return the latest edit of each case, a row a case, as ``EDITS`` says; raises StoreError."""
    with reading(engine) as connection:
        rows = [dict(row) for row in connection.execute(_latest()).mappings()]
    frame: pd.DataFrame = pa.Table.from_pylist(rows, EDITS).to_pandas()
    return frame


def write_edits(engine: Engine, edits: Sequence[CaseEdit], by: str) -> EditedCases:
    """Keep some edits in one transaction, but those of a case that was changed meanwhile.

    An edit that says what its editor saw, or what the store says by now, changes nothing.
    Raises StoreError.
    """
    check_name(by, "name of who did it")
    conflicts: list[CaseConflict] = []
    taken = 0
    with writing(engine) as connection:
        keep_to_oneself(connection, case_edits)  # nobody edits between the look and the edit
        newest = connection.execute(select(func.coalesce(func.max(analyses.c.id), 0))).scalar_one()
        for edit in edits:
            stored = _latest_of(connection, edit)
            seen = _edit_of(_version_of(connection, edit), edit)
            now = _edit_of(stored, edit)
            if edit.says_the_same(seen) or edit.says_the_same(now):
                continue
            if stored is not None and stored.version != edit.version:
                conflicts.append(CaseConflict(edit, now, stored.edited, stored.edited_by))
                continue
            connection.execute(insert(case_edits), _row(edit, by, newest))
            taken += 1
    return EditedCases(taken, len(edits) - taken - len(conflicts), tuple(conflicts))


_SELECTED = [
    case_edits.c.id.label("version") if name == "version" else case_edits.c[name]
    for name in EDITS.names
    if name != "came_late"
]


def _latest() -> Select[Any]:
    last = select(func.max(case_edits.c.id)).group_by(case_edits.c.source, case_edits.c.case)
    came = came_late(case_edits).label("came_late")
    return select(*_SELECTED, came).where(case_edits.c.id.in_(last)).order_by("source", "case")


def _of_case(edit: CaseEdit) -> Select[Any]:
    return select(*_SELECTED).where(
        case_edits.c.source == edit.source, case_edits.c.case == edit.case
    )


def _latest_of(connection: Connection, edit: CaseEdit) -> Row[Any] | None:
    """Return what stands of the case that an edit is about."""
    return connection.execute(_of_case(edit).order_by(case_edits.c.id.desc()).limit(1)).first()


def _version_of(connection: Connection, edit: CaseEdit) -> Row[Any] | None:
    """Return what the editor saw."""
    return connection.execute(_of_case(edit).where(case_edits.c.id == edit.version)).first()


def _edit_of(row: Row[Any] | None, edit: CaseEdit) -> CaseEdit:
    """Return a row as an edit; without one, what a case is that nobody has edited."""
    if row is None:
        return CaseEdit(source=edit.source, case=edit.case)
    return CaseEdit(
        source=row.source,
        case=row.case,
        owner=row.owner,
        status=CaseStatus(row.status),
        attempts=row.attempts,
        result=CaseResult(row.result) if row.result else None,
        closed=row.closed,
        seen_until=row.seen_until,
        version=row.version,
    )


def _row(edit: CaseEdit, by: str, newest: int) -> dict[str, Any]:
    return {
        "source": edit.source,
        "case": edit.case,
        "owner": edit.owner,
        "status": str(edit.status),
        "attempts": edit.attempts,
        "result": None if edit.result is None else str(edit.result),
        "closed": edit.closed,
        "seen_until": edit.seen_until,
        "last_analysis": newest,
        "edited": utc_now(),
        "edited_by": by,
    }
