import json
from pathlib import Path

import pytest
from cli.conftest import Invoke
from http_listener import Listener

WITH_A_PASSWORD = "postgresql+psycopg://analyzer:secret@127.0.0.1:1/quality"

COMMANDS: dict[str, tuple[str, ...]] = {
    "an export to analyse": ("analyze", "{}", "-o", "analyses.jsonl"),
    "an export to keep": ("run", "{}"),
    "an export to inspect": ("inspect", "{}"),
    "the settings": ("run", "export.csv", "--config", "{}"),
    "the reports": ("run", "export.csv", "--out", "{}"),
    "the analyses": ("analyze", "export.csv", "-o", "{}"),
    "a model": ("analyze", "export.csv", "-o", "analyses.jsonl", "--model", "{}"),
    "a note": ("check", "--file", "{}"),
    "a worklist": ("worklist", "-o", "{}"),
    "a filled worklist": ("worklist", "import", "{}"),
    "annotated notes": ("evaluate", "{}"),
    "a corpus": ("train", "{}", "--out", "model"),
}


@pytest.mark.parametrize("what", COMMANDS)
def test_an_address_is_refused_where_a_path_belongs(
    invoke: Invoke, folder: Path, listener: Listener, what: str
) -> None:
    for scheme in ("http", "s3", "gs", "hdfs", "file", "ftp"):
        address = f"{scheme}://analyzer:secret@127.0.0.1:{listener.port}/notes.csv"
        result = invoke(*(part.format(address) for part in COMMANDS[what]))
        assert result.exit_code == 2
        assert f"{scheme}:// begins an address; nothing is fetched or sent" in flat(result.stderr)
        assert "secret" not in result.output
    assert listener.asked == []
    assert [path.name for path in folder.iterdir()] == ["export.csv"]


def flat(told: str) -> str:
    return " ".join(told.split())


def test_an_address_among_the_settings_is_not_fetched(
    invoke: Invoke, folder: Path, listener: Listener
) -> None:
    address = f"http://127.0.0.1:{listener.port}/protocol.toml"
    for section, key in (("coaching", "protocol"), ("reader", "model")):
        (folder / "analyzer.toml").write_text(f'[{section}]\n{key} = "{address}"\n')
        result = invoke("run", "export.csv")
        assert result.exit_code == 1
    assert listener.asked == []


STORE_COMMANDS = {
    "run": ("run", "export.csv", "--store"),
    "report": ("report", "--store"),
    "risk": ("risk", "--store"),
    "worklist": ("worklist", "--store"),
    "worklist import": ("worklist", "import", "export.csv", "--store"),
    "worklist close": ("worklist", "close", "P1", "--result", "settled", "--store"),
    "runs": ("runs", "--store"),
    "purge": ("purge", "--before", "2020-01-01", "--store"),
    "store copy from": ("store", "copy", "sqlite:///a.sqlite"),
}


@pytest.mark.parametrize("what", STORE_COMMANDS)
def test_a_password_is_refused_on_the_command_line(invoke: Invoke, what: str) -> None:
    result = invoke(*STORE_COMMANDS[what], WITH_A_PASSWORD)
    assert result.exit_code == 2
    assert "set the environment variable ANALYZER_STORE__URL or [store] url" in flat(result.stderr)
    assert "secret" not in result.output


def test_a_password_is_refused_as_the_first_of_two_addresses(invoke: Invoke) -> None:
    result = invoke("store", "copy", WITH_A_PASSWORD, "sqlite:///a.sqlite")
    assert result.exit_code == 2
    assert "secret" not in result.output


def test_no_help_shows_the_address_of_the_store(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANALYZER_STORE__URL", WITH_A_PASSWORD)
    for command in ("run", "report", "risk", "worklist", "runs", "purge", "init"):
        result = invoke(command, "--help")
        assert result.exit_code == 0
        assert "secret" not in result.output


def test_a_password_that_others_can_read_is_warned_of(invoke: Invoke, folder: Path) -> None:
    settings = folder / "analyzer.toml"
    settings.write_text(f'[store]\nurl = "{WITH_A_PASSWORD}"\n')
    settings.chmod(0o644)
    result = invoke("runs")
    assert "Other users can read analyzer.toml, in which [store] url" in flat(result.stderr)
    assert "(chmod 600 analyzer.toml)" in flat(result.stderr)
    told = invoke("run", "export.csv", "--log-json", "--config", str(settings)).stderr.splitlines()
    warning, failed = map(json.loads, told)
    assert (warning["event"], warning["level"]) == ("password_readable", "warning")
    assert warning["path"] == str(settings)
    assert failed["event"] == "failed"
    settings.chmod(0o600)
    assert "Other users" not in invoke("runs").stderr
    assert not any("secret" in line for line in [*told, result.output])
