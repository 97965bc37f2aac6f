"""Settings of how notes are read, spread over the machine and kept."""

from typing import Literal

from pydantic import Field

from analyzer.codebook import AlertKind
from analyzer.settings.section import Section
from analyzer.settings.workers import AUTO, Workers


class Source(Section):
    """Which system the notes come from."""

    name: str = Field(
        "export",
        min_length=1,
        description="Name of the exporting system. A note's key is this name and its note_id, "
        "so give every system its own name.",
    )


class Columns(Section):
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


class Intake(Section):
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


class Engine(Section):
    """How the work is spread over this machine."""

    workers: Workers = Field(
        AUTO, description='Processes that analyse, 1 or more; "auto" takes one per core.'
    )
    batch_size: int = Field(
        512, ge=1, le=10_000, description="Notes that travel to a process at a time."
    )
    time_limit_seconds: float = Field(
        60,
        gt=0,
        le=86_400,
        description="A note that takes longer alone is rejected, the rest of its batch analysed. "
        "A batch takes a part of a second, so the limit finds what would never end.",
    )


class Reader(Section):
    """The trained model."""

    model: str = Field("", description="Folder of another trained model; empty: the shipped one.")


class Store(Section):
    """The history of every night."""

    url: str = Field(
        "sqlite:///analyzer.sqlite",
        min_length=1,
        repr=False,  # it may hold a password
        description="Database address, as SQLAlchemy writes it: sqlite:///analyzer.sqlite, or "
        "postgresql+psycopg://user@host/database.",
    )
    wait_seconds: float = Field(
        60,
        ge=0,
        le=86_400,
        description="How long a run waits for another one on the same store before it gives up.",
    )
    keep_text: bool = Field(
        False,
        description="Keep the full text of the notes in the store too. "
        "Redacted evidence quotes are always kept.",
    )


class Alerts(Section):
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
