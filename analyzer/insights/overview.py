"""The clinic at a glance: how many notes, about what, and what needs a desk."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from analyzer.codebook import AlertKind, Escalation, Outcome, Theme
from analyzer.frames import Frames
from analyzer.insights.evidence import NOTE, among
from analyzer.insights.intervals import Share, share
from analyzer.insights.selection import day_of, grouped, holds, latest_names, with_concern
from analyzer.settings import Settings


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """A theme among the notes with a concern (a note may have several).

    ``cumulative`` is this theme's and all larger themes' part of all theme mentions, 0 to 1.
    """

    theme: Theme
    share: Share
    cumulative: float


@dataclass(frozen=True, slots=True)
class LevelCount:
    """Notes whose peak was this level of escalation."""

    level: Escalation
    notes: int


@dataclass(frozen=True, slots=True)
class OutcomeShare:
    """An outcome's share of the notes that had something to solve."""

    outcome: Outcome
    share: Share


@dataclass(frozen=True, slots=True)
class AlertedNote:
    """A note behind an alert.

    ``label`` is the finding that raised it (None: a theme did); ``mention`` marks a self harm that
    context would have cancelled.
    """

    source: str
    note_id: str
    case_id: str | None
    day: date | None
    label: str | None
    mention: bool


@dataclass(frozen=True, slots=True)
class AlertGroup:
    """The notes of one kind of alert for one desk, in order of time."""

    kind: AlertKind
    route_to: str
    notes: tuple[AlertedNote, ...]


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person and how many notes are theirs; listed by name, never ranked."""

    staff_id: str
    name: str
    role: str
    notes: int
    concerns: int


@dataclass(frozen=True, slots=True)
class GroupCount:
    """Notes of one channel or location; ``name`` is None where not given."""

    name: str | None
    notes: int
    concerns: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The summary of all notes in the frames.

    ``first`` and ``last`` are days, None without any; ``alerted`` counts the notes in ``alerts``,
    each once however many desks it is for.
    """

    first: date | None
    last: date | None
    notes: int
    concerns: int
    themes: tuple[ThemeCount, ...]
    escalation: tuple[LevelCount, ...]
    alerted: int
    alerts: tuple[AlertGroup, ...]
    outcomes: tuple[OutcomeShare, ...]
    staff: tuple[StaffMember, ...]
    channels: tuple[GroupCount, ...]
    locations: tuple[GroupCount, ...]


def overview(frames: Frames, settings: Settings) -> Overview:
    """Return the summary of all notes in ``frames``.

    Themes come by size, the largest first (Pareto); outcomes leave out the notes that had nothing
    to solve; a rate is NaN under ``minimum_for_rate``.
    """
    notes = frames.analyses
    return Overview(
        first=day_of(notes["timestamp"].min()),
        last=day_of(notes["timestamp"].max()),
        notes=len(notes),
        concerns=int(notes["concern"].sum()),
        themes=_themes(with_concern(frames), settings),
        escalation=tuple(
            LevelCount(level, int((notes["escalation"] == level).sum())) for level in Escalation
        ),
        alerted=int((notes["alerts"].map(len) > 0).sum()),
        alerts=_alerts(frames),
        outcomes=_outcomes(notes, settings),
        staff=_staff(notes),
        channels=_group_counts(notes, "channel"),
        locations=_group_counts(notes, "location"),
    )


def _themes(notes: pd.DataFrame, settings: Settings) -> tuple[ThemeCount, ...]:
    """Return the themes that occur, the largest first, the codebook's order among equals."""
    counts = {theme: int(holds(notes["themes"], {theme}).sum()) for theme in Theme}
    largest_first = sorted(Theme, key=lambda theme: -counts[theme])
    mentions = sum(counts.values())
    so_far = 0
    rows = []
    for theme in largest_first:
        if counts[theme]:
            so_far += counts[theme]
            part = share(counts[theme], len(notes), settings.statistics)
            rows.append(ThemeCount(theme, part, so_far / mentions))
    return tuple(rows)


def _outcomes(notes: pd.DataFrame, settings: Settings) -> tuple[OutcomeShare, ...]:
    matters = notes[notes["outcome"] != Outcome.NONE.value]
    return tuple(
        OutcomeShare(
            outcome,
            share(int((matters["outcome"] == outcome).sum()), len(matters), settings.statistics),
        )
        for outcome in Outcome
        if outcome is not Outcome.NONE
    )


def _alerts(frames: Frames) -> tuple[AlertGroup, ...]:
    """Return the alerted notes by kind and desk, each note once with its first finding."""
    alerted = frames.analyses[frames.analyses["alerts"].map(len) > 0]
    findings = frames.findings[among(frames.findings, alerted)]
    named = findings.set_index([*NOTE, "position"])[["label", "mention"]]
    raised_by = named.to_dict("index")
    groups: dict[tuple[AlertKind, str], dict[tuple[str, str], AlertedNote]] = {}
    for note in alerted[[*NOTE, "case_id", "timestamp", "alerts"]].to_dict("records"):
        key = (note["source"], note["note_id"])
        for alert in note["alerts"]:
            finding = raised_by.get((*key, alert["finding"]), {"label": None, "mention": False})
            group = groups.setdefault((AlertKind(alert["kind"]), alert["route_to"]), {})
            raised = AlertedNote(
                source=note["source"],
                note_id=note["note_id"],
                case_id=note["case_id"] if isinstance(note["case_id"], str) else None,
                day=day_of(note["timestamp"]),
                label=finding["label"],
                mention=bool(finding["mention"]),
            )
            # A real sign weighs more than a mention of the same kind in the same note.
            if key not in group or (group[key].mention and not raised.mention):
                group[key] = raised
    order = list(AlertKind)
    return tuple(
        AlertGroup(kind, desk, tuple(groups[kind, desk].values()))
        for kind, desk in sorted(groups, key=lambda pair: (order.index(pair[0]), pair[1]))
    )


def _staff(notes: pd.DataFrame) -> tuple[StaffMember, ...]:
    """Return everybody with a note, by name."""
    names = latest_names(notes)
    members = []
    for (staff_id,), own in grouped(notes[notes["staff_id"].notna()], ["staff_id"]):
        assert staff_id is not None
        roles = own["role"].dropna()
        members.append(
            StaffMember(
                staff_id=staff_id,
                name=names[staff_id],
                role="" if roles.empty else str(roles.iloc[-1]),
                notes=len(own),
                concerns=int(own["concern"].sum()),
            )
        )
    return tuple(sorted(members, key=lambda member: (member.name.casefold(), member.staff_id)))


def _group_counts(notes: pd.DataFrame, by: str) -> tuple[GroupCount, ...]:
    return tuple(
        GroupCount(name, len(group), int(group["concern"].sum()))
        for (name,), group in grouped(notes, [by])
    )
