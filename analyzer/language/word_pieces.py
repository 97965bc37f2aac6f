"""Cuts a word into pieces that a model knows something about, also one that it never met.

The pieces are those of the WordPiece vocabulary (Wu et al. 2016): whole words, beginnings, and,
marked with ##, what follows a beginning. The longest piece that fits is taken first.
"""

from dataclasses import dataclass, field

import numpy as np

from analyzer.language.tokens import Ids

CONTINUED = "##"
LONGEST_WORD = 100
"""Letters; a longer one is no word, and to cut it would take the square of its length."""
REMEMBERED = 200_000
"""Distinct words whose pieces are kept in memory."""


@dataclass(frozen=True, slots=True)
class WordPieces:
    """The numbers of the known pieces."""

    numbers: dict[str, int]
    _of: dict[str, Ids] = field(default_factory=dict, repr=False)

    def of(self, word: str) -> Ids:
        """Return the numbers of a lower-case word's pieces; none where the word cannot be cut.

        >>> WordPieces({"re": 0, "##book": 1, "##ed": 2}).of("rebooked").tolist()
        [0, 1, 2]
        """
        found = self._of.get(word)
        if found is None:
            found = np.array(self._cut(word), dtype=np.int32)
            if len(self._of) < REMEMBERED:
                self._of[word] = found
        return found

    def _cut(self, word: str) -> list[int]:
        found: list[int] = []
        start, mark = 0, ""
        if len(word) > LONGEST_WORD:
            return found
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self.numbers.get(mark + word[start:end])
                if number is not None:
                    break
            else:
                return []
            found.append(number)
            start, mark = end, CONTINUED
        return found
