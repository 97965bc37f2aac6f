"""The reader as a spaCy pipeline: thin adapters over the same functions that engines call.

``note_segments`` sets sentence starts, ``note_findings`` fills ``doc.spans["findings"]`` (one span
a finding, widened to whole tokens), ``note_sentiment`` sets ``doc._.sentiment_compound`` and
``note_judgement`` sets ``doc._.analysis``, the same Analysis that an engine gives for the text.

>>> doc = load()("Caller furious about the wait. Apologised and booked her.")
>>> doc.spans["findings"][0].text, doc.spans["findings"][0].label_
('Caller furious about the wait.', 'frustration')
>>> doc._.analysis.model.partition("@")[0]
'en_interaction_notes'
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from analyzer.codebook import FindingKey
from analyzer.language.contacts import contacts
from analyzer.language.context import cue_words
from analyzer.language.errors import ModelError
from analyzer.language.findings import FindingModel, FindingScores, findings, score
from analyzer.language.first_readers import FirstScores
from analyzer.language.interpreter import interpreter_needs
from analyzer.language.judgement import JudgementModel, judge
from analyzer.language.model import (
    FINDINGS_FOLDER,
    JUDGEMENT_FOLDER,
    PIPELINE,
    load_findings,
    load_judgement,
    model_folder,
    model_name,
    name_of,
    save_findings,
    save_judgement,
)
from analyzer.language.reader import compose
from analyzer.language.segments import segment
from analyzer.language.sentiment import valence
from analyzer.schema import (
    Analysis,
    Finding,
    analysis_from_row,
    analysis_to_row,
    finding_from_row,
    finding_to_row,
)
from analyzer.settings import Alerts, Settings

SEGMENTS = "note_segments"
FINDINGS = FINDINGS_FOLDER
SENTIMENT = "note_sentiment"
JUDGEMENT = JUDGEMENT_FOLDER
SCORES = "note_scores"
COMPONENTS = (SEGMENTS, FINDINGS, SENTIMENT, JUDGEMENT)
"""The components in the order of the pipeline. What one leaves for the next stands in
``doc.user_data`` under its name, as arrays and plain values, so that a Doc can be pickled and sent
between processes."""

_FIRST_ARRAYS = ("sentences", "clauses", "network", "answers")
SPANS_KEY = "findings"


class NoteSegments:
    """Cuts a Doc's text into the reader's own sentences and clauses."""

    def __call__(self, doc: Doc) -> Doc:
        """Set ``token.is_sent_start``."""
        segments = segment([doc.text])
        starts = set(segments.sentence_start.tolist())
        for token in doc:
            token.is_sent_start = token.i == 0 or not starts.isdisjoint(
                range(token.idx, token.idx + len(token))
            )
        return doc


class NoteFindings:
    """Finds cues, steps and techniques with their evidence."""

    def __init__(self, model: FindingModel | None = None) -> None:
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        """Fill ``doc.spans["findings"]`` (a label reads "crying" or "listen:missed") and leave
        findings and scores for the components that follow."""
        model = _trained(self.model)
        segments = segment([doc.text])
        scores = score(model, segments, model.first(segments))
        found = findings(model, segments, scores)[0]
        doc.user_data[FINDINGS] = [finding_to_row(finding) for finding in found]
        doc.user_data[SCORES] = {
            "first": {name: getattr(scores.first, name) for name in _FIRST_ARRAYS},
            "notes": scores.notes,
        }
        doc.spans[SPANS_KEY] = [_span(doc, finding) for finding in found]
        return doc

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the model into a folder."""
        save_findings(_trained(self.model), Path(path))

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "NoteFindings":
        """Read the model from a folder; raises ModelError where it holds none."""
        self.model = load_findings(Path(path))
        return self


class NoteSentiment:
    """Adds VADER's valence."""

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.sentiment_compound``, VADER's own, from -1 to 1."""
        doc.user_data[SENTIMENT] = valence([doc.text])
        return doc


class NoteJudgement:
    """Judges the note as a whole; ``routes`` names the desks of its alerts."""

    def __init__(
        self, model_name: str, routes: Alerts, model: JudgementModel | None = None
    ) -> None:
        self.model_name = model_name
        self.routes = routes
        self.model = model
        self._newest: Doc | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.analysis``."""
        segments = segment([doc.text])
        left = _left(doc, SCORES)
        first = FirstScores(**left["first"])
        scores = FindingScores(first, left["notes"], cue_words(segments))
        valences = _left(doc, SENTIMENT)
        judgement = judge(_trained(self.model), segments, scores, valences)
        analysis = compose(
            "",
            doc.text,
            _findings_of(doc),
            interpreter_needs(segments.tokens)[0],
            contacts([doc.text])[0],
            valences[0, 0],
            judgement,
            0,
            self.routes,
            self.model_name,
        )
        doc.user_data[JUDGEMENT] = analysis_to_row(analysis)
        self._newest = doc  # spaCy's spans die with their Doc: nlp(text).spans needs it a while
        return doc

    def __getstate__(self) -> dict[str, Any]:
        """Return what a pickle may hold: not the note that was read last."""
        return self.__dict__ | {"_newest": None}

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the model into a folder."""
        save_judgement(_trained(self.model), Path(path))

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "NoteJudgement":
        """Read the model from a folder; raises ModelError where it holds none."""
        self.model = load_judgement(Path(path))
        return self


@Language.factory(SEGMENTS, assigns=["token.is_sent_start"])
def make_note_segments(nlp: Language, name: str) -> NoteSegments:
    """Return the component."""
    return NoteSegments()


@Language.factory(FINDINGS, assigns=["doc.spans"])
def make_note_findings(nlp: Language, name: str) -> NoteFindings:
    """Return the component, without a model until ``from_disk``."""
    return NoteFindings()


@Language.factory(SENTIMENT, assigns=["doc._.sentiment_compound"])
def make_note_sentiment(nlp: Language, name: str) -> NoteSentiment:
    """Return the component."""
    return NoteSentiment()


@Language.factory(
    JUDGEMENT, assigns=["doc._.analysis"], default_config={"routes": Alerts().model_dump()}
)
def make_note_judgement(nlp: Language, name: str, routes: dict[str, str]) -> NoteJudgement:
    """Return the component, without a model until ``from_disk``; ``routes`` as in [alerts]."""
    return NoteJudgement(name_of(nlp.meta), Alerts(**routes))


def load(settings: Settings | None = None) -> Language:
    """Return the settings' model as a spaCy pipeline, the shipped one by default.

    ``analyzer.load()`` gives the same as ``spacy.load`` of the model's folder. Raises ModelError
    for a folder that holds no model.
    """
    settings = settings or Settings()
    folder = model_folder(settings)
    model_name(folder)  # one sentence for a folder that holds no model
    routes = {f"components.{JUDGEMENT}.routes": settings.alerts.model_dump()}
    return spacy.load(folder, config=routes)


def _span(doc: Doc, finding: Finding) -> Span:
    label = str(FindingKey(finding.label, finding.status))
    span = doc.char_span(finding.start, finding.end, label=label, alignment_mode="expand")
    assert span is not None  # expanded, it always fits
    return span


def _findings_of(doc: Doc) -> tuple[Finding, ...]:
    return tuple(finding_from_row(row) for row in _left(doc, FINDINGS))


def _analysis_of(doc: Doc) -> Analysis:
    return analysis_from_row(_left(doc, JUDGEMENT))


def _compound_of(doc: Doc) -> float:
    return float(_left(doc, SENTIMENT)[0, 0])


def _left(doc: Doc, component: str) -> Any:
    """Return what a component left in a Doc."""
    try:
        return doc.user_data[component]
    except KeyError:
        raise ValueError(f"The pipeline needs its component {component} for this.") from None


_Model = TypeVar("_Model")


def _trained(model: _Model | None) -> _Model:
    if model is None:
        raise ModelError(f"This component is not trained; load a pipeline such as {PIPELINE}.")
    return model


if not Doc.has_extension("analysis"):
    Doc.set_extension("analysis", getter=_analysis_of)
    Doc.set_extension("findings", getter=_findings_of)
    Doc.set_extension("sentiment_compound", getter=_compound_of)
