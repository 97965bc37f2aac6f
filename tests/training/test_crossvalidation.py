from dataclasses import asdict
from pathlib import Path

from analyzer.training.corpus import read_corpus
from analyzer.training.crossvalidation import read_unseen
from analyzer.training.scoring import score

CORPUS = Path(__file__).parents[2] / "models" / "corpus"


def test_every_note_is_read_by_a_reader_that_never_saw_its_author() -> None:
    notes = [
        note for a in ("T01", "T02", "T03") for note in read_corpus([CORPUS / f"{a}.jsonl"])[:30]
    ]
    told: list[str] = []
    analyses = read_unseen(notes, told.append)
    assert [analysis.note_id for analysis in analyses] == [n.gold["note_id"] for n in notes]
    figures = score(
        {note.gold["note_id"]: note.gold for note in notes},
        {analysis.note_id: asdict(analysis) for analysis in analyses},
    )
    assert 0.2 < figures["findings_f1"] < 0.8  # something is learned, and nothing by heart
    assert told[-1] == "joined and read: 3 of 3"
