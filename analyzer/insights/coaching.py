"""One person's coaching report: strengths first, then at most three areas to grow in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from analyzer.codebook import Cue, Label, Status, Step, Technique, Theme, label_of
from analyzer.frames import Frames
from analyzer.insights.author_names import with_name
from analyzer.insights.evidence import (
    ABUSE,
    NOTE,
    Quote,
    among,
    clearest,
    cues,
    labelled,
    off_page,
    own,
    quote,
)
from analyzer.insights.growth import GrowthArea, growth_areas
from analyzer.insights.helped import may_be_coached
from analyzer.insights.intervals import Share
from analyzer.insights.selection import day_of, latest_names
from analyzer.insights.situations import Tip, guide
from analyzer.insights.steps import staff_step_rates
from analyzer.insights.strengths import Strength, strengths
from analyzer.settings import Settings

PURPOSE = "For coaching only. Not for discipline, pay or ranking."
LIMIT = (
    "This report reads documentation: not documented is not the same as not done, "
    "and a longer note documents more."
)


@dataclass(frozen=True, slots=True)
class Person:
    """Whose report it is and what it rests on; ``first`` and ``last`` are days of their notes."""

    staff_id: str
    name: str
    role: str
    locations: tuple[str, ...]
    first: date | None
    last: date | None
    notes: int
    concerns: int


@dataclass(frozen=True, slots=True)
class StepShare:
    """A step's documented share. Nobody else's stands beside it: rates as they are would compare
    short notes with long ones and easy contacts with hard ones."""

    step: Step
    share: Share


@dataclass(frozen=True, slots=True)
class TogetherLine:
    """A line to look at together; ``policy_gap`` where a rule of the clinic stood in the way."""

    label: Label
    quote: Quote
    policy_gap: bool


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Contacts with abuse or violence against this colleague; never quoted.

    ``situation`` names them and ``days`` are in order. ``tip`` is None unless there was verbal
    abuse with no calm limit documented.
    """

    situation: str
    contacts: int
    days: tuple[date, ...]
    sentence: str
    tip: Tip | None


@dataclass(frozen=True, slots=True)
class ManagerQuestion:
    """Contacts in which a patient was asked or told not to come back, or it was considered.

    ``days`` are in order. No tip and no quote: ``sentence`` says whose matter it is, and ``source``
    the question of the webcast that says so.
    """

    situation: str
    contacts: int
    days: tuple[date, ...]
    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class CoachingReport:
    """What a coach and a colleague read together; the person sees it first.

    ``steps`` is empty and ``too_few`` a sentence where there are too few notes for a rate.
    """

    as_of: date
    person: Person
    purpose: str
    limit: str
    strengths: tuple[Strength, ...]
    growth_areas: tuple[GrowthArea, ...]
    together: tuple[TogetherLine, ...]
    check_in: CheckIn | None
    for_manager: ManagerQuestion | None
    steps: tuple[StepShare, ...]
    too_few: str | None


def coach(
    frames: Frames,
    staff_id: str,
    settings: Settings,
    as_of: date,
    usual: Mapping[str, Share] | None = None,
) -> CoachingReport:
    """Return the report of one person over the notes in ``frames`` up to and with ``as_of``.

    ``usual`` is what ``usual_help`` returns for the whole clinic over the same days; without it a
    growth area does not say what is usual.

    Only the person's own acts are praised or missed; what the note leaves open whose act it was is
    held for the person in a rate, and never against them. Notes with a legal or safety matter give
    no evidence; notes with abuse of staff none for growth or lines to look at together. A missed
    step is only ever such a line. No quote stands twice, but where a growth area would have too
    few. Quotes are chosen as they are redacted; only then the person's own name is put into them,
    where ``coaching.own_name_in_quotes`` says so. Raises ValueError, naming the person, where no
    note is theirs.
    """
    frames = frames.until(as_of)
    notes = frames.analyses[frames.analyses["staff_id"] == staff_id]
    if notes.empty:
        raise ValueError(f"No note of staff member {staff_id} up to {as_of}.")
    findings = frames.findings[frames.findings["staff_id"] == staff_id]
    shown = notes[~off_page(notes, findings)]
    coached = notes[may_be_coached(notes, findings)]
    steps = _step_shares(frames, staff_id, settings)
    shares = {one.step: one.share for one in steps}
    concerns = int(notes["concern"].sum())
    minimum = settings.statistics.minimum_for_rate
    good = strengths(shown, findings[among(findings, shown)], shares, settings)
    areas = growth_areas(
        coached[coached["concern"].astype(bool)],
        findings[among(findings, coached)],
        settings,
        usual or {},
        good,
    )
    quoted = [one for strength in good for one in strength.quotes]
    quoted += [one for area in areas for one in area.quotes]
    report = CoachingReport(
        as_of=as_of,
        person=_person(frames.analyses, notes, staff_id),
        purpose=PURPOSE,
        limit=LIMIT,
        strengths=good,
        growth_areas=areas,
        together=_together(coached, findings, settings, quoted),
        check_in=_check_in(findings),
        for_manager=_for_manager(findings[among(findings, shown)]),
        steps=steps,
        too_few=None
        if concerns >= minimum
        else f"There are fewer than {minimum} notes with a concern, too few for a rate.",
    )
    return _by_name(report) if settings.coaching.own_name_in_quotes else report


def _by_name(report: CoachingReport) -> CoachingReport:
    """Return a report in whose quotes the person stands by name."""

    def named(quote: Quote) -> Quote:
        return replace(quote, text=with_name(quote.text, report.person.name))

    return replace(
        report,
        strengths=tuple(
            replace(one, quotes=tuple(map(named, one.quotes))) for one in report.strengths
        ),
        growth_areas=tuple(
            replace(one, quotes=tuple(map(named, one.quotes))) for one in report.growth_areas
        ),
        together=tuple(replace(line, quote=named(line.quote)) for line in report.together),
    )


def _abuse(findings: pd.DataFrame) -> pd.DataFrame:
    return labelled(cues(findings), ABUSE)


def _person(analyses: pd.DataFrame, notes: pd.DataFrame, staff_id: str) -> Person:
    roles = notes["role"].dropna()
    return Person(
        staff_id=staff_id,
        name=latest_names(analyses)[staff_id],
        role="" if roles.empty else str(roles.iloc[-1]),
        locations=tuple(sorted(str(place) for place in notes["location"].dropna().unique())),
        first=day_of(notes["timestamp"].min()),
        last=day_of(notes["timestamp"].max()),
        notes=len(notes),
        concerns=int(notes["concern"].sum()),
    )


def _step_shares(frames: Frames, staff_id: str, settings: Settings) -> tuple[StepShare, ...]:
    """Return the person's documented shares; none under the minimum for a rate."""
    rates = staff_step_rates(frames, settings)
    rows = rates[(rates["staff_id"] == staff_id) & rates["rate"].notna()]
    return tuple(
        StepShare(
            Step(row["step"]),
            Share(int(row["done"]), int(row["n"]), row["rate"], row["low"], row["high"]),
        )
        for _, row in rows.iterrows()
    )


def _together(
    coached: pd.DataFrame, findings: pd.DataFrame, settings: Settings, quoted: Iterable[Quote]
) -> tuple[TogetherLine, ...]:
    """Return the surest missed steps, a line a note; a step missed and then done is none.

    A promise that was not kept is none either: the note seldom says whose it was.
    """
    missed = labelled(own(findings, Status.MISSED), frozenset(Step))
    missed = missed[among(missed, coached) & (missed["score"] >= settings.coaching.together_score)]
    act = [*NOTE, "label"]
    repaired = pd.MultiIndex.from_frame(own(findings, Status.DONE)[act])
    missed = missed[~pd.MultiIndex.from_frame(missed[act]).isin(repaired)]
    policy = coached[coached["themes"].map(lambda themes: Theme.POLICY in themes).astype(bool)]
    lines = clearest(missed, settings.coaching, settings.coaching.together, quoted)
    return tuple(
        TogetherLine(
            label=label_of(row["label"]),
            quote=quote(row),
            policy_gap=bool(by_policy) and row["label"] == Step.RESOLVE,
        )
        for (_, row), by_policy in zip(lines.iterrows(), among(lines, policy), strict=True)
    )


def _check_in(findings: pd.DataFrame) -> CheckIn | None:
    """Return a reminder to ask after the colleague, where people were abusive to them."""
    abuse = _abuse(findings)
    contacts = abuse.drop_duplicates(NOTE)
    if contacts.empty:
        return None
    insulted = labelled(abuse, frozenset({Cue.VERBAL_ABUSE}))
    limits = labelled(own(findings, Status.DONE), frozenset({Technique.BOUNDARY}))
    words = guide().abuse
    return CheckIn(
        situation=words.name,
        contacts=len(contacts),
        days=_days(contacts),
        sentence="There was abuse or a threat against staff in "
        f"{_contacts(len(contacts))}. {words.reason}",
        tip=None if among(insulted, limits).all() else words.tip,
    )


def _for_manager(findings: pd.DataFrame) -> ManagerQuestion | None:
    """Return what the manager decides, but for what the author took to the manager already."""
    asked = pd.concat([own(findings, Status.DONE), own(findings, Status.PLANNED)])
    taken = labelled(own(findings, Status.DONE), frozenset({Technique.REFER_MANAGER}))
    contacts = labelled(asked, frozenset({Technique.DISMISSAL})).drop_duplicates(NOTE)
    contacts = contacts[~among(contacts, taken)]
    if contacts.empty:
        return None
    words = guide().manager
    return ManagerQuestion(
        situation=words.name,
        contacts=len(contacts),
        days=_days(contacts),
        sentence=f"Not coming back was a question in {_contacts(len(contacts))}. {words.reason}",
        source=words.source,
    )


def _contacts(number: int) -> str:
    return "1 contact" if number == 1 else f"{number} contacts"


def _days(contacts: pd.DataFrame) -> tuple[date, ...]:
    return tuple(sorted({time.date() for time in contacts["timestamp"].dropna()}))
