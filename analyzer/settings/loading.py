"""All sections as one object, read from analyzer.toml and the environment."""

import hashlib
import json
import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableVariable

from analyzer.settings.reading import Alerts, Columns, Engine, Intake, Reader, Source, Store
from analyzer.settings.reporting import (
    Arc,
    Coaching,
    Feed,
    Promises,
    Reports,
    Statistics,
    WordOfMouth,
    Worklist,
)

FILE_NAME = "analyzer.toml"
PREFIX = "ANALYZER_"


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and what it must be."""


class Settings(BaseSettings):
    """All settings of a run, from analyzer.toml over the defaults.

    An environment variable ``ANALYZER_STORE__URL`` overrides ``[store] url``, and so on.
    """

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix=PREFIX,
        env_nested_delimiter="__",
    )

    source: Source = Source()
    columns: Columns = Columns()
    intake: Intake = Intake()
    engine: Engine = Engine()
    reader: Reader = Reader()
    store: Store = Store()
    alerts: Alerts = Alerts()
    statistics: Statistics = Statistics()
    arc: Arc = Arc()
    coaching: Coaching = Coaching()
    promises: Promises = Promises()
    worklist: Worklist = Worklist()
    feed: Feed = Feed()
    reports: Reports = Reports()
    word_of_mouth: WordOfMouth = WordOfMouth()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, which is handed in by ``load_settings``."""
        return env_settings, init_settings

    def digest(self) -> str:
        """Return a short hash of all settings but the store's address, for the audit trail."""
        return _short_hash(self.model_dump(exclude={"store": {"url"}}, mode="json"))

    def fingerprint(self) -> str:
        """Return a short hash of the settings that change what is read in a note.

        Where the store lies, how many processes work and how reports are drawn do not count.
        """
        return _short_hash(self.model_dump(include={"alerts", "reader"}, mode="json"))


def _short_hash(values: object) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def load_settings(path: Path | None = None) -> Settings:
    """Return the settings in ``path``; without one, those in ./analyzer.toml, else the defaults.

    Raises SettingsError for a file that is missing or not TOML, an unknown key, or a bad value,
    with the key in the message.
    """
    values: dict[str, Any] = {}
    place = path if path is not None else Path(FILE_NAME)
    if path is not None or place.exists():
        try:
            values = tomllib.loads(place.read_text(encoding="utf-8"))
        except OSError as error:
            raise SettingsError(
                f"The settings file {place} cannot be read: {error.strerror}."
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"The settings file {place} is not valid TOML: {error}.") from None
    try:
        return Settings(**_beside(place, values))
    except ValidationError as error:
        raise SettingsError(_sentence(error, place)) from None
    except UnreadableVariable:
        raise SettingsError(
            f"An environment variable that begins with {PREFIX} names a whole section; set one "
            f"setting at a time, such as {PREFIX}STORE__URL."
        ) from None


def _beside(file: Path, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a settings file with the protocol's path seen from that file's folder.

    So a nightly job finds it, whatever folder the job is started in.
    """
    match values:
        case {"coaching": {"protocol": str(protocol)} as coaching} if protocol:
            return values | {"coaching": coaching | {"protocol": str(file.parent / protocol)}}
    return values


def _sentence(error: ValidationError, file: Path) -> str:
    """Say the first thing that is wrong, naming the key as the file or the variable writes it."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    variable = PREFIX + "__".join(str(part) for part in first["loc"]).upper()
    from_environment = variable in (name.upper() for name in os.environ)
    place = f"Environment variable {variable}" if from_environment else str(file)
    if first["type"] == "extra_forbidden":
        near = ", ".join(_keys_beside(first["loc"]))
        return f"{place}: unknown setting '{key}'. Known here: {near}."
    if first["loc"][0] == "store":  # what stands there may be an address with a password
        return f"{place}: setting '{key}' cannot be used: {first['msg']}."
    return f"{place}: setting '{key}' cannot be {first['input']!r}: {first['msg']}."


def _keys_beside(location: tuple[int | str, ...]) -> list[str]:
    """Return the keys that are known where an unknown one stands."""
    fields = Settings.model_fields
    if len(location) > 1:
        section = fields[str(location[0])].annotation
        assert isinstance(section, type)
        assert issubclass(section, BaseModel)
        fields = section.model_fields
    return list(fields)
