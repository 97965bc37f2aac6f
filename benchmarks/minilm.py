"""MiniLM (all-MiniLM-L6-v2, Apache 2.0) fine-tuned on the sentences of notes, for comparison only.

Needs torch and transformers, and a folder with the weights and the tokenizer; none of them is part
of the project. Each sentence is read within its note, up to 512 word pieces.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from analyzer.language.heads import Scores
from analyzer.language.segments import Segments
from analyzer.training.material import Material

PASSES = 4
NOTES_AT_ONCE = 16
RATE = 8e-5
LONGEST = 510
WIDTH = 64
ALIKE = 32
"""Tokens by which notes of a batch may differ, or so."""

Marks = tuple[int, int, int]
"""The numbers of what stands before a note, behind it, and for nothing."""


class Reader(nn.Module):
    """MiniLM with one layer over the highest and the mean of a sentence's pieces."""

    def __init__(self, folder: Path, keys: int) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(folder)
        self.head = nn.Linear(2 * self.body.config.hidden_size, keys)
        nn.init.constant_(self.head.bias, -3.5)

    def forward(self, pieces, there, sentence, sentences):
        """Return a row of log odds a sentence."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.body(input_ids=pieces, attention_mask=there).last_hidden_state.float()
        of, rows = sentence[sentence >= 0], hidden[sentence >= 0]
        highest = torch.zeros(sentences, rows.shape[1]).scatter_reduce(
            0, of[:, None].expand_as(rows), rows, "amax", include_self=False
        )
        count = torch.bincount(of, minlength=sentences).clamp(min=1)[:, None]
        mean = torch.zeros(sentences, rows.shape[1]).index_add(0, of, rows) / count
        return self.head(torch.cat([highest, mean], 1))


def fine_tuned(material: Material, folder: Path) -> tuple[Callable[[Segments], Scores], int]:
    """Return what scores the sentences of a batch, and the bytes of its weights."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    chance = np.random.default_rng(0)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    reader = Reader(folder, len(material.keys))
    steps = PASSES * -(-len(material.notes) // NOTES_AT_ONCE)
    optimizer = torch.optim.AdamW(reader.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    wanted = torch.tensor(material.sentences, dtype=torch.float32)
    pieces = _pieces(material.segments, tokenizer)
    marks = (tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.pad_token_id)
    length = np.diff(material.segments.tokens.first)
    for _ in range(PASSES):
        reader.train()
        # Notes of about one length go together, since all of a batch cost what the longest does.
        order = chance.permutation(len(material.notes))
        order = order[np.argsort(length[order] // ALIKE, kind="stable")]
        starts = np.arange(0, len(order), NOTES_AT_ONCE)
        for low in chance.permutation(starts):
            rows, batch = _batch(material.segments, pieces, order[low : low + NOTES_AT_ONCE], marks)
            scores = reader(*batch)
            loss = functional.binary_cross_entropy_with_logits(
                scores, wanted[rows], reduction="sum"
            )
            optimizer.zero_grad()
            (loss / len(rows)).backward()
            optimizer.step()
            schedule.step()

    def score(segments: Segments) -> Scores:
        reader.eval()
        found = np.zeros((len(segments.sentence_start), len(material.keys)), np.float32)
        of = _pieces(segments, tokenizer)
        notes = np.arange(len(segments.texts))
        with torch.no_grad():
            for low in range(0, len(notes), NOTES_AT_ONCE):
                rows, batch = _batch(segments, of, notes[low : low + NOTES_AT_ONCE], marks)
                found[rows] = reader(*batch).numpy()
        return found

    return score, sum(p.numel() * p.element_size() for p in reader.parameters())


def _pieces(segments: Segments, tokenizer) -> list[list[int]]:
    unknown = [tokenizer.unk_token_id]
    return [
        tokenizer.encode(kind, add_special_tokens=False)[:6] or unknown
        for kind in segments.tokens.kinds
    ]


def _batch(segments: Segments, pieces: list[list[int]], notes: NDArray[np.int64], marks: Marks):
    begin, end, padding = marks
    rows, lines = [], []
    for note in notes:
        line: list[tuple[int, int]] = []
        first, behind = np.searchsorted(segments.note_of_sentence, [note, note + 1])
        for sentence in range(first, behind):
            for token in range(*segments.sentence_tokens[sentence : sentence + 2]):
                line += [(piece, len(rows)) for piece in pieces[segments.tokens.kind[token]]]
            rows.append(sentence)
        lines.append([(begin, -1), *line[:LONGEST], (end, -1)])
    # A multiple, so that few shapes come: each new one is prepared anew, which is slow.
    longest = -(-max(map(len, lines)) // WIDTH) * WIDTH
    padded = np.array([line + [(padding, -1)] * (longest - len(line)) for line in lines])
    there = np.array([[1] * len(line) + [0] * (longest - len(line)) for line in lines])
    ids, sentence = torch.tensor(padded[..., 0]), torch.tensor(padded[..., 1])
    return np.array(rows), (ids, torch.tensor(there), sentence, len(rows))
