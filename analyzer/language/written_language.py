"""Tells the language of a note that is not written in English.

A note of which enough words are common English ones is English; that settles nearly every note, in
a small part of the time that reading it takes. The rest is put to py3langid (after Lui and Baldwin
2012), whose model comes with its package, and a language is named only where the detector is sure:
a hurried English note that is taken for another language would be lost.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from analyzer.language.word_lists import common_words

SHORTEST = 10
"""Words of two letters or more; a shorter note is not judged."""
ENGLISH = 0.36
"""The share of common English words from which a note is English. Staff who mix English words into
another language stay below it, a note that is English by half lies above: of the words of its
English half, not all are common ones."""
PLAINLY_ENGLISH = 0.42
"""The share from which a glance is enough, with marks still on the words."""
GLANCED_AT = 60
"""Words, taken from all over the note."""
SURE = 0.7
"""The least probability of a language that is named. Lists of diagnoses, hurried notes and notes
full of mistakes stay far below it, nearly every note in another language lies far above."""


def language_of(text: str) -> str | None:
    """Return the English name of a note's language; None for English, and where it is too short or
    too mixed to tell.

    >>> language_of("Pt c/o n/v x3d, LM on VM, f/u w/ PCP re labs, d/w RN, RTC 2 wks prn")
    >>> language_of("La paciente llamó muy molesta porque nadie le devuelve la llamada.")
    'Spanish'
    """
    lower = text.lower()
    if text.isascii() or not _unspaced().search(text):
        pieces = lower.split()
        if _english_share(pieces[:: 1 + len(pieces) // GLANCED_AT]) >= PLAINLY_ENGLISH:
            return None
    words = _words(lower)
    if len(words) < SHORTEST or _english_share(words) >= ENGLISH:
        return None
    return _detected(text)


def _english_share(words: Sequence[str]) -> float:
    return sum(map(_english_words().__contains__, words)) / len(words) if words else 0.0


def _words(lower: str) -> list[str]:
    """Return the words of two letters or more; scripts without spaces are cut by length."""
    return [word for word in _word().findall(lower.replace("’", "'")) if len(word) > 1]


def _detected(text: str) -> str | None:
    """Return the language that the detector is sure of.

    It is shown no word with a capital, which may be a name: "Spoke w/ Aoife Ni Bhriain" is not
    Irish. It does not know words all in capitals, which are shown in small letters, but for "I".
    """
    shown = " ".join(
        word.lower() if word.isupper() and len(word) > 1 else word
        for word in text.split()
        if word.isupper() or not word[0].isupper()
    )
    name_of = _name_of_code()
    probability: Counter[str] = Counter()
    for code, share in _detector().rank(shown):
        if code in name_of:
            probability[name_of[code]] += share
    name = max(probability, key=probability.__getitem__)
    return name if probability[name] >= SURE else None


@cache
def _english_words() -> frozenset[str]:
    return common_words().difference(_data()["speak_for_neither"])


@cache
def _word() -> re.Pattern[str]:
    unspaced = (f"[{s['characters']}]{{{s['characters_a_word']}}}" for s in _data()["unspaced"])
    # accents that stand apart, and the vowel signs of India's scripts, are no letters to Python
    letter = r"(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff])"
    return re.compile("|".join([*unspaced, f"{letter}+(?:'{letter}+)*"]))


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile("[" + "".join(script["characters"] for script in _data()["unspaced"]) + "]")


@cache
def _name_of_code() -> dict[str, str]:
    return {code: name for name, codes in _data()["languages"].items() for code in codes}


@cache
def _data() -> dict[str, Any]:
    file = resources.files("analyzer.language").joinpath("rules/languages.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _detector() -> Any:
    """Return the detector, which takes time and memory to load: only where a note needs it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
