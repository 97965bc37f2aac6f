"""The identifiers of this program for an engine of Presidio: names, what a row knows, patterns.

A clinic that redacts by Presidio hangs these recognisers into its own engine, beside others; the
program itself does without it (``redaction.py``), for Presidio takes long to load and compares
every result with every other. The extra ``presidio`` brings it. Here the text is read as it is:
characters in disguise (``disguises.fold``) are for the caller to undo first.

``engine_of`` gives an engine with these recognisers alone and without a language model. In the
place of one it has the tagger of names, which reads a batch of notes at once and hands each note's
names over with its artifacts.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from presidio_analyzer import (
    AnalyzerEngine,
    EntityRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from analyzer.privacy.identifiers import Identifier, IdentifierType
from analyzer.privacy.known_names import Known, find_known
from analyzer.privacy.name_tagger import NameTagger
from analyzer.privacy.pattern_rules import number_rules, text_rules
from analyzer.privacy.patterns import find_patterns

LANGUAGE = "en"
_NAMES = [IdentifierType.STAFF, IdentifierType.NAME]
_KNOWN = [IdentifierType.PATIENT, IdentifierType.AUTHOR, IdentifierType.STAFF, IdentifierType.ID]


class NameArtifacts(NlpArtifacts):
    """The names in one text, in the place of what a language model would say of it."""

    def __init__(self, names: Sequence[Identifier], engine: NlpEngine) -> None:
        super().__init__([], None, [], [], engine, LANGUAGE)  # type: ignore[arg-type]
        self.names = names


class NamesEngine(NlpEngine):
    """What Presidio takes for the language model: a tagger of names over a whole batch."""

    engine_name = "names"
    is_available = True

    def __init__(self, tagger: NameTagger) -> None:
        self._tagger = tagger

    def load(self) -> None:
        """Do nothing: the tagger is there."""

    def is_loaded(self) -> bool:
        """Say yes."""
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Return the names in one text, as artifacts."""
        return next(iter(self.process_batch([text], language)))[1]

    def process_batch(
        self,
        texts: Iterable[str],
        language: str,
        batch_size: int = 1,
        n_process: int = 1,
        **kwargs: Any,
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Yield every text with its names, as artifacts."""
        some = list(texts)
        for text, names in zip(some, self._tagger(some), strict=True):
            yield text, NameArtifacts(names, self)

    def is_stopword(self, word: str, language: str) -> bool:
        """Say no, for no recogniser of ours asks."""
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """Say no, for no recogniser of ours asks."""
        return False

    def get_supported_entities(self) -> list[str]:
        """Return the entities that the artifacts hold."""
        return [type_.upper() for type_ in _NAMES]

    def get_supported_languages(self) -> list[str]:
        """Return English alone."""
        return [LANGUAGE]


class _Recognizer(EntityRecognizer):
    def __init__(self, types: Sequence[IdentifierType]) -> None:
        super().__init__(supported_entities=[type_.upper() for type_ in types])

    def load(self) -> None:
        """Do nothing: there is no model to load."""

    def _results(self, found: Iterable[Identifier]) -> list[RecognizerResult]:
        return [
            RecognizerResult(one.type.upper(), one.start, one.end, self.MAX_SCORE) for one in found
        ]


class NameRecognizer(_Recognizer):
    """The names that the tagger found."""

    def __init__(self) -> None:
        super().__init__(_NAMES)

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts
    ) -> list[RecognizerResult]:
        """Return a result a name among the artifacts."""
        assert isinstance(nlp_artifacts, NameArtifacts)  # of NamesEngine, the engine's own
        return self._results(nlp_artifacts.names)


class KnownRecognizer(_Recognizer):
    """The names and numbers that the row of one note knows."""

    def __init__(self, known: Known) -> None:
        super().__init__(_KNOWN)
        self._known = known

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts
    ) -> list[RecognizerResult]:
        """Return a result for every place where one of them stands."""
        return self._results(find_known(text, self._known))


class PatternRecognizer(_Recognizer):
    """Numbers, dates, addresses and ages, by ``find_patterns``."""

    def __init__(self) -> None:
        types = {rule.type for rule in number_rules()} | {rule.type for rule in text_rules()}
        super().__init__(sorted(types))

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts
    ) -> list[RecognizerResult]:
        """Return a result for every one of them."""
        return self._results(find_patterns(text))


def engine_of(tagger: NameTagger) -> AnalyzerEngine:
    """Return Presidio's engine over a tagger of names and the recognisers of this program.

    Every result has the highest score, for the recognisers say only yes or no. What a row knows is
    asked for by a ``KnownRecognizer`` of its own, ad hoc; two recognisers may tell of one stretch.

    >>> from analyzer.privacy.name_model import shipped_tagger
    >>> text = "Funmi rang from 555-0148, upset with Dr Okafor"
    >>> patient = KnownRecognizer(Known(patients=["Funmi Adeyemi"]))
    >>> found = engine_of(shipped_tagger()).analyze(text, "en", ad_hoc_recognizers=[patient])
    >>> sorted((text[one.start : one.end], one.entity_type) for one in found)
    [('555-0148', 'PHONE'), ('Funmi', 'NAME'), ('Funmi', 'PATIENT'), ('Okafor', 'STAFF')]
    """
    registry = RecognizerRegistry([NameRecognizer(), PatternRecognizer()])
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=NamesEngine(tagger),
        supported_languages=[LANGUAGE],
    )
