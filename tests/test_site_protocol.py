import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.codebook import Step, Technique
from analyzer.settings import SettingsError, load_settings
from analyzer.settings.protocol import load_protocol

SHIPPED = Path(__file__).parent.parent / "docs" / "protocols"
GOOD = 'name = "OURS"\nsource = "our book"\n[[step]]\nname = "Hear"\nlabels = ["listen"]\n'


@pytest.mark.parametrize(
    ("file", "letters"), [("aidet", "AIDET"), ("heard", "HEARD"), ("last", "LAST")]
)
def test_the_shipped_protocols_spell_their_names(file, letters):
    protocol = load_protocol(SHIPPED / f"{file}.toml")
    assert protocol.name == letters
    assert "".join(step.name[0] for step in protocol.step).upper() == letters
    assert protocol.source
    assert any(step.labels for step in protocol.step)


def test_labels_are_those_of_the_codebook(tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text(GOOD.replace('["listen"]', '["listen", "check_in"]\nstates = ["full"]'))
    (step,) = load_protocol(file).step
    assert step.labels == (Step.LISTEN, Technique.CHECK_IN)
    assert step.states == ("full",)


def test_a_state_alone_shows_a_step_and_nothing_is_shown_only_where_it_says_so(tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text(GOOD.replace('labels = ["listen"]', 'states = ["full"]'))
    (step,) = load_protocol(file).step
    assert (step.labels, step.states) == ((), ("full",))
    file.write_text(GOOD.replace('["listen"]', "[]"))
    (step,) = load_protocol(file).step
    assert (step.labels, step.states) == ((), ())


def test_a_protocol_lies_beside_the_settings_that_name_it(tmp_path, monkeypatch):
    (tmp_path / "etc").mkdir()
    monkeypatch.chdir(tmp_path)
    file, ours = Path("etc", "analyzer.toml"), tmp_path / "elsewhere" / "ours.toml"
    for named, lies in (("ours.toml", Path("etc", "ours.toml")), (str(ours), ours), ("", "")):
        file.write_text(f'[coaching]\nprotocol = "{named}"\n')
        assert load_settings(file).coaching.protocol == str(lies)
    monkeypatch.setenv("ANALYZER_COACHING__PROTOCOL", "mine.toml")
    assert load_settings(file).coaching.protocol == "mine.toml"


def test_a_missing_protocol_is_told_with_its_whole_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError) as caught:
        load_protocol(Path("gone.toml"))
    assert f"The protocol {tmp_path / 'gone.toml'} cannot be read" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "is not valid TOML"),
        ("", "'name' is missing"),
        (GOOD.replace('source = "our book"\n', ""), "'source' is missing"),
        (GOOD.replace('labels = ["listen"]', ""), "'step 1 labels' is missing"),
        (
            GOOD.replace("listen", "listn"),
            "'step 1 labels 1' cannot be 'listn'; labels are a list of acts",
        ),
        (GOOD.replace('"listen"', '"listen", "crying"'), "'step 1 labels 2' cannot be 'crying'"),
        (GOOD.replace('"listen"', "7"), "'step 1 labels 1' cannot be 7"),
        (GOOD + 'states = ["fll"]\n', "'step 1 states 1' cannot be 'fll'"),
        (GOOD + "weight = 2\n", "'step 1 weight' is unknown; leave it out"),
        (GOOD.partition("[[")[0] + "step = []\n", "'step' cannot be []"),
        (GOOD.replace('"OURS"', '""'), "'name' cannot be ''; name is a text that is not empty"),
        (GOOD.replace('"our book"', "1999"), "'source' cannot be 1999; source is a text"),
        (GOOD.replace('["listen"]', '"listen"'), "'step 1 labels' cannot be 'listen'; labels are"),
        (GOOD.partition("[[")[0] + "step = [1]\n", "'step 1' cannot be 1; there is a [[step]]"),
        (GOOD.partition("[[")[0] + "step = 'x'\n", "'step' cannot be 'x'; there is a [[step]]"),
        (GOOD.partition("[[")[0] + "[step]\nname = 'Hear'\n", "'step' cannot be {'name': 'Hear'}"),
        (
            GOOD.replace('["listen"]', "[]") + "states = 'full'\n",
            "'step 1 states' cannot be 'full'",
        ),
        (GOOD + '"a\\nb" = 2\n', "'step 1 a b' is unknown"),
    ],
)
def test_a_bad_file_is_one_sentence(tmp_path, text, said):
    file = tmp_path / "ours.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_protocol(file)
    sentence = str(caught.value)
    assert sentence.startswith(f"The protocol {file}")
    assert said in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert not re.search("Input|Tuple|String|should|valid dictionary", sentence)


def test_a_missing_file_and_one_in_another_encoding_are_named(tmp_path):
    with pytest.raises(SettingsError, match=r"gone\.toml cannot be read"):
        load_protocol(tmp_path / "gone.toml")
    file = tmp_path / "latin.toml"
    file.write_bytes('name = "Früh"'.encode("latin-1"))
    with pytest.raises(SettingsError, match="not valid TOML"):
        load_protocol(file)


@given(text=st.text() | st.text().map(lambda line: GOOD + line))
def test_any_text_is_a_protocol_or_a_sentence(tmp_path_factory, text):
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_text(text, encoding="utf-8")
    with suppress(SettingsError):
        assert load_protocol(file).step
