"""A tagger of names for tests: its network is written by hand, so that what each word says is
known, and what is made of it can be told from what was learned."""

import numpy as np

from analyzer.language.word_vectors import word_vectors
from analyzer.privacy.name_tagger import MEANING_REACH, REACH, WRITING, NameTagger
from analyzer.privacy.name_words import FLAGS, NameWords

GIVEN = frozenset({"ann", "priya", "zoe"})
FAMILY = frozenset({"okafor", "osei"})
PLAIN = frozenset({"elbow"})
THRESHOLD = 0.3


def plain_tagger() -> NameTagger:
    """Return a tagger that knows a few names, wherever they stand.

    A given name is a private person's. A family name is a member of staff's where it begins with a
    capital and goes on in small letters; otherwise it is one with a probability of 0.12, below the
    threshold.
    """
    words = NameWords(GIVEN, FAMILY, frozenset(), PLAIN, *word_vectors())
    vector = words.size - FLAGS
    place = FLAGS + WRITING + 1
    word = REACH * place + MEANING_REACH * vector
    weights = np.zeros(((2 * REACH + 1) * place + (2 * MEANING_REACH + 1) * vector, 3), np.float32)
    weights[word, 1] = 12  # in the list of given names
    weights[word + 1, 2] = 5  # in that of family names
    weights[word + FLAGS + 1, 2] = 4  # a capital, then small letters
    bias = np.array([0, -6, -7], np.float32)
    every_word = ((np.zeros((len(weights), 1), np.float32), np.ones(1, np.float32)),)
    return NameTagger(words, every_word, (((weights, bias),),), THRESHOLD)
