"""The vectors of word pieces that training begins with, and that names are told by."""

from functools import cache
from pathlib import Path

import numpy as np

from analyzer.language.model import shipped_models
from analyzer.language.spelling import Matrix
from analyzer.language.word_pieces import WordPieces

VECTORS = "word_vectors.npz"


@cache
def word_vectors() -> tuple[WordPieces, Matrix]:
    """Return the word pieces and their vectors, a row a piece; models/README.md tells how they
    were made."""
    with np.load(Path(shipped_models(), VECTORS)) as file:
        pieces = str(file["pieces"]).split("\n")
        vectors = file["vectors"].astype(np.float32)
    return WordPieces({piece: i for i, piece in enumerate(pieces)}), vectors
