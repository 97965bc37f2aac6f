"""What reads words: linear heads over grams and a network, each for itself.

They see a note's words and nothing else. Their scores are joined, with what context says of cue
words, into findings (findings.py) and judgements (judgement.py).
"""

from dataclasses import dataclass

import numpy as np

from analyzer.language.features import GramHead, Vocabulary, grams, rows
from analyzer.language.heads import Scores
from analyzer.language.network import SentenceNetwork
from analyzer.language.segments import Segments


@dataclass(frozen=True, slots=True)
class FirstScores:
    """What the first readers say of a batch; a column a finding key, but for ``answers``.

    ``sentences`` (a row a sentence) and ``clauses`` (a row a clause) are margins of the linear
    heads, above 0 where more likely than not; ``network`` (a row a sentence) are log odds.
    ``answers`` has a row a note and, first from its grams, then from the network, a column an
    answer or theme of judgement.py.
    """

    sentences: Scores
    clauses: Scores
    network: Scores
    answers: Scores


@dataclass(frozen=True, slots=True)
class FirstReaders:
    """Three heads over the grams of a vocabulary, for sentences, clauses and whole notes, and the
    network."""

    vocabulary: Vocabulary
    sentences: GramHead
    clauses: GramHead
    answers: GramHead
    network: SentenceNetwork

    def __call__(self, segments: Segments) -> FirstScores:
        """Return the scores of a batch."""
        vocabulary, tokens = self.vocabulary, segments.tokens
        known = grams(vocabulary, tokens)
        of_clauses, of_sentences, of_notes = (
            rows(vocabulary, known, bounds)
            for bounds in (segments.clause_tokens, segments.sentence_tokens, tokens.first)
        )
        notes = np.arange(len(tokens.texts))
        network, answers = self.network(segments)
        return FirstScores(
            self.sentences(known, of_sentences, segments.note_of_sentence),
            self.clauses(known, of_clauses, segments.note_of_clause),
            network,
            np.hstack([self.answers(known, of_notes, notes), answers]),
        )
