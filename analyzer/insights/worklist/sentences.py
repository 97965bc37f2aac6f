"""The sentences of one case of the worklist, made of the words in worklist.toml."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from analyzer.codebook import Outcome, words
from analyzer.insights.worklist.guide import worklist_guide
from analyzer.insights.worklist.reasons import Reason
from analyzer.language.interpreter import NOT_SAID

_CALLS = frozenset({Reason.BROKEN, Reason.NO_NOTE, Reason.UNHAPPY, Reason.REPEAT})
"""Reasons whose next step is a call to the person."""

_QUOTED = re.compile('^["“]([^"“”]*)["”]$')
"""Words that are all in quotation marks already."""


def why(reasons: Sequence[Mapping[str, Any]], case: Mapping[str, Any]) -> str:
    """Return why a case is where it is: its first reason, then the others.

    ``reasons`` are the rows that ``reasons.reasons`` has for it, the first at least.
    """
    guide = worklist_guide()
    first, *others = (_reason(reason) for reason in reasons)
    sentences = [first]
    if others:
        sentences.append(guide.why["also"].format(reasons=" ".join(others)))
    if case["came_back"]:
        key = "back_late" if case["came_late"] else "back"
        sentences.append(guide.why[key].format(closed=_day(case["closed"])))
    return " ".join(sentences)


def next_step(first: Mapping[str, Any], case: Mapping[str, Any]) -> str:
    """Return what to do next about a case, by its first reason."""
    guide = worklist_guide().next_step
    reason = first["reason"]
    if reason not in _CALLS:
        key = reason if reason != Reason.DESK else first["signs"][0]
        return guide[key].format(desk=first["route_to"])
    if isinstance(case["legal_desk"], str):
        return guide["legal_earlier"].format(desk=case["legal_desk"])
    pending = reason == Reason.UNHAPPY and first["outcome"] == Outcome.PENDING
    step = guide["unhappy_pending" if pending else reason]
    language = case["interpreter"]
    if not isinstance(language, str):
        return step
    key = "interpreter_unknown" if language == NOT_SAID else "interpreter"
    return f"{step} {guide[key].format(language=language)}"


def wanted(themes: Sequence[str] | None, quote: str | None) -> str | None:
    """Return what a case is about: its themes and its most telling words, None without either.

    >>> wanted(["wait", "clinical_care"], "very upset")
    'wait, clinical care: “very upset”'
    """
    said = _QUOTED.sub(r"\1", " ".join((quote or "").split()))
    parts = [", ".join(map(words, themes or ())), f"“{said}”" if said else ""]
    return ": ".join(part for part in parts if part) or None


def _reason(reason: Mapping[str, Any]) -> str:
    guide = worklist_guide()
    key = str(reason["reason"])
    if reason["reason"] in (Reason.BROKEN, Reason.NO_NOTE) and pd.isna(reason["due"]):
        key += "_date_hidden" if reason["date_hidden"] else "_without_time"
    signs = reason["signs"] if isinstance(reason["signs"], list) else []
    said = ", ".join(guide.sign.get(sign, words(sign)) for sign in signs)
    outcome = reason["outcome"]
    return guide.why[key].format(
        signs=said[:1].upper() + said[1:] if key == Reason.DESK else said,
        day=_day(reason["timestamp"]),
        made=_day(reason["made"]),
        due=_time(reason["due"]),
        outcome=guide.outcome[Outcome(outcome)] if isinstance(outcome, str) else "",
    )


def _day(when: date | pd.Timestamp | None) -> str:
    return "no date given" if when is None or pd.isna(when) else f"{when.day} {when:%b %Y}"


def _time(when: pd.Timestamp | None) -> str:
    return "no date given" if when is None or pd.isna(when) else f"{_day(when)}, {when:%H:%M}"
