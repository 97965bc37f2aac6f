"""The reader's learned parts as files: one folder each, in spaCy's on-disk layout.

A folder holds ``words.msgpack`` (strings and settings) and ``arrays.npz`` (numbers).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from importlib import resources
from pathlib import Path
from typing import Any
from zipfile import BadZipFile
from zlib import error as CompressionError

import numpy as np
import srsly
from numpy.typing import NDArray

from analyzer.codebook import Cue, FindingKey, Status, label_of
from analyzer.language.errors import ModelError
from analyzer.language.evidence import Places, evidence_of
from analyzer.language.features import (
    LONGEST_RUN,
    Vocabulary,
    gram_head_arrays,
    gram_head_from,
)
from analyzer.language.findings import FindingModel, score
from analyzer.language.first_readers import FirstReaders
from analyzer.language.heads import head_arrays, head_from
from analyzer.language.judgement import CLASSES, SCALES, JudgementModel
from analyzer.language.network import network_arrays, network_from
from analyzer.language.segments import segment
from analyzer.settings import Settings

PIPELINE = "en_interaction_notes"
FINDINGS_FOLDER = "note_findings"
JUDGEMENT_FOLDER = "note_judgement"


def save_findings(model: FindingModel, folder: Path) -> None:
    """Write the finding model into a folder, made where it is missing."""
    first = model.first
    vocabulary, network = first.vocabulary, first.network
    strings = {
        "keys": [str(key) for key in model.keys],
        "threshold": model.threshold,
        "words": list(vocabulary.words),
        "pieces": list(vocabulary.pieces),
        "network_pieces": list(network.pieces.numbers),
        "network_words": list(network.words),
    }
    arrays: dict[str, NDArray[Any]] = {
        "piece_weights": vocabulary.piece_weights,
        **{f"runs.{i}": runs for i, runs in enumerate(vocabulary.runs)},
        **{f"run_weights.{i}": weights for i, weights in enumerate(vocabulary.run_weights)},
        **gram_head_arrays("sentences", first.sentences),
        **gram_head_arrays("clauses", first.clauses),
        **gram_head_arrays("answers", first.answers),
        **network_arrays(network),
        "evidence": model.evidence,
        **head_arrays("note", model.note),
    }
    write_parts(folder, strings, arrays)


def load_findings(folder: Path) -> FindingModel:
    """Read a finding model; raises ModelError for a folder that holds none."""
    with reading_model(folder):
        strings, arrays = read_parts(folder)
        vocabulary = Vocabulary(
            {word: i for i, word in enumerate(strings["words"])},
            [arrays[f"runs.{i}"] for i in range(LONGEST_RUN)],
            [arrays[f"run_weights.{i}"] for i in range(LONGEST_RUN)],
            {piece: i for i, piece in enumerate(strings["pieces"])},
            arrays["piece_weights"],
        )
        model = FindingModel(
            tuple(key_of(name) for name in strings["keys"]),
            FirstReaders(
                vocabulary,
                gram_head_from("sentences", arrays),
                gram_head_from("clauses", arrays),
                gram_head_from("answers", arrays),
                network_from(arrays, strings["network_pieces"], strings["network_words"]),
            ),
            arrays["evidence"],
            head_from("note", arrays),
            strings["threshold"],
        )
        segments = segment(["Thanks."])  # parts that do not fit together show at once
        scores = score(model, segments, model.first(segments))
        everywhere = Places.everywhere(scores.first)
        evidence_of(model.evidence, segments, scores.first, everywhere)
        return model


def save_judgement(model: JudgementModel, folder: Path) -> None:
    """Write the judgement model into a folder, made where it is missing."""
    arrays = head_arrays("themes", model.themes)
    for question, head in model.questions.items():
        arrays |= head_arrays(question, head)
    for question, cuts in model.cuts.items():
        arrays[f"{question}.cuts"] = cuts
    write_parts(folder, {"theme_threshold": model.theme_threshold}, arrays)


def load_judgement(folder: Path) -> JudgementModel:
    """Read a judgement model; raises ModelError for a folder that holds none."""
    with reading_model(folder):
        strings, arrays = read_parts(folder)
        return JudgementModel(
            {question: head_from(question, arrays) for question in CLASSES},
            {question: arrays[f"{question}.cuts"] for question in SCALES},
            head_from("themes", arrays),
            strings["theme_threshold"],
        )


def model_name(folder: Path) -> str:
    """Return a model's ``name@version`` from its meta.json; raises ModelError without one."""
    try:
        return name_of(srsly.read_json(folder / "meta.json"))
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelError(
            f"{folder} holds no trained model (meta.json is missing or damaged). "
            "Check [reader] model in analyzer.toml, or leave it empty for the shipped model."
        ) from None


def model_digest(folder: Path) -> str:
    """Return 16 hexadecimal digits that change with a model's learned files or the rules.

    A model that was trained anew may keep its name; what it reads does not stay the same.
    """
    digest = blake2b(digest_size=8)
    rules = resources.files("analyzer.language").joinpath("rules")
    files = [
        *(rules.joinpath(name) for name in sorted(entry.name for entry in rules.iterdir())),
        *(
            folder / part / name
            for part in (FINDINGS_FOLDER, JUDGEMENT_FOLDER)
            for name in ("words.msgpack", "arrays.npz")
        ),
    ]
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def name_of(meta: dict[str, Any]) -> str:
    """Return ``name@version`` of a pipeline's meta data.

    >>> name_of({"lang": "en", "name": "interaction_notes", "version": "0.1.0"})
    'en_interaction_notes@0.1.0'
    """
    return f"{meta['lang']}_{meta['name']}@{meta['version']}"


def model_folder(settings: Settings) -> Path:
    """Return the folder of the settings' model, that of the shipped one by default."""
    return Path(settings.reader.model or shipped_model())


def shipped_model() -> Path:
    """Return the folder of the model that travels with the program."""
    return shipped_models() / PIPELINE


def shipped_models() -> Path:
    """Return the folder of what travels with the program: the model, and what training needs."""
    package = Path(__file__).parent.parent
    installed = package / "models"
    return installed if (installed / PIPELINE).is_dir() else package.parent / "models"


def key_of(name: str) -> FindingKey:
    """Return the finding key that is written as ``name``.

    >>> key_of("listen:missed").status.value, key_of("listen").status.value, key_of("crying").status
    ('missed', 'done', None)
    """
    label, _, status = name.partition(":")
    found = label_of(label)
    if status:
        return FindingKey(found, Status(status))
    return FindingKey(found, None if isinstance(found, Cue) else Status.DONE)


def write_parts(folder: Path, strings: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
    """Write a learned part into a folder, made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    srsly.write_msgpack(folder / "words.msgpack", strings)
    np.savez_compressed(folder / "arrays.npz", allow_pickle=False, **arrays)


def read_parts(folder: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return what ``write_parts`` wrote; to be called in ``reading_model``."""
    strings = srsly.read_msgpack(folder / "words.msgpack")
    with np.load(folder / "arrays.npz") as file:
        arrays = dict(file)
    if any(array.dtype.kind == "f" and not np.isfinite(array).all() for array in arrays.values()):
        raise ValueError("a number is missing")
    return strings, arrays


@contextmanager
def reading_model(folder: Path) -> Iterator[None]:
    """Turn what a missing or damaged file raises into ModelError, one sentence."""
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError, EOFError, BadZipFile, CompressionError):
        raise ModelError(
            f"The model folder {folder} cannot be read: a file in it is missing or damaged."
        ) from None
