"""Quotes grown all at once are those that the documented rules give one label at a time."""

from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.quotes import (
    BESIDE_BEST,
    GROWS_AT,
    LONGEST_EVIDENCE,
    MOST_EVIDENCE,
    SHORTEST_EVIDENCE,
    Evidence,
    quotes,
)
from analyzer.language.segments import Segments
from analyzer.language.tokens import tokenize


class Clause(NamedTuple):
    sentence: int
    start: int
    end: int


class Quote(NamedTuple):
    first: int
    last: int
    share: float


Note = list[Clause]
Label = tuple[int, list[float]]
"""A note's place, and how likely each of its clauses carries the label."""


@st.composite
def notes(draw: st.DrawFn) -> Note:
    clauses: Note = []
    start = 0
    for sentence in range(draw(st.integers(1, 3))):
        lengths = st.integers(1, 40) | st.integers(1, LONGEST_EVIDENCE + 20)
        for length in draw(st.lists(lengths, min_size=1, max_size=6)):
            clauses.append(Clause(sentence, start, start + length))
            start += length + 1
    return clauses


@st.composite
def batches(draw: st.DrawFn) -> tuple[list[Note], list[Label]]:
    batch = draw(st.lists(notes(), min_size=1, max_size=4))
    few = st.sampled_from([0.01, 0.02, 0.1, 0.15, 0.2, 0.25, 0.4, 0.5, 0.8])  # many of them equal
    probability = few | st.floats(0.001, 0.999)
    labels = []
    for place in draw(st.lists(st.integers(0, len(batch) - 1), min_size=1, max_size=6)):
        size = len(batch[place])
        labels.append((place, draw(st.lists(probability, min_size=size, max_size=size))))
    return batch, labels


def segments_of(batch: list[Note]) -> Segments:
    numbers, note_of_sentence = [], []
    for place, note in enumerate(batch):
        numbers += [len(note_of_sentence) + clause.sentence for clause in note]
        note_of_sentence += [place] * (note[-1].sentence + 1)
    clauses = [clause for note in batch for clause in note]
    sentence = np.array(numbers)
    start, end = (np.array([clause[column] for clause in clauses]) for column in (1, 2))
    opens = np.diff(sentence, prepend=-1) > 0
    closes = np.diff(sentence, append=len(note_of_sentence)) > 0
    none = np.zeros(0, np.int64)
    return Segments(
        tokenize([]),
        start,
        end,
        sentence,
        start[opens],
        end[closes],
        np.array(note_of_sentence),
        none,
        none,
    )


def chosen(batch: list[Note], labels: list[Label]) -> list[list[Quote]]:
    """Return the quotes of each label, their clauses counted from the first of its note."""
    begins = np.cumsum([0, *map(len, batch)])
    clause = np.concatenate([np.arange(begins[note], begins[note + 1]) for note, _ in labels])
    probability = np.concatenate([probabilities for _, probabilities in labels])
    begin = np.cumsum([0, *(len(probabilities) for _, probabilities in labels)])
    found = quotes(segments_of(batch), Evidence(clause, probability, begin))
    told: list[list[Quote]] = [[] for _ in labels]
    assert found.label.tolist() == sorted(found.label.tolist())
    for label, first, last, share in zip(*(column.tolist() for column in found), strict=True):
        note_begins = int(begins[labels[label][0]])
        told[label].append(Quote(first - note_begins, last - note_begins, share))
    return told


def read_slowly(note: Note, probabilities: list[float]) -> list[Quote]:
    best = max(probabilities)
    likeliest_first = sorted(range(len(note)), key=lambda clause: -probabilities[clause])
    told: list[Quote] = []
    for clause in likeliest_first:
        tells = probabilities[clause] >= min(BESIDE_BEST, BESIDE_BEST * best)
        quoted = any(quote.first <= clause <= quote.last for quote in told)
        if tells and not quoted and len(told) < MOST_EVIDENCE:
            first, last = grown(note, probabilities, clause)
            told.append(Quote(first, last, probabilities[clause] / best))
    return told


def grown(note: Note, probabilities: list[float], clause: int) -> tuple[int, int]:
    sentence = [place for place, one in enumerate(note) if one.sentence == note[clause].sentence]
    first = last = clause
    while True:
        beside = [place for place in (first - 1, last + 1) if place in sentence]
        if not beside:
            return first, last
        taken = max(beside, key=probabilities.__getitem__)
        if probabilities[taken] < GROWS_AT * probabilities[clause]:
            if note[last].end - note[first].start >= SHORTEST_EVIDENCE:
                return first, last
            taken = beside[-1]
        low, high = min(first, taken), max(last, taken)
        if note[high].end - note[low].start > LONGEST_EVIDENCE:
            return first, last
        first, last = low, high


@given(batches())
def test_quotes_are_those_of_the_rules_read_slowly(batch: tuple[list[Note], list[Label]]) -> None:
    batch_notes, labels = batch
    expected = [read_slowly(batch_notes[note], probabilities) for note, probabilities in labels]
    assert chosen(batch_notes, labels) == expected


@given(batches())
def test_a_batch_is_quoted_as_each_of_its_notes_alone(
    batch: tuple[list[Note], list[Label]],
) -> None:
    batch_notes, labels = batch
    alone = [chosen([batch_notes[note]], [(0, probabilities)])[0] for note, probabilities in labels]
    assert chosen(batch_notes, labels) == alone


@given(batches())
def test_a_quote_lies_in_one_sentence_and_is_too_long_only_as_one_clause(
    batch: tuple[list[Note], list[Label]],
) -> None:
    batch_notes, labels = batch
    for (place, probabilities), told in zip(labels, chosen(batch_notes, labels), strict=True):
        note = batch_notes[place]
        assert 1 <= len(told) <= MOST_EVIDENCE
        assert max(probabilities[told[0].first : told[0].last + 1]) == max(probabilities)
        for first, last, _ in told:
            assert note[first].sentence == note[last].sentence
            assert first == last or note[last].end - note[first].start <= LONGEST_EVIDENCE


def test_a_short_quote_takes_in_what_follows_it_and_else_what_precedes_it() -> None:
    note = [Clause(0, 0, 30), Clause(0, 31, 50), Clause(0, 51, 70)]
    assert chosen([note], [(0, [0.02, 0.9, 0.01])]) == [[Quote(0, 2, 1.0)]]
    longer = [Clause(0, 0, 30), Clause(0, 31, 50), Clause(0, 51, 91)]
    assert chosen([longer], [(0, [0.02, 0.9, 0.01])]) == [[Quote(1, 2, 1.0)]]


def test_a_quote_does_not_grow_into_the_next_label_s_clauses() -> None:
    note = [Clause(0, 0, 30), Clause(0, 31, 50)]
    labels = [(0, [0.1, 0.9]), (0, [0.9, 0.1])]
    assert chosen([note], labels) == [[Quote(0, 1, 1.0)], [Quote(0, 1, 1.0)]]
    far_apart = [Clause(0, 0, 70), Clause(0, 71, 141)]
    assert chosen([far_apart], labels) == [[Quote(1, 1, 1.0)], [Quote(0, 0, 1.0)]]


def test_a_clause_is_quoted_beside_the_best_one_from_a_fifth_of_its_probability_on() -> None:
    note = [Clause(sentence, 100 * sentence, 100 * sentence + 70) for sentence in range(3)]
    assert chosen([note], [(0, [0.5, 0.1, 0.09])]) == [[Quote(0, 0, 1.0), Quote(1, 1, 0.2)]]
