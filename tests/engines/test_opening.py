import pytest
from fake_reader import FakeReader, load_fake_reader

from analyzer.engines.errors import EngineError
from analyzer.engines.opening import open_reader
from analyzer.language.errors import ModelError
from analyzer.schema import Analysis
from analyzer.settings import Settings


class Mismatched(FakeReader):
    def read(self, texts: object, note_ids: object) -> list[Analysis]:
        raise ValueError("matmul: dimensions do not fit")


def test_a_reader_that_reads_is_given() -> None:
    assert open_reader(Settings(), load_fake_reader).name == "fake@1"


def test_a_model_that_reads_nothing_is_found_out_before_the_first_note() -> None:
    with pytest.raises(EngineError, match=r"^The model mine is damaged .* \(ValueError\); .*\.$"):
        open_reader(Settings(reader={"model": "mine"}), Mismatched)


def test_what_a_damaged_model_raises_becomes_a_sentence() -> None:
    with pytest.raises(EngineError, match=r"damaged .*\(KeyError\)"):
        open_reader(Settings(), lambda settings: {}["arrays"])


def test_what_the_reader_says_of_a_folder_without_a_model_is_kept() -> None:
    def refuse(settings: Settings) -> FakeReader:
        raise ModelError("none holds no trained model.")

    with pytest.raises(ModelError, match="none holds no trained model"):
        open_reader(Settings(), refuse)
