"""What every section of the settings is."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A part of analyzer.toml; no key that it does not know, and nothing that changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
