"""Figures of people of whom there is as much to say as a coaching page can hold."""

from dataclasses import replace
from datetime import date

from invented_clinic import clinic, crowd

from analyzer.codebook import Step
from analyzer.insights.coaching import CheckIn, ManagerQuestion, TogetherLine
from analyzer.insights.evidence import Quote
from analyzer.insights.growth import GrowthArea
from analyzer.insights.models import ModelNotes
from analyzer.insights.monthly import step_charts
from analyzer.insights.promises import KeptPromise
from analyzer.insights.protocol import ProtocolStep
from analyzer.insights.situations import guide
from analyzer.insights.strengths import RECOVERY, Strength
from analyzer.reports.basis import basis_of
from analyzer.reports.figures import StaffFigures, funnels, staff_figures
from analyzer.settings import Settings

DAYS = tuple(date(2026, 1, day) for day in range(1, 31))
LONG = (
    "She said that the whole morning had gone by without a word about the referral, that two "
    "people had promised to ring, and that she would rather have heard a plain no. "
) * 5
BELOW = {
    "first": DAYS[0],
    "last": DAYS[-1],
    "n": 64,
    "rate": 0.19,
    "expected": 0.55,
    "place": "below",
}
MOVED = {"low": 0.6, "high": 0.95, "expected": 0.9}
LONG_NUMBER = "9f86d081884c7d65" * 4


def somebody(settings: Settings) -> StaffFigures:
    """Return the figures of a person who is compared with colleagues and has months to draw."""
    frames = crowd(clinic(notes=1500), 12)
    basis = basis_of(frames, settings, date(2026, 12, 31))
    found = staff_figures(basis, funnels(basis, settings), ["C000"], settings)
    # The clinic's months stand for the person's: twelve share its notes, too few for each to draw.
    return replace(next(found), step_charts=step_charts(basis.history.everybody, settings))


def fullest(figures: StaffFigures, words: str = LONG, number: str = LONG_NUMBER) -> StaffFigures:
    """Return figures with every section of the page and every list as long as it gets.

    ``words`` is what each quote says after a number of its own, ``number`` that of its note.
    """
    said = iter(range(1000))

    def quotes() -> tuple[Quote, ...]:
        return tuple(Quote("export", number, DAYS[27], f"{next(said)} {words}") for _ in range(3))

    strengths = [
        Strength(RECOVERY, guide().recovery.title, guide().recovery.sentence, 123, quotes()),
        *(Strength(one.key, one.title, one.sentence, 57, quotes()) for one in guide().strength),
        *(Strength(str(step), guide().steps[step], "", 1000, quotes()) for step in Step),
    ]
    wordy = sorted(guide().situation, key=lambda one: -len(one.reason + one.tip.text))[:3]
    share = figures.report.steps[0].share
    kept = KeptPromise(number, DAYS[1], f"promised {words}", number, DAYS[3], f"kept {words}")
    report = replace(
        figures.report,
        person=replace(
            figures.report.person,
            name="Benedikt Maximilian Amundsen-Okafor de la Fontaine-Wittgenstein " * 2,
            role="senior triage nurse and deputy lead of the telephone service at night",
            locations=tuple(f"Clinic with a Long Name, Number {place}" for place in range(40)),
        ),
        strengths=tuple(strengths),
        growth_areas=tuple(
            GrowthArea(
                one.key,
                one.name,
                one.title,
                one.reason,
                one.help,
                documented=share,
                usual=share,
                common=True,
                praised=guide().recovery.title,
                quotes=quotes(),
                tip=one.tip,
            )
            for one in wordy
        ),
        together=tuple(TogetherLine(Step.RESOLVE, quotes()[0], True) for _ in range(5)),
        check_in=CheckIn(
            guide().abuse.name, 40, DAYS, f"40 contacts. {guide().abuse.reason}", guide().abuse.tip
        ),
        for_manager=ManagerQuestion(
            guide().manager.name,
            40,
            DAYS,
            f"40 contacts. {guide().manager.reason}",
            guide().manager.source,
        ),
    )
    protocol = tuple(
        ProtocolStep("The Clinic’s Own Way", "our handbook " * 20, f"Step number {place}", (), None)
        if place % 3 == 0
        else ProtocolStep("", "", f"Step number {place}", ("listen", "closing care"), share)
        for place in range(15)
    )
    models = tuple(
        ModelNotes(f"en_interaction_notes@{place}.0.0", DAYS[0], DAYS[-1], 12345)
        for place in range(6)
    )
    made = {"made": 123, "with_time": 100, "n": 77, "kept": 55, "rate": 0.7, "low": 0.6}
    return replace(
        figures,
        report=report,
        compared=[row | MOVED | {"clinic_period": BELOW} for row in figures.compared],
        promises=made | {"high": 0.8},
        kept=(kept,) * 3,
        protocol=protocol,
        models=models,
    )
