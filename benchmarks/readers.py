"""Compares what could read words, alone and joined, on authors that none of them saw.

    .venv/bin/python benchmarks/readers.py models/corpus --test T04 --test T05 --test T09 --test T12

Every kind learns the finding keys of sentences from the same notes; a note has a key where its best
sentence reaches the threshold that is best on the notes of --tune. Printed are F1 over (label,
status) a note, words a second on one core (of sentences that are cut already) and the size of what
would be shipped. (a) linear heads
over grams, (b) the network over static vectors, (a, b) both joined as the shipped reader joins
them, (c) spaCy's own CNN, (d) MiniLM fine-tuned, where --minilm names a folder with its weights and
torch and transformers are installed (they are no part of the project).
"""

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.training import Example
from spacy.util import fix_random_seed
from threadpoolctl import threadpool_limits

from analyzer.codebook import Cue
from analyzer.language.evidence import best_by_note
from analyzer.language.features import gram_head_arrays, grams, rows
from analyzer.language.findings import score
from analyzer.language.heads import Scores, probability
from analyzer.language.model import save_findings
from analyzer.language.network import network_arrays
from analyzer.language.segments import Segments, segment
from analyzer.training.corpus import AnnotatedNote, read_corpus
from analyzer.training.material import Material, prepare
from analyzer.training.train import first_pass, first_readers, joined

SPACY_PASSES = 8
SPACY_BATCH = 128
SPACY_CNN = {
    "model": {
        "@architectures": "spacy.TextCatReduce.v1",
        "exclusive_classes": False,
        "use_reduce_first": False,
        "use_reduce_last": False,
        "use_reduce_max": True,
        "use_reduce_mean": True,
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": 96,
            "depth": 4,
            "embed_size": 4000,
            "window_size": 1,
            "maxout_pieces": 3,
            "subword_features": True,
        },
    }
}


@dataclass(frozen=True)
class Kind:
    """One kind of reader: its name, what scores a batch that is cut already (a row a note, a
    column a key), and the bytes of what it needs."""

    name: str
    score: Callable[[Segments], Scores]
    size: int


@click.command()
@click.argument("corpus", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--test", multiple=True, required=True, help="Author to score on.")
@click.option("--tune", multiple=True, default=("T02", "T07"), show_default=True)
@click.option("--author", multiple=True, default=("*",), help="Learn from these alone; patterns.")
@click.option("--minilm", type=click.Path(exists=True, path_type=Path), help="Folder of MiniLM.")
def main(
    corpus: tuple[Path, ...],
    test: tuple[str, ...],
    tune: tuple[str, ...],
    author: tuple[str, ...],
    minilm: Path | None,
) -> None:
    """Print the table as Markdown."""
    notes = read_corpus(corpus)
    held, tuning = (_by(notes, names) for names in (test, tune))
    seen = [
        note
        for note in notes
        if note.author not in (*test, *tune)
        and note.findings_known
        and any(fnmatch(note.author, pattern) for pattern in author)
    ]
    click.echo(f"learned from {len(seen)} notes, thresholds from {len(tuning)}, scored {len(held)}")
    click.echo("\n| reader | findings F1 | cues F1 | words a second | MB |")
    click.echo("| --- | ---: | ---: | ---: | ---: |")
    material = prepare(seen)
    with threadpool_limits(1):
        for kind in _kinds(seen, material, minilm):
            click.echo(_row(kind, material, tuning, held))


def _kinds(seen: list[AnnotatedNote], material: Material, minilm: Path | None) -> Iterator[Kind]:
    readers = first_readers(material, np.arange(len(seen)))
    vocabulary, heads, network = readers.vocabulary, readers.sentences, readers.network

    def linear(segments: Segments) -> Scores:
        known = grams(vocabulary, segments.tokens)
        of_sentences = rows(vocabulary, known, segments.sentence_tokens)
        return _best(segments, 2 * heads(known, of_sentences, segments.note_of_sentence))

    words = {name: np.array(list(getattr(vocabulary, name))) for name in ("words", "pieces")}
    runs = {f"runs.{length}": kept for length, kept in enumerate(vocabulary.runs)}
    yield Kind(
        "(a) linear heads over grams",
        linear,
        _size({**gram_head_arrays("", heads), **words, **runs}),
    )
    yield Kind(
        "(b) network over static vectors",
        lambda segments: _best(segments, network(segments)[0]),
        _size({**network_arrays(network), "words": np.array(list(network.words))}),
    )
    trained = joined(first_pass(seen), np.arange(len(seen)))
    model = trained.findings
    with TemporaryDirectory() as folder:
        save_findings(model, Path(folder))
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
    yield Kind(
        "(a, b) joined: the shipped reader",
        lambda segments: score(model, segments, model.first(segments)).notes,
        size,
    )
    yield _spacy_cnn(material)
    if minilm:
        from minilm import fine_tuned  # beside this file; torch is no part of the project

        score_sentences, size = fine_tuned(material, minilm)
        yield Kind(
            "(d) MiniLM, fine-tuned",
            lambda segments: _best(segments, score_sentences(segments)),
            size,
        )


def _spacy_cnn(material: Material) -> Kind:
    fix_random_seed(0)
    nlp = spacy.blank("en")
    keys = [str(key) for key in material.keys]
    categories = nlp.add_pipe("textcat_multilabel", config=SPACY_CNN)
    for key in keys:
        categories.add_label(key)
    segments = material.segments
    bounds = zip(
        segments.note_of_sentence.tolist(),
        segments.sentence_start.tolist(),
        segments.sentence_end.tolist(),
        strict=True,
    )
    examples = [
        Example.from_dict(
            nlp.make_doc(segments.texts[note][start:end]),
            {"cats": dict(zip(keys, map(float, wanted), strict=True))},
        )
        for (note, start, end), wanted in zip(bounds, material.sentences, strict=True)
    ]
    optimizer = nlp.initialize(lambda: examples[:500])
    chance = np.random.default_rng(0)
    for _ in range(SPACY_PASSES):
        order = chance.permutation(len(examples))
        for low in range(0, len(order), SPACY_BATCH):
            nlp.update([examples[i] for i in order[low : low + SPACY_BATCH]], sgd=optimizer)

    def score_sentences(segments: Segments) -> Scores:
        parts = [
            segments.texts[note][start:end]
            for note, start, end in zip(
                segments.note_of_sentence,
                segments.sentence_start,
                segments.sentence_end,
                strict=True,
            )
        ]
        found = [[doc.cats[key] for key in keys] for doc in nlp.pipe(parts, batch_size=256)]
        return best_by_note(segments.note_of_sentence, np.array(found))

    return Kind("(c) spaCy tok2vec CNN", score_sentences, len(nlp.to_bytes()))


def _row(
    kind: Kind, material: Material, tuning: list[AnnotatedNote], held: list[AnnotatedNote]
) -> str:
    likely, wanted = kind.score(segment(_texts(tuning))), _wanted(tuning, material)
    threshold = max(np.arange(0.05, 0.8, 0.01), key=lambda cut: _f1(wanted, likely >= cut))
    texts = _texts(held)
    words = sum(len(text.split()) for text in texts)
    segments = segment(texts)
    kind.score(segments)
    began = time.process_time()
    found = kind.score(segments) >= threshold
    speed = words / (time.process_time() - began)
    wanted = _wanted(held, material)
    cues = np.array([isinstance(key.label, Cue) for key in material.keys])
    return (
        f"| {kind.name} | {_f1(wanted, found):.3f} | {_f1(wanted[:, cues], found[:, cues]):.3f} "
        f"| {speed:,.0f} | {kind.size / 1e6:.1f} |"
    )


def _best(segments: Segments, scores: Scores) -> Scores:
    return probability(best_by_note(segments.note_of_sentence, scores))


def _wanted(notes: list[AnnotatedNote], material: Material) -> NDArray[np.bool_]:
    found = [{key for key, _, _ in note.findings} for note in notes]
    return np.array([[key in here for key in material.keys] for here in found])


def _f1(wanted: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    return float(2 * (wanted & found).sum() / max(1, wanted.sum() + found.sum()))


def _texts(notes: list[AnnotatedNote]) -> list[str]:
    return [note.text for note in notes]


def _by(notes: list[AnnotatedNote], authors: tuple[str, ...]) -> list[AnnotatedNote]:
    return [note for note in notes if note.author in authors]


def _size(arrays: dict[str, NDArray[np.generic]]) -> int:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.tell()


if __name__ == "__main__":
    main()
