"""What people did about cases, from a file or in a word, given to the store."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import click
import pandas as pd

from analyzer.codebook import CaseResult, CaseStatus, words
from analyzer.intake.worklist.sheet import ChangedCase, read_worklist_sheet
from analyzer.settings import Settings
from analyzer.store import CaseConflict, CaseEdit, EditedCases, Store

_MOST_PROBLEMS = 20
_MOST_CHOICES = 10


def take_sheet(store: Store, file: Path, settings: Settings, by: str, today: date) -> EditedCases:
    """Give the store what people wrote into a file; rows that nobody changed count as unchanged.

    Raises IntakeError, StoreError, and ClickException where a value or a case cannot be used;
    nothing is written then.
    """
    sheet = read_worklist_sheet(file, settings)
    problems = [*sheet.problems, *_unknown(store, sheet.changed)]
    if problems:
        told = [f"Nothing of {file} was taken.", *problems[:_MOST_PROBLEMS]]
        if len(problems) > _MOST_PROBLEMS:
            told.append(f"{len(problems) - _MOST_PROBLEMS:,} more rows or cells need mending too.")
        raise click.ClickException("\n".join(told))
    done = store.edit_cases([_edit(row, today) for row in sheet.changed], by)
    return EditedCases(done.taken, done.unchanged + sheet.unchanged, done.conflicts)


def close_case(
    store: Store,
    case: str,
    source: str | None,
    result: CaseResult,
    owner: str | None,
    by: str,
    today: date,
) -> EditedCases:
    """Close the case that people know by a number.

    Raises StoreError, and ClickException where no case, or several, have that number.
    """
    key, latest = _the_case(store.cases(), case, source)
    edits = store.case_edits()
    now = edits[(edits["source"] == key[0]) & (edits["case"] == key[1])]
    kept = None if now["owner"].isna().all() else str(now["owner"].iloc[0])
    edit = CaseEdit(
        source=key[0],
        case=key[1],
        owner=owner or kept,
        status=CaseStatus.CLOSED,
        attempts=int(now["attempts"].sum()),
        result=result,
        closed=today,
        seen_until=latest,
        version=int(now["version"].sum()),
    )
    return store.edit_cases([edit], by)


def print_outcome(outcome: EditedCases) -> None:
    """Print what became of the edits; of a conflict both versions."""
    counts = f"taken {outcome.taken:,}, unchanged {outcome.unchanged:,}"
    conflicts = len(outcome.conflicts)
    click.echo(f"{counts}, not taken {conflicts:,}" if conflicts else counts, err=True)
    for conflict in outcome.conflicts:
        click.echo(_conflict(conflict), err=True)
    if conflicts:
        advice = "Write the list again, and fill in what should stand there."
        click.echo(advice, err=True)


def _edit(row: ChangedCase, today: date) -> CaseEdit:
    filled = row.filled
    closes = filled.status is CaseStatus.CLOSED
    return CaseEdit(
        source=row.source,
        case=row.case,
        owner=filled.owner,
        status=filled.status,
        attempts=filled.attempts,
        result=filled.result,
        closed=filled.closed or (today if closes else None),
        seen_until=row.seen_until,
        version=row.version,
    )


def _unknown(store: Store, rows: Sequence[ChangedCase]) -> Iterable[str]:
    """Yield a sentence for each row whose case the store has no note of."""
    cases = store.cases()
    known = set(zip(cases["source"], cases["case"], strict=True))
    for row in rows:
        if (row.source, row.case) not in known:
            yield (
                f"Row {row.row}: the store has no note of this case; check --store, or delete the "
                "row."
            )


def _the_case(
    cases: pd.DataFrame, number: str, source: str | None
) -> tuple[tuple[str, str], datetime | None]:
    """Return the source and key of the one case that is meant by a number, or by its key, and the
    time of its latest contact."""
    meant = (cases[["case_id", "patient_id", "case"]] == number).any(axis=1)
    meant |= cases["case"] == f"note {number}"
    if source is not None:
        meant &= cases["source"] == source
    found = cases.loc[meant, ["source", "case"]].drop_duplicates()
    if found.empty:
        where = "" if source is None else f" from {source}"
        raise click.ClickException(
            f"No case {number}{where} is in the store; write it as the worklist shows it."
        )
    if len(found) > 1:
        raise click.ClickException(_several(number, found))
    [key] = found.itertuples(index=False, name=None)
    own = cases[(cases["source"] == key[0]) & (cases["case"] == key[1])]
    latest = own["last_contact"].max()
    return key, None if pd.isna(latest) else latest.to_pydatetime()


def _several(number: str, found: pd.DataFrame) -> str:
    one_source = found["source"].nunique() == 1
    choices = [
        f'"{case}"' if one_source else f'"{case}" --source "{source}"'
        for source, case in found.itertuples(index=False)
    ]
    shown = ", ".join(choices[:_MOST_CHOICES]) + (", ..." if len(choices) > _MOST_CHOICES else "")
    return f"{number} may be one of {len(choices)} cases; give one of these instead: {shown}."


def _conflict(conflict: CaseConflict) -> str:
    edit, stored = conflict.edit, conflict.stored
    return (
        f"{edit.case[:1].upper()}{edit.case[1:]} was changed meanwhile by {conflict.edited_by} "
        f"({conflict.edited:%Y-%m-%d %H:%M} UTC).\n"
        f"  in the store: {_written(stored)}\n"
        f"  in the file:  {_written(edit)}"
    )


def _written(edit: CaseEdit) -> str:
    parts = [
        f"owner {edit.owner or 'nobody'}",
        f"status {words(edit.status)}",
        f"attempts {edit.attempts}",
        f"result {words(edit.result) if edit.result else 'none'}",
        *([f"closed {edit.closed.isoformat()}"] if edit.closed else []),
    ]
    return ", ".join(parts)
