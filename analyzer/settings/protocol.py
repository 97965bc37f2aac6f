"""A site's own protocol: its steps as labels of the codebook, in a TOML file of its own."""

import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PlainValidator, ValidationError

from analyzer.codebook import HeartHeadHeart, Step, Technique
from analyzer.settings.loading import SettingsError
from analyzer.settings.section import Section

_ACTS: dict[str, Step | Technique] = {str(act): act for acts in (Step, Technique) for act in acts}


def _act(name: object) -> Step | Technique:
    if not isinstance(name, str) or name not in _ACTS:
        raise ValueError(f"an act of the staff is one of {', '.join(_ACTS)}")
    return _ACTS[name]


class ProtocolEntry(Section):
    """A step of a protocol: shown by an act of one of ``labels``, or by one of ``states``.

    Without either it is a step that notes do not tell of.
    """

    name: str = Field(min_length=1)
    labels: tuple[Annotated[Step | Technique, PlainValidator(_act)], ...]
    states: tuple[HeartHeadHeart, ...] = ()


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
    key = " ".join(str(part + 1 if isinstance(part, int) else part) for part in error["loc"])
    if error["type"] == "missing":
        return f"'{key}' is missing; it needs name, source and [[step]] tables with name and labels"
    if error["type"] == "extra_forbidden":
        return f"'{key}' is unknown; leave it out"
    reason = error["ctx"]["error"] if error["type"] == "value_error" else error["msg"]
    return f"'{key}' cannot be {error['input']!r}: {reason}"
