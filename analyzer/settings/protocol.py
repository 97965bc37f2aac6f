"""A site's own protocol: its steps as labels of the codebook, in a TOML file of its own."""

import reprlib
import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PlainValidator, ValidationError, model_validator

from analyzer.codebook import HeartHeadHeart, Step, Technique
from analyzer.settings.loading import SettingsError
from analyzer.settings.section import Section

_ACTS: dict[str, Step | Technique] = {str(act): act for acts in (Step, Technique) for act in acts}

_NEEDED = {
    "name": "name is a text that is not empty",
    "source": "source is a text that is not empty",
    "step": "there is a [[step]] table for each step, with its name, and its labels or states",
    "labels": f"labels are a list of acts of the staff, any of {', '.join(_ACTS)}",
    "states": f"states are a list, of any of {', '.join(map(str, HeartHeadHeart))}",
}
"""What each key of a protocol holds."""


def _act(name: object) -> Step | Technique:
    if not isinstance(name, str) or name not in _ACTS:
        raise ValueError
    return _ACTS[name]


class ProtocolEntry(Section):
    """A step of a protocol: shown by an act of one of ``labels``, or by one of ``states``.

    Empty ``labels`` without any state say that notes do not tell of the step.
    """

    name: str = Field(min_length=1)
    labels: tuple[Annotated[Step | Technique, PlainValidator(_act)], ...] = ()
    states: tuple[HeartHeadHeart, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _says_what_shows_it(cls, values: Any) -> Any:
        """Take a step without labels only where a state shows it: they may be forgotten."""
        if isinstance(values, dict) and not values.get("states"):
            return {"labels": None} | values
        return values


class Protocol(Section):
    """A protocol and its steps, in their order; ``source`` says where it is from."""

    name: str = Field(min_length=1)
    source: str = Field(min_length=1)
    step: tuple[ProtocolEntry, ...] = Field(min_length=1)


def load_protocol(path: Path) -> Protocol:
    """Return the protocol in ``path``.

    Raises SettingsError, naming the file and the key, for a file that is missing or not TOML, a key
    that is missing or unknown, and a label or state that the codebook does not have.
    """
    path = path.absolute()
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"The protocol {path} cannot be read ({error.strerror}); correct [coaching] protocol."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The protocol {path} is not valid TOML: {error}.") from None
    try:
        return Protocol.model_validate(values)
    except ValidationError as error:
        raise SettingsError(f"The protocol {path}: {_wrong(dict(error.errors()[0]))}.") from None


def _wrong(error: dict[str, Any]) -> str:
    """Say what is wrong with which key, and what would be right; steps count from 1."""
    parts = (str(part + 1 if isinstance(part, int) else part) for part in error["loc"])
    key = " ".join(" ".join(parts).split())
    if error["type"] == "extra_forbidden":
        return f"'{key}' is unknown; leave it out"
    last = next(part for part in reversed(error["loc"]) if isinstance(part, str))
    if error["type"] == "missing" or error["input"] is None:
        return f"'{key}' is missing; {_NEEDED[last]}"
    return f"'{key}' cannot be {reprlib.repr(error['input'])}; {_NEEDED[last]}"
