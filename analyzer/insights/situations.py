"""The strengths and situations of coaching as data: tips.toml, checked and typed."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tomllib import loads

from pydantic import BaseModel, ConfigDict

from analyzer.codebook import Channel, Cue, HeartHeadHeart, Label, Outcome, Step, Technique, Theme


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
    """An act worth praise: the author's own done act of one of ``labels``, whose quote has none of
    the words in ``unless``."""

    key: str
    title: str
    sentence: str
    labels: frozenset[Step | Technique]
    unless: tuple[str, ...] = ()


class Situation(_Entry):
    """A kind of contact in which an act helps; tips.toml says how its conditions are read.

    ``contacts`` says after "contacts with a concern" which ones, helped or not, and ``help`` after
    "document" what helps.
    """

    key: str
    name: str
    contacts: str
    title: str
    reason: str
    help: str
    cues: frozenset[Cue] = frozenset()
    themes: frozenset[Theme] = frozenset()
    channels: frozenset[Channel] = frozenset()
    states: frozenset[HeartHeadHeart] = frozenset()
    outcomes: frozenset[Outcome] = frozenset()
    done: frozenset[Step | Technique] = frozenset()
    helped: frozenset[Step | Technique] = frozenset()
    helped_states: frozenset[HeartHeadHeart] = frozenset()
    helped_in_writing: frozenset[Step | Technique] = frozenset()
    ended_well: bool = False
    quoted: frozenset[Label]
    words: tuple[str, ...] = ()
    last: bool = False
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
