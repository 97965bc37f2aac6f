from pathlib import Path

import pyarrow.parquet as pq
from speed.components import Meter, read_by_pieces
from speed.peer import PEERS, table_of
from speed.processes import OWN, told
from speed.rounds import PLACES

from analyzer.engines.batch import analyze_batch
from analyzer.language.reader import load_reader
from analyzer.settings import Settings

NOTES = 40


def test_every_reader_has_a_place_to_run() -> None:
    assert PLACES.keys() == PEERS.keys()


def test_a_reader_tells_its_seconds_and_the_words_of_the_notes_that_were_timed(
    export: Path,
) -> None:
    some = told(OWN, "peer", "str.split", str(export), "10")
    every = told(OWN, "peer", "sentences, cut", str(export), str(NOTES))
    assert some.keys() == every.keys() >= {"seconds", "words"}
    assert 0 < some["words"] < every["words"]


def test_the_pieces_together_do_what_the_whole_does(export: Path) -> None:
    settings, meter = Settings(), Meter()
    reader = load_reader(settings)
    [batch] = table_of(export, settings).to_batches()
    assert read_by_pieces(batch, reader, meter).equals(analyze_batch(batch, reader=reader))
    assert {"segments", "network", "judgement", "quotes redacted"} <= meter.parts().keys()


def test_the_main_process_is_metered_while_it_analyses(export: Path, tmp_path: Path) -> None:
    out = tmp_path / "analyses.parquet"
    parts = told(OWN, "main_process", str(export), str(out))
    assert pq.read_metadata(out).num_rows == NOTES
    assert {"reading the export", "writing Parquet", "waiting"} <= parts.keys()
