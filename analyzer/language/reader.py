"""The reader: a batch of texts in, a batch of analyses out.

The one function that every door leads to: engines hand it batches, ``check`` one note, and the
spaCy components call the same steps for a Doc. It builds no Doc itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analyzer.codebook import Cue
from analyzer.language.contacts import contacts
from analyzer.language.findings import FindingModel, findings, score
from analyzer.language.first_readers import FirstScores
from analyzer.language.interpreter import interpreter_needs
from analyzer.language.judgement import (
    Judgement,
    JudgementModel,
    alerts_of,
    escalation_of,
    heart_head_heart_of,
    judge,
    steps_of,
)
from analyzer.language.model import (
    FINDINGS_FOLDER,
    JUDGEMENT_FOLDER,
    load_findings,
    load_judgement,
    model_folder,
    model_name,
)
from analyzer.language.segments import Segments, segment
from analyzer.language.sentiment import valence
from analyzer.schema import Alert, Analysis, Contact, Finding, is_concern
from analyzer.settings import Alerts, Settings


@dataclass(frozen=True, slots=True)
class Reader:
    """A trained model, ready to read. ``name`` is ``name@version``."""

    name: str
    finding_model: FindingModel
    judgement_model: JudgementModel
    routes: Alerts

    def read(self, texts: Sequence[str], note_ids: Sequence[str]) -> list[Analysis]:
        """Return the analysis of every text, in order.

        The same text gives the same analysis whatever stands beside it in the batch.

        >>> reader = load_reader(Settings())
        >>> note = "Caller furious, 3rd call about her refill. Apologised and sent it today."
        >>> analysis = reader.read([note], ["n1"])[0]
        >>> [finding.label.value for finding in analysis.findings if finding.status is None]
        ['frustration', 'repeat_contact']
        """
        if not texts:
            return []
        segments = segment(texts)
        return self.read_further(segments, self.finding_model.first(segments), note_ids)

    def read_further(
        self, segments: Segments, first: FirstScores, note_ids: Sequence[str]
    ) -> list[Analysis]:
        """Return the analysis of every note of a batch, given what its words say."""
        texts = segments.texts
        scores = score(self.finding_model, segments, first)
        evidence = findings(self.finding_model, segments, scores)
        valences = valence(texts)
        judgement = judge(self.judgement_model, segments, scores, valences)
        needs, told = interpreter_needs(segments.tokens), contacts(texts)
        return [
            compose(*note, valences[i, 0], judgement, i, self.routes, self.name)
            for i, note in enumerate(zip(note_ids, texts, evidence, needs, told, strict=True))
        ]


def load_reader(settings: Settings) -> Reader:
    """Return the reader of the settings' model, the shipped one by default.

    Raises ModelError for a folder that holds no model.
    """
    return read_model(model_folder(settings), settings.alerts)


def read_model(folder: Path, routes: Alerts) -> Reader:
    """Return the reader of a model folder; ``routes`` names the desks of its alerts."""
    return Reader(
        model_name(folder),
        load_findings(folder / FINDINGS_FOLDER),
        load_judgement(folder / JUDGEMENT_FOLDER),
        routes,
    )


def compose(
    note_id: str,
    text: str,
    found: Sequence[Finding],
    interpreter: str | None,
    told: tuple[Contact, ...],
    compound: np.float64,
    judgement: Judgement,
    row: int,
    routes: Alerts,
    model: str,
) -> Analysis:
    """Return one note's analysis from its findings and the learned answers of ``row``."""
    answers = judgement.answers[row]
    cues = {f.label for f in found if isinstance(f.label, Cue) and not f.mention}
    concern = is_concern(cues, answers.sentiment_start)
    return Analysis(
        note_id=note_id,
        findings=tuple(found),
        sentiment_start=answers.sentiment_start,
        sentiment_end=answers.sentiment_end,
        sentiment_compound=float(compound),
        escalation=escalation_of(found, answers.escalation, answers.critical),
        outcome=answers.outcome,
        experience=answers.experience,
        p_negative=answers.p_negative,
        p_positive=answers.p_positive,
        steps=steps_of(found),
        heart_head_heart=heart_head_heart_of(found),
        themes=answers.themes,
        concern=concern,
        alerts=tuple(
            Alert(kind=kind, route_to=routes.route(kind), finding=finding)
            for kind, finding in alerts_of(found, answers.themes, concern)
        ),
        interpreter=interpreter,
        contacts=told,
        word_count=len(text.split()),
        model=model,
    )
