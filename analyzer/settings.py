"""analyzer.toml as typed settings; every threshold and constant stands here with its source.

The commented file that ``analyzer init`` writes is made from the descriptions below, so that a
setting, its default and its explanation exist once.
"""

import hashlib
import json
import os
import textwrap
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableVariable

from analyzer.codebook import AlertKind

FILE_NAME = "analyzer.toml"
PREFIX = "ANALYZER_"

WEBCAST = 'webcast "Customer Service: The Art of Caring", 22 July 2009, follow-up question 4'


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and what it must be."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Section):
    """Which system the notes come from."""

    name: str = Field(
        "export",
        min_length=1,
        description="Name of the exporting system. A note's key is this name and its note_id, "
        "so give every system its own name.",
    )


class Columns(_Section):
    """Which column of the export holds what, where the program should not find out by itself.

    Left empty, a column is found by its usual names (Note, Comments, Agent, MRN, ...).
    """

    note_id: str = Field("", description="Column with the note's own number.")
    text: str = Field("", description="Column with the note itself.")
    timestamp: str = Field("", description="Column with date and time of the contact.")
    time: str = Field("", description="Column with the time of day, where the date stands alone.")
    staff_id: str = Field("", description="Column with the author's user name or number.")
    staff_name: str = Field("", description="Column with the author's name.")
    role: str = Field("", description="Column with the author's role.")
    channel: str = Field("", description="Column that says in person, phone, portal, ...")
    location: str = Field("", description="Column with the clinic, site or department.")
    patient_id: str = Field("", description="Column with the patient's number.")
    patient_name: str = Field("", description="Column with the patient's name, to redact it.")
    case_id: str = Field("", description="Column with the case or ticket number.")


class Intake(_Section):
    """Limits and readings of an export."""

    characters_per_note: int = Field(
        100_000,
        ge=1,
        description="A longer note is rejected, never cut.",
    )
    bytes_per_file: int = Field(
        20_000_000_000,
        ge=1,
        description="A larger file is refused, and so is an archive that unpacks to more.",
    )
    rows_per_file: int = Field(
        20_000_000,
        ge=1,
        description="A file with more rows, messages or resources is refused.",
    )
    expansion_ratio: int = Field(
        100,
        ge=1,
        description="A zip, gz or xlsx file that unpacks to more than so many times its size is "
        "refused, because it may be made to fill the disk.",
    )
    date_order: Literal["auto", "day_first", "month_first"] = Field(
        "auto",
        description="How 03/04/2026 is read: day_first, month_first, or auto, which decides over "
        "the whole column.",
    )
    sheets: tuple[str, ...] = Field(
        (),
        description="Sheets of an xlsx workbook that hold the notes; empty: the one that has a "
        "column with the note's text.",
    )
    file_name_pattern: str = Field(
        "",
        description="What the names of text files say, such as "
        '"{staff_id}_{timestamp}_{note_id}", without the ending; empty: the name is the note_id.',
    )


class Engine(_Section):
    """How the work is spread over this machine."""

    workers: int = Field(0, ge=0, description="Processes that analyse; 0 takes one per core.")
    batch_size: int = Field(
        256, ge=1, le=10_000, description="Notes that travel to a process at a time."
    )


class Reader(_Section):
    """The trained model."""

    model: str = Field("", description="Folder of another trained model; empty: the shipped one.")


class Store(_Section):
    """The history of every night."""

    url: str = Field(
        "sqlite:///analyzer.sqlite",
        min_length=1,
        description="Database address, as SQLAlchemy writes it.",
    )
    keep_text: bool = Field(
        False,
        description="Keep the full text of the notes in the store too. "
        "Redacted evidence quotes are always kept.",
    )


class Alerts(_Section):
    """Who is told about a critical contact."""

    safety: str = Field("safety lead", description="Self harm, threat, violence, security.")
    legal: str = Field("risk and legal", description="Lawyer, legal action.")
    grievance: str = Field("patient relations", description="Formal complaint, regulator.")
    reputation: str = Field("communications", description="Reviews, social media, press.")
    privacy: str = Field("privacy officer", description="A breach told in the note.")
    conduct: str = Field("clinic manager", description="Not coming back, staff wrongdoing.")

    def route(self, kind: AlertKind) -> str:
        """Return the desk that an alert of this kind goes to."""
        return str(getattr(self, kind.value))


class Statistics(_Section):
    """When a figure may be shown."""

    minimum_for_rate: int = Field(
        10, ge=1, description="Under this many notes with a concern no rate is shown."
    )
    confidence: float = Field(
        0.95, gt=0.5, lt=1, description="Coverage of the intervals beside each rate."
    )


class Arc(_Section):
    """What counts as feeling bad or good when a contact begins and ends, from -2 to 2."""

    negative_at: float = Field(
        -0.5,
        ge=-2,
        lt=0,
        description="At or under this a contact began or ended badly: halfway from neutral (0) "
        "to negative (-1), because scores lie between the steps of the scale.",
    )
    positive_at: float = Field(
        0.5,
        gt=0,
        le=2,
        description="At or over this a contact ended well: halfway from neutral to positive (1).",
    )


class Coaching(_Section):
    """How much a coaching page says."""

    growth_areas: int = Field(3, ge=1, le=3, description="Growth areas on a page at most.")
    quotes: int = Field(3, ge=2, le=3, description="Quotes beside a strength or growth area.")
    words_in_a_quote: int = Field(
        4, ge=1, description="A quote of fewer words is shown only where there is no longer one."
    )
    together: int = Field(5, ge=0, description="Lines to look at together at most.")
    together_score: float = Field(
        0.7,
        ge=0,
        le=1,
        description="A line to look at together has at least this score, because a wrong one hurts "
        "more than a missing one.",
    )
    contacts_for_growth: int = Field(
        3,
        ge=2,
        description="Contacts without the helpful act before it becomes a growth area: "
        "one or two may be chance or hurried writing.",
    )
    smallest_gap: float = Field(
        0.25,
        ge=0,
        lt=1,
        description="A growth area is shown where even the low end of the interval says that "
        "at least this share of such contacts has no such act documented.",
    )
    high_share: float = Field(
        0.5,
        gt=0,
        lt=1,
        description="A step is a strength where even the low end of the interval says that "
        "more than this share of contacts has it documented.",
    )


class Reports(_Section):
    """What the pages of a run speak of."""

    months: int = Field(
        3,
        ge=1,
        description="Calendar months that the pages look back on, that of the last day included; "
        "the store keeps all.",
    )


class WordOfMouth(_Section):
    """The constants of the word-of-mouth estimate."""

    people_told: float = Field(
        11,
        gt=0,
        description=f"People whom an unhappy patient tells on average. Source: {WEBCAST}, "
        "which calls it a general customer service figure.",
    )
    positives_needed: int = Field(
        12,
        ge=1,
        description="Good experiences that it takes to overcome a bad one, a whole number. "
        f"Source: {WEBCAST}, which calls it a general customer service figure.",
    )


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

    def fingerprint(self) -> str:
        """Return a short hash of the settings that change what is read in a note.

        Where the store lies, how many processes work and how reports are drawn do not count.
        """
        changing = self.model_dump(include={"alerts", "reader"}, mode="json")
        return hashlib.sha256(json.dumps(changing, sort_keys=True).encode()).hexdigest()[:16]


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
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(_sentence(error, place)) from None
    except UnreadableVariable:
        raise SettingsError(
            f"An environment variable that begins with {PREFIX} names a whole section; set one "
            f"setting at a time, such as {PREFIX}STORE__URL."
        ) from None


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


def commented_toml() -> str:
    """Return an analyzer.toml with every setting at its default, explained in comments.

    >>> tomllib.loads(commented_toml())["word_of_mouth"]["people_told"]
    11
    """
    lines = [
        "# Settings of analyzer. Every line shows its default; change what you need.",
    ]
    for name, field in Settings.model_fields.items():
        section = field.default
        lines += ["", *_comment((type(section).__doc__ or "").strip()), f"[{name}]"]
        for key, setting in type(section).model_fields.items():
            lines += _comment(setting.description or "")
            lines.append(f"{key} = {json.dumps(getattr(section, key))}")
    return "\n".join(lines) + "\n"


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(" ".join(text.split()), 96)]
