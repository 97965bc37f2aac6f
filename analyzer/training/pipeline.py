"""A trained reader as a spaCy pipeline on disk."""

from pathlib import Path

import spacy

from analyzer.language.components import (
    COMPONENTS,
    FINDINGS,
    JUDGEMENT,
    NoteFindings,
    NoteJudgement,
)
from analyzer.language.model import PIPELINE
from analyzer.privacy.writing import replacing_folder
from analyzer.training.train import Trained


def save_pipeline(trained: Trained, folder: Path, version: str) -> None:
    """Write a trained reader as the pipeline ``en_interaction_notes`` of a version.

    The folder is replaced as a whole; ``spacy.load(folder)`` and the setting ``[reader] model``
    read it.
    """
    lang, name = PIPELINE.split("_", 1)
    nlp = spacy.blank(lang)
    nlp.meta.update(
        name=name,
        version=version,
        description="Findings and judgement of patient interaction notes.",
        license="MIT",
        spacy_version=">=3.8,<3.9",
    )
    parts = {component: nlp.add_pipe(component) for component in COMPONENTS}
    findings, judgement = parts[FINDINGS], parts[JUDGEMENT]
    assert isinstance(findings, NoteFindings)
    assert isinstance(judgement, NoteJudgement)
    findings.model, judgement.model = trained.findings, trained.judgement
    with replacing_folder(folder) as temporary:
        nlp.to_disk(temporary)
