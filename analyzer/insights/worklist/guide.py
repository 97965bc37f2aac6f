"""The words of the worklist as data: worklist.toml, checked and typed."""

from functools import cache
from importlib.resources import files
from tomllib import loads

from pydantic import BaseModel, ConfigDict

from analyzer.codebook import Outcome


class WorklistGuide(BaseModel):
    """Everything in worklist.toml: sentences by their key, in which braces are filled in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    order: tuple[str, ...]
    caveats: tuple[str, ...]
    why: dict[str, str]
    sign: dict[str, str]
    outcome: dict[Outcome, str]
    next_step: dict[str, str]
    columns: dict[str, str]


@cache
def worklist_guide() -> WorklistGuide:
    """Return the shipped guide.

    >>> worklist_guide().outcome["pending"]
    'waiting for a promised step'
    """
    text = files("analyzer.insights.worklist").joinpath("worklist.toml").read_text(encoding="utf-8")
    return WorklistGuide.model_validate(loads(text))
