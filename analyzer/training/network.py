"""Trains the sentence network: its gradients, written out, and AdamW.

The forward pass is that of ``analyzer.language.network`` with dropout; a test holds the gradients
against finite differences and the two passes against each other. Written for numpy so that a clinic
can train on its own machine with what the program already needs.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from analyzer.language.features import word_of
from analyzer.language.heads import Scores
from analyzer.language.network import (
    REACH,
    Floats,
    SentenceNetwork,
    surroundings,
    windows,
    word_inputs,
)
from analyzer.language.segments import Segments
from analyzer.language.tokens import Ids
from analyzer.language.word_pieces import WordPieces

OWN_SIZE = 128
WINDOWS = 256
HIDDEN = 192
WHOLE = 128
"""Sizes of the layers."""
LEAST_COUNT = 3
"""A word that stands fewer times in the notes has no vector of its own."""
PASSES = 14
NOTES_AT_ONCE = 24
LEARNING_RATE = 2e-3
WARMING_UP = 0.15
"""Share of the steps in which the learning rate rises; then it falls along a cosine."""
DECAY = 1e-4
WORDS_DROPPED = 0.1
POOLED_DROPPED = 0.4
HIDDEN_DROPPED = 0.2
NOTE_KEYS_WEIGHT = 0.3
ANSWERS_WEIGHT = 0.2
"""How much the keys of whole notes, and their answers, count beside the keys of sentences. All of
these were chosen by leaving out authors of T01 to T14."""
MOMENTUM, SCALING, TINY = 0.9, 0.999, 1e-8
"""AdamW's constants, those of Loshchilov and Hutter (2019)."""

Flags = NDArray[np.bool_]
Arrays = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the network learns from: a row a sentence of ``segments`` in ``keys``; a row a note in
    ``note_keys``, ``answers``, ``known`` (whether its keys are) and ``weights``.

    ``questions`` says how many columns of ``answers`` each question has, whose answers exclude each
    other; the columns behind them are themes, which do not.
    """

    segments: Segments
    keys: Flags
    note_keys: Flags
    answers: Flags
    questions: tuple[int, ...]
    known: Flags
    weights: NDArray[np.float64]


def train_network(
    lesson: Lesson, notes: Ids, pieces: WordPieces, vectors: Floats, seed: int = 0
) -> SentenceNetwork:
    """Return the network learned from the notes at ``notes``; the same notes give the same one."""
    chance = np.random.default_rng(seed)
    network = fresh_network(lesson, notes, pieces, vectors, chance)
    arrays = network.learned
    words = Prepared.of(lesson, network)
    steps = PASSES * -(-len(notes) // NOTES_AT_ONCE)
    optimizer = _AdamW(arrays, steps)
    for _ in range(PASSES):
        order = chance.permutation(notes)
        for low in range(0, len(order), NOTES_AT_ONCE):
            batch = Batch.of(lesson, np.sort(order[low : low + NOTES_AT_ONCE]))
            if not len(batch.notes):
                continue
            _, slopes = loss_and_slopes(arrays, lesson, batch, words, chance)
            optimizer.step(slopes)
    return network


@dataclass(frozen=True, slots=True)
class Prepared:
    """The kinds of tokens of a lesson, a row a kind: ``vectors`` are those that stay as they are,
    ``own`` is the row of the one that is learned."""

    vectors: Floats
    own: Ids

    @classmethod
    def of(cls, lesson: Lesson, network: SentenceNetwork) -> "Prepared":
        """Return what the network begins with for each kind of token."""
        kinds, none = lesson.segments.tokens.kinds, np.zeros((1, 0), np.float32)
        return cls(
            word_inputs(kinds, network.pieces, network.vectors, {}, none),
            np.array([network.words.get(word_of(kind), 0) for kind in kinds]),
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """Some notes: their sentences, where the tokens of each begin, the tokens' kinds."""

    notes: Ids
    sentences: Ids
    note_of_sentence: Ids
    kind: Ids
    bounds: Ids

    @classmethod
    def of(cls, lesson: Lesson, notes: Ids) -> "Batch":
        """Return the sentences that hold a token, and of the notes those that have one."""
        segments = lesson.segments
        first = np.searchsorted(segments.note_of_sentence, notes)
        behind = np.searchsorted(segments.note_of_sentence, notes, side="right")
        sentences = np.concatenate([np.arange(a, b) for a, b in zip(first, behind, strict=True)])
        low, high = segments.sentence_tokens[sentences], segments.sentence_tokens[sentences + 1]
        full = high > low
        sentences, low, high = sentences[full], low[full], high[full]
        ranges = [np.arange(a, b) for a, b in zip(low, high, strict=True)]
        tokens = np.concatenate([np.arange(0), *ranges])
        place = np.searchsorted(notes, segments.note_of_sentence[sentences])
        kept, place = np.unique(place, return_inverse=True)
        return cls(
            notes[kept],
            sentences,
            place,
            segments.tokens.kind[tokens],
            np.concatenate([[0], np.cumsum(high - low)]),
        )


def loss_and_slopes(
    arrays: Arrays,
    lesson: Lesson,
    batch: Batch,
    prepared: Prepared,
    chance: np.random.Generator | None,
) -> tuple[float, Arrays]:
    """Return the loss of a batch and its slope along every learned array.

    Without ``chance`` nothing is dropped.
    """
    notes, note = len(batch.notes), batch.note_of_sentence
    first = np.searchsorted(note, np.arange(notes))
    own = prepared.own[batch.kind]
    words = np.hstack([prepared.vectors[batch.kind], arrays["own"][own]])
    kept = _kept((len(words), 1), WORDS_DROPPED, chance) * (1 - WORDS_DROPPED if chance else 1)
    words = np.concatenate([np.zeros((1, words.shape[1]), np.float32), words * kept])
    window = windows(np.arange(1, len(words)), batch.bounds).T
    seen = words[window].reshape(len(window), -1)
    flat = arrays["windows"].reshape(seen.shape[1], -1)
    hidden = np.maximum(seen @ flat + arrays["windows_bias"], 0)
    length = np.diff(batch.bounds)
    root = np.sqrt(length)[:, None].astype(np.float32)
    sums = np.add.reduceat(hidden, batch.bounds[:-1]) / root
    pooled = np.hstack([np.maximum.reduceat(hidden, batch.bounds[:-1]), sums])
    pooled_kept = _kept(pooled.shape, POOLED_DROPPED, chance)
    sentence, sentence_kept = _layer(arrays, "sentence", pooled * pooled_kept, chance)
    around = surroundings(sentence, note, notes)
    context, context_kept = _layer(arrays, "context", around.of_sentences, chance)
    scores = context @ arrays["keys"] + sentence @ arrays["keys_alone"] + arrays["keys_bias"]
    whole, whole_kept = _layer(arrays, "whole", around.of_notes, chance)
    answers = whole @ arrays["answers"] + arrays["answers_bias"]

    weight = lesson.weights[batch.notes].astype(np.float32)[:, None]
    known = weight * lesson.known[batch.notes][:, None]
    loss, on_scores = _two_sided(scores, lesson.keys[batch.sentences], known[note] / len(scores))
    best = np.maximum.reduceat(scores, first)
    more, on_best = _two_sided(
        best, lesson.note_keys[batch.notes], NOTE_KEYS_WEIGHT * known / notes
    )
    loss += more
    on_scores = on_scores + on_best[note] * (scores == best[note])
    share = ANSWERS_WEIGHT * weight / notes
    on_answers = np.empty_like(answers)
    wanted = lesson.answers[batch.notes]
    low = 0
    for columns in lesson.questions:
        here = slice(low, low + columns)
        more, on_answers[:, here] = _one_of(answers[:, here], wanted[:, here], share)
        loss, low = loss + more, low + columns
    more, on_answers[:, low:] = _two_sided(answers[:, low:], wanted[:, low:], share)
    loss += more

    slopes: dict[str, Scores] = {
        "keys": context.T @ on_scores,
        "keys_alone": sentence.T @ on_scores,
        "keys_bias": on_scores.sum(axis=0),
        "answers": whole.T @ on_answers,
        "answers_bias": on_answers.sum(axis=0),
    }
    on_context = on_scores @ arrays["keys"].T * (context > 0) * context_kept
    on_whole = on_answers @ arrays["answers"].T * (whole > 0) * whole_kept
    slopes |= _layer_slopes("context", around.of_sentences, on_context)
    slopes |= _layer_slopes("whole", around.of_notes, on_whole)
    on_sentence = on_scores @ arrays["keys_alone"].T + _on_sentence(
        on_context @ arrays["context"].T, on_whole @ arrays["whole"].T, sentence, note, first
    )
    on_sentence *= (sentence > 0) * sentence_kept
    slopes |= _layer_slopes("sentence", pooled * pooled_kept, on_sentence)
    on_pooled = on_sentence @ arrays["sentence"].T * pooled_kept
    of_token = np.repeat(np.arange(len(length)), length)
    on_highest, on_sum = np.hsplit(on_pooled, 2)
    highest = pooled[:, : hidden.shape[1]]
    on_hidden = on_highest[of_token] * (hidden == highest[of_token])
    on_hidden += (on_sum / root)[of_token]
    on_hidden *= hidden > 0
    slopes["windows"] = (seen.T @ on_hidden).reshape(arrays["windows"].shape)
    slopes["windows_bias"] = on_hidden.sum(axis=0)
    on_words = np.zeros((len(words), arrays["own"].shape[1]), np.float32)
    for place in range(2 * REACH + 1):
        learned = arrays["windows"][place, prepared.vectors.shape[1] :]
        # The rows of one place are all different, but for the first, which stands for nothing.
        on_words[window[:, place]] += on_hidden @ learned.T
    of_own = own, np.arange(len(batch.kind))
    ones = np.ones(len(batch.kind), np.float32)
    own_words = sp.csr_array((ones, of_own), shape=(len(arrays["own"]), len(batch.kind)))
    slopes["own"] = own_words @ (on_words[1:] * kept)
    return float(loss), {name: slope.astype(np.float32) for name, slope in slopes.items()}


def _layer(
    arrays: Arrays, name: str, rows: Floats, chance: np.random.Generator | None
) -> tuple[Floats, Floats]:
    """Return what a layer makes of rows, some of it dropped, and what was kept, scaled."""
    out = np.maximum(rows @ arrays[name] + arrays[f"{name}_bias"], 0)
    kept = _kept(out.shape, HIDDEN_DROPPED, chance)
    return out * kept, kept


def _layer_slopes(name: str, rows: Scores, on_out: Scores) -> dict[str, Scores]:
    return {name: rows.T @ on_out, f"{name}_bias": on_out.sum(axis=0)}


def _on_sentence(
    on_around: Scores, on_notes: Scores, sentence: Floats, note: Ids, first: Ids
) -> Scores:
    """Return the slope along each sentence of what ``surroundings`` shows of it."""
    here, before, behind, mean = np.hsplit(on_around, 4)
    note_mean, highest, opening, closing = np.hsplit(on_notes, 4)
    same = (note[1:] == note[:-1])[:, None]
    on = here.copy()
    on[:-1] += before[1:] * same
    on[1:] += behind[:-1] * same
    size = np.bincount(note)[:, None].astype(np.float32)
    on += ((np.add.reduceat(mean, first) + note_mean) / size)[note]
    on += highest[note] * (sentence == np.maximum.reduceat(sentence, first)[note])
    on[first] += opening
    on[np.append(first[1:], len(note)) - 1] += closing
    return on


def _kept(shape: tuple[int, int], dropped: float, chance: np.random.Generator | None) -> Floats:
    """Return 0 for what is dropped, and what keeps the mean for the rest."""
    if chance is None:
        return np.ones((1, 1), np.float32)
    kept = chance.random(shape, dtype=np.float32) >= dropped
    return kept.astype(np.float32) / np.float32(1 - dropped)


def _two_sided(scores: Scores, wanted: Flags, weight: Scores) -> tuple[float, Scores]:
    """Return the weighted cross entropy of independent log odds, and its slope."""
    entropy = np.logaddexp(0, scores) - scores * wanted
    share = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
    return float((entropy * weight).sum()), (share - wanted) * weight


def _one_of(scores: Scores, wanted: Flags, weight: Scores) -> tuple[float, Scores]:
    """Return the weighted cross entropy of answers that exclude each other, and its slope."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    share = odds / odds.sum(axis=1, keepdims=True)
    entropy = -np.log(np.maximum((share * wanted).sum(axis=1, keepdims=True), 1e-12))
    return float((entropy * weight).sum()), (share - wanted) * weight


def fresh_network(
    lesson: Lesson, notes: Ids, pieces: WordPieces, vectors: Floats, chance: np.random.Generator
) -> SentenceNetwork:
    """Return the network before its first step, over the words that stand in ``notes``."""
    tokens = lesson.segments.tokens
    here = np.isin(tokens.note, notes)
    count = Counter[str]()
    for kind, times in enumerate(np.bincount(tokens.kind[here], minlength=len(tokens.kinds))):
        count[word_of(tokens.kinds[kind])] += int(times)
    known = sorted(word for word, times in count.items() if times >= LEAST_COUNT)
    size = vectors.shape[1] + OWN_SIZE
    keys, answers = lesson.keys.shape[1], lesson.answers.shape[1]

    def layer(inputs: int, *shape: int) -> Floats:
        bound = 1 / np.sqrt(inputs)
        return chance.uniform(-bound, bound, shape).astype(np.float32)

    learned = {
        "own": chance.normal(0, 0.05, (len(known) + 1, OWN_SIZE)).astype(np.float32),
        "windows": layer(size, 2 * REACH + 1, size, WINDOWS),
        "windows_bias": np.zeros(WINDOWS, np.float32),
        "sentence": layer(2 * WINDOWS, 2 * WINDOWS, HIDDEN),
        "sentence_bias": layer(2 * WINDOWS, HIDDEN),
        "context": layer(4 * HIDDEN, 4 * HIDDEN, HIDDEN),
        "context_bias": layer(4 * HIDDEN, HIDDEN),
        "keys": layer(HIDDEN, HIDDEN, keys),
        "keys_bias": np.full(keys, -3.5, np.float32),
        "keys_alone": layer(HIDDEN, HIDDEN, keys),
        "whole": layer(4 * HIDDEN, 4 * HIDDEN, WHOLE),
        "whole_bias": layer(4 * HIDDEN, WHOLE),
        "answers": layer(WHOLE, WHOLE, answers),
        "answers_bias": layer(WHOLE, answers),
    }
    words = {word: i for i, word in enumerate(known, start=1)}
    return SentenceNetwork(pieces, vectors, words, learned)


class _AdamW:
    """AdamW (Loshchilov and Hutter 2019) in place, its rate rising and then falling."""

    def __init__(self, arrays: Arrays, steps: int) -> None:
        self.arrays = arrays
        self.steps = steps
        self.done = 0
        self.mean = {name: np.zeros_like(array) for name, array in arrays.items()}
        self.square = {name: np.zeros_like(array) for name, array in arrays.items()}

    def step(self, slopes: Arrays) -> None:
        """Move every array against its slope."""
        self.done += 1
        rate = self._rate()
        first, second = 1 - MOMENTUM**self.done, 1 - SCALING**self.done
        for name, slope in slopes.items():
            array, mean, square = self.arrays[name], self.mean[name], self.square[name]
            mean += (1 - MOMENTUM) * (slope - mean)
            square += (1 - SCALING) * (slope * slope - square)
            array *= np.float32(1 - rate * DECAY)
            array -= np.float32(rate / first) * mean / (np.sqrt(square / second) + TINY)

    def _rate(self) -> float:
        share = self.done / self.steps
        if share < WARMING_UP:
            return LEARNING_RATE * max(share / WARMING_UP, 0.04)
        fall = (share - WARMING_UP) / (1 - WARMING_UP)
        return LEARNING_RATE * float((1 + np.cos(np.pi * fall)) / 2)
