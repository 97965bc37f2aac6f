"""The strengths and situations of coaching as data: tips.toml, checked and typed."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tomllib import loads

from pydantic import BaseModel, ConfigDict

from analyzer.codebook import Channel, Cue, HeartHeadHeart, Label, Step, Technique, Theme


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Tip:
    """A sentence to try, and the question of the webcast that it rests on."""

    text: str
    source: str


class Recovery(_Entry):
    """How a turned contact is praised."""

    title: str
    sentence: str


class StrengthEntry(_Entry):
    """An act worth praise: the author's own done act of one of ``labels``."""

    key: str
    title: str
    sentence: str
    labels: frozenset[Step | Technique]


class Situation(_Entry):
    """A kind of contact in which an act helps; tips.toml says how its conditions are read."""

    key: str
    name: str
    title: str
    reason: str
    cues: frozenset[Cue] = frozenset()
    themes: frozenset[Theme] = frozenset()
    channels: frozenset[Channel] = frozenset()
    states: frozenset[HeartHeadHeart] = frozenset()
    done: frozenset[Step | Technique] = frozenset()
    helped: frozenset[Step | Technique] = frozenset()
    helped_states: frozenset[HeartHeadHeart] = frozenset()
    quoted: frozenset[Label]
    tip: Tip


class AbuseEntry(_Entry):
    """What is said of abusive language: care for the colleague, and a tip for the next time."""

    name: str
    reason: str
    tip: Tip


class ManagerEntry(_Entry):
    """What is said of asking a patient not to come back; there is no tip."""

    name: str
    reason: str
    source: str


class Guide(_Entry):
    """Everything in tips.toml, in its order."""

    steps: dict[Step, str]
    recovery: Recovery
    strength: tuple[StrengthEntry, ...]
    situation: tuple[Situation, ...]
    abuse: AbuseEntry
    manager: ManagerEntry


@cache
def guide() -> Guide:
    """Return the shipped guide.

    >>> guide().abuse.tip.source
    'webcast follow-up question 2'
    """
    text = files("analyzer.insights").joinpath("tips.toml").read_text(encoding="utf-8")
    return Guide.model_validate(loads(text))
