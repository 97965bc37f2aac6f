"""Cuts a word into pieces that a model knows something about, also one that it never met.

The pieces are those of the WordPiece vocabulary (Wu et al. 2016): whole words, beginnings, and,
marked with ##, what follows a beginning. The longest piece that fits is taken first. As that
vocabulary was made, accents do not count and a mark ("don't", "follow-up") stands for itself.
"""

import re
import unicodedata
from dataclasses import dataclass

import numpy as np

from analyzer.language.tokens import Ids

CONTINUED = "##"
LONGEST_WORD = 100
"""Letters; a longer one is no word, and to cut it would take the square of its length."""
_RUN = re.compile(r"[^\W_]+|[\W_]")


@dataclass(frozen=True, slots=True)
class WordPieces:
    """The numbers of the known pieces."""

    numbers: dict[str, int]

    def of(self, word: str) -> Ids:
        """Return the numbers of a lower-case word's pieces; what cannot be cut is left out.

        >>> known = WordPieces({"re": 0, "##book": 1, "##ed": 2, "'": 3})
        >>> known.of("rebooked").tolist(), known.of("ré'ed").tolist()
        ([0, 1, 2], [0, 3])
        """
        runs = _RUN.findall(_without_accents(word)) if len(word) <= LONGEST_WORD else []
        return np.array([number for run in runs for number in self._cut(run)], dtype=np.int32)

    def _cut(self, run: str) -> list[int]:
        found: list[int] = []
        start, mark = 0, ""
        while start < len(run):
            for end in range(len(run), start, -1):
                number = self.numbers.get(mark + run[start:end])
                if number is not None:
                    break
            else:
                return []
            found.append(number)
            start, mark = end, CONTINUED
        return found


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    plain = word.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    letters = unicodedata.normalize("NFD", plain)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
