"""The model that finds names, as a folder of files, and the one that travels with the program."""

from functools import cache
from hashlib import blake2b
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.language.model import read_parts, reading_model, shipped_models, write_parts
from analyzer.language.word_vectors import VECTORS, word_vectors
from analyzer.privacy.name_tagger import NameTagger
from analyzer.privacy.name_words import NameWords

FOLDER = "en_interaction_names"
_LISTS = ("given", "family", "other", "plain")
_TRIAL = "Ann rang."


def save_tagger(tagger: NameTagger, folder: Path) -> None:
    """Write a tagger into a folder, but for the vectors of word pieces, which travel apart."""
    words = tagger.words
    strings = {name: sorted(getattr(words, name)) for name in _LISTS}
    arrays: dict[str, NDArray[Any]] = {}
    parts = {"screen": tagger.screen} | {str(i): one for i, one in enumerate(tagger.networks)}
    for name, layers in parts.items():
        for depth, (weights, bias) in enumerate(layers):
            arrays[f"weights.{name}.{depth}"] = weights.astype(np.float16)
            arrays[f"bias.{name}.{depth}"] = bias.astype(np.float16)
    networks, depth = len(tagger.networks), len(tagger.networks[0])
    sizes = {"networks": networks, "layers": depth, "threshold": tagger.threshold}
    write_parts(folder, strings | sizes, arrays)


def load_tagger(folder: Path) -> NameTagger:
    """Read a tagger; raises ModelError for a folder that holds none, or one that finds nobody."""
    with reading_model(folder):
        strings, arrays = read_parts(folder)
        given, family, other, plain = (frozenset(strings[name]) for name in _LISTS)
        words = NameWords(given, family, other, plain, *word_vectors())
        screen, *networks = (
            tuple(
                (_of(arrays, "weights", name, depth), _of(arrays, "bias", name, depth))
                for depth in range(strings["layers"])
            )
            for name in ("screen", *range(strings["networks"]))
        )
        if not networks or not 0 <= strings["threshold"] < 1:
            raise ValueError("no network, or no probability")  # names would pass unseen
        tagger = NameTagger(words, screen, tuple(networks), strings["threshold"])
        # Parts that do not fit together show at once; one that finds nobody would pass all names.
        if not any(tagger([_TRIAL])):
            raise ValueError("no name is found")
        return tagger


@cache
def shipped_tagger() -> NameTagger:
    """Return the tagger that travels with the program; raises ModelError where it is damaged."""
    return load_tagger(shipped_models() / FOLDER)


def redaction_digest() -> str:
    """Return 16 hexadecimal digits that change with what redaction learned and its patterns.

    Quotes that were redacted by another must be redacted anew, so a run reads these notes again.
    The word lists that names are told by (``language/rules``) are not counted here:
    ``model_digest`` counts them.
    """
    digest = blake2b(digest_size=8)
    privacy = resources.files("analyzer.privacy")
    patterns = sorted(entry.name for entry in privacy.iterdir() if entry.name.endswith(".toml"))
    model = shipped_models() / FOLDER
    for file in (
        *(privacy / name for name in patterns),
        *(model / name for name in ("words.msgpack", "arrays.npz")),
        shipped_models() / VECTORS,
    ):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _of(
    arrays: dict[str, NDArray[Any]], what: str, name: str | int, depth: int
) -> NDArray[np.float32]:
    return arrays[f"{what}.{name}.{depth}"].astype(np.float32)
