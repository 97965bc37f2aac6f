"""Where a person lies beside colleagues, in words that say of which days they are."""

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from invented_clinic import clinic, crowd

from analyzer.insights.funnel_plot import Place
from analyzer.reports.basis import basis_of
from analyzer.reports.figures import Row, StaffFigures, funnels, staff_figures
from analyzer.reports.pages.places import places_in_words
from analyzer.reports.record import staff_json
from analyzer.settings import Settings

DAYS = {"first": date(2026, 1, 2), "last": date(2026, 3, 31)}
PERIOD = "In the clinic’s period, 2 January to 31 March 2026,"


def row(step: str, place: str | None, over_all: float = 0.5, **own: float | None) -> Row:
    """Return a step, of 64 notes in the clinic's period and 20 on the page's own days."""
    period = {"n": 64, "rate": over_all, "expected": 0.7, "place": place} | DAYS
    days = {"step": step, "n": 20, "rate": 0.5, "low": 0.3, "high": 0.7, "expected": 0.6} | own
    return days | {"clinic_period": None if place is None else period}


@pytest.mark.parametrize(
    ("place", "side", "about"),
    [
        ("above", "more often", "worth a conversation about what works here"),
        ("below", "less often", "a question, not a verdict"),
    ],
)
def test_outside_the_limits_is_worth_a_conversation_either_way(
    settings: Settings, place: str, side: str, about: str
) -> None:
    said = places_in_words([row("listen", place), row("resolve", place)], settings.statistics)
    assert said[0].startswith(
        f"{PERIOD} listening (50%, usual 70%, in 64 notes) and solving the matter (50%, usual 70%, "
        f"in 64 notes) are documented {side} than chance"
    )
    assert "worth a conversation" in said[0]
    assert about in said[0]
    assert said[1].startswith("Usual is what an average colleague")


def test_inside_the_limits_is_usual_and_nobody_compared_is_said(settings: Settings) -> None:
    said = places_in_words([row("listen", "inside"), row("resolve", None)], settings.statistics)
    assert said[0] == f"{PERIOD} listening is documented about as often as is usual."
    (alone,) = places_in_words([row("listen", None)], settings.statistics)
    assert alone.startswith("Nobody is compared with colleagues here")
    assert "30 notes" in alone


def test_notes_without_a_time_have_no_days(settings: Settings) -> None:
    undated = row("listen", "inside")
    undated["clinic_period"] |= {"first": None, "last": None}
    said = places_in_words([undated], settings.statistics)
    assert said[0].startswith("In all notes of the clinic together listening is documented")


@pytest.mark.parametrize(
    ("place", "rate", "own", "usual"),
    [
        ("below", 0.19, {"rate": 0.85, "low": 0.64, "high": 0.95}, True),
        ("below", 0.19, {"rate": 0.5, "low": 0.3, "high": 0.7}, True),
        ("below", 0.19, {"rate": 0.35, "low": 0.18, "high": 0.57}, False),
        ("below", 0.19, {"rate": 0.4, "low": 0.22, "high": 0.59}, False),
        ("below", 0.19, {"rate": None, "low": None, "high": None}, False),
        ("above", 0.95, {"rate": 0.5, "low": 0.3, "high": 0.7}, True),
        ("above", 0.95, {"rate": 0.9, "low": 0.7, "high": 0.97}, False),
    ],
)
def test_who_has_come_back_to_the_usual_reads_so(
    settings: Settings, place: str, rate: float, own: dict[str, float | None], usual: bool
) -> None:
    """Where the page's own days are beyond chance apart from the period, and reach the usual."""
    found = row("listen", place, rate, **own)
    _, *more, _ = places_in_words([found], settings.statistics)
    assert len(more) == usual
    for sentence in more:
        side = "less" if place == "below" else "more"
        assert sentence == (
            f"On the days of this page listening ({found['rate']:.0%}, usual 60%, in 20 notes) is "
            f"documented no {side} often than is usual."
        )


CHANGED = pd.Timestamp(2026, 11, 1)


@pytest.fixture(scope="module", params=["not_documented", "done"])
def changed(request: pytest.FixtureRequest, settings: Settings) -> StaffFigures:
    """Somebody who never, or always, documented listening until the page's own days."""
    frames = crowd(clinic(notes=1500), 13)
    notes = frames.analyses
    before = (notes["staff_id"] == "C000") & (notes["timestamp"] < CHANGED)
    notes = notes.assign(listen=notes["listen"].mask(before, request.param))
    basis = basis_of(replace(frames, analyses=notes), settings, date(2026, 12, 10))
    (found,) = staff_figures(basis, funnels(basis, settings), ["C000"], settings)
    assert found.since == CHANGED.date()
    return found


def test_a_place_stands_with_the_figures_of_its_own_days(
    changed: StaffFigures, settings: Settings
) -> None:
    listen = next(one for one in changed.compared if one["step"] == "listen")
    held = listen["clinic_period"]
    assert (held["first"], held["last"]) == (date(2026, 2, 1), date(2026, 12, 10))
    assert held["n"] > 60 > 20 > listen["n"]
    assert held["place"] == (Place.BELOW if held["rate"] < held["expected"] else Place.ABOVE)
    assert listen["low"] < listen["expected"] < listen["high"]
    said, since_then, *_ = places_in_words(changed.compared, settings.statistics)
    assert f"listening ({held['rate']:.0%}, usual {held['expected']:.0%}, in " in said
    assert f"{listen['rate']:.0%}, usual" not in said
    assert f"no {'less' if held['place'] == 'below' else 'more'} often than is usual" in since_then
    assert f"{listen['rate']:.0%}, usual {listen['expected']:.0%}, in {listen['n']}" in since_then


def test_the_json_keeps_the_two_apart(changed: StaffFigures) -> None:
    listen = json.loads(staff_json(changed))["compared"][0]
    assert "place" not in listen
    assert listen["clinic_period"]["first"] == "2026-02-01"
    assert listen["clinic_period"].keys() == {"first", "last", "n", "rate", "expected", "place"}
