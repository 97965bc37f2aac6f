"""An address with a password, wherever it stands in the settings, is never told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.settings import SettingsError, load_settings

WITH_A_PASSWORD = "postgresql+psycopg://analyzer:secret@db.example.org/quality"


@pytest.mark.parametrize(
    "write",
    [
        lambda url: f'store = "{url}"\n',
        lambda url: f'[store]\nurl = ["{url}"]\n',
        lambda url: f'[store]\nurl = {{ address = "{url}" }}\n',
        lambda url: f'[store]\nwait_seconds = "{url}"\n',
        lambda url: f'[store]\naddress = "{url}"\n',
        lambda url: f'database = "{url}"\n',
        lambda url: f"[store]\nurl = {url}\n",
        lambda url: f'[store]\nurl = "{url}\n',
        lambda url: f'[store]\nurl = "\\{url}"\n',
    ],
)
def test_a_misplaced_address_is_not_repeated(tmp_path: Path, write: Callable[[str], str]) -> None:
    file = tmp_path / "analyzer.toml"
    file.write_text(write(WITH_A_PASSWORD))
    with pytest.raises(SettingsError) as raised:
        load_settings(file)
    assert "secret" not in str(raised.value)
    assert str(file) in str(raised.value)


@pytest.mark.parametrize("form", ["{}", '"{}"', '["{}"]', '{{"url": ["{}"]}}'])
def test_a_misplaced_variable_is_not_repeated(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setenv("ANALYZER_STORE", form.format(WITH_A_PASSWORD))
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert "secret" not in str(raised.value)


def test_settings_that_are_printed_show_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYZER_STORE__URL", WITH_A_PASSWORD)
    settings = load_settings()
    assert settings.store.url == WITH_A_PASSWORD
    for shown in (repr(settings), str(settings), f"{settings.store}"):
        assert "secret" not in shown
