"""A slip in a file that reports rest on ends a run at once, before a note is analysed."""

import os
from pathlib import Path

import pytest
from journeys.calling import ROOT
from journeys.running import ended, new_place, sentence_of, start, write_export

PROTOCOL = 'name = "OURS"\nsource = "our book"\n[[step]]\nname = "Hear"\nlabels = ["listn"]\n'
MODEL = ROOT / "models" / "en_interaction_notes"


def damaged_model(folder: Path) -> Path:
    """Return a model that reads, with a calibration that was cut off."""
    folder.mkdir()
    for path in MODEL.iterdir():
        (folder / path.name).symlink_to(path)
    (folder / "calibration.json").unlink()
    (folder / "calibration.json").write_text('{"model": "en_int')
    return folder


@pytest.mark.skipif(os.name == "nt", reason="Windows may forbid links")
@pytest.mark.parametrize("damaged", ["protocol", "calibration"])
def test_nothing_is_analysed_where_a_file_cannot_be_used(tmp_path: Path, damaged: str) -> None:
    place = new_place(tmp_path / "place", f"sqlite:///{tmp_path}/history.sqlite")
    export = write_export(tmp_path / "export.csv", 20)
    settings = tmp_path / "etc" / "analyzer.toml"
    settings.parent.mkdir()
    if damaged == "protocol":
        (settings.parent / "ours.toml").write_text(PROTOCOL)
        settings.write_text('[coaching]\nprotocol = "ours.toml"\n')
        told = f"The protocol {settings.parent / 'ours.toml'}: 'step 1 labels 1' cannot be 'listn'"
    else:
        model = damaged_model(tmp_path / "model")
        settings.write_text(f"[reader]\nmodel = '{model}'\n")
        told = f"{model / 'calibration.json'} is damaged"
    done = ended(start(export, place, "--config", str(settings)))
    assert told in sentence_of(done)
    assert not (tmp_path / "history.sqlite").exists()
    assert not place.reports.exists()
