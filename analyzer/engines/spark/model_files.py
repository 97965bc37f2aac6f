"""A model folder of one's own, sent to the executors."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.language.model import model_digest, model_folder, model_name
from analyzer.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def ship_model(session: "SparkSession", settings: Settings) -> str | None:
    """Send the settings' model to the executors, once a session; return its name there.

    None stands for the model that travels with the program, which executors have with it. Raises
    ModelError for a folder that holds no model.
    """
    from pyspark import SparkFiles

    if not settings.reader.model:
        return None
    folder = model_folder(settings)
    model_name(folder)
    name = f"analyzer_model_{model_digest(folder)}"
    # Spark serves the archive from here as long as it lasts, and removes it then.
    archive = Path(SparkFiles.getRootDirectory(), f"{name}.zip")
    if not any(name in sent for sent in session.sparkContext.listArchives):
        shutil.make_archive(str(archive.with_suffix("")), "zip", folder)
        session.sparkContext.addArchive(f"{archive}#{name}")
    return name


def with_shipped_model(settings: Settings, name: str | None) -> Settings:
    """Return settings that name the model where this executor has it."""
    from pyspark import SparkFiles

    if name is None:
        return settings
    reader = settings.reader.model_copy(update={"model": SparkFiles.get(name)})
    return settings.model_copy(update={"reader": reader})
