from pathlib import Path

import pytest

from analyzer.settings import AUTO, SettingsError, load_settings, read_workers


@pytest.mark.parametrize("value", [1, 64, "1", "12"])
def test_a_number_of_processes_is_taken(value: int | str) -> None:
    assert read_workers(value) == int(value)


@pytest.mark.parametrize(
    "value", [0, "0", -1, "-1", "two", "", 1.5, "1.5", True, None, "AUTO", "²"]
)
def test_anything_else_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r'1 or more, or "auto"'):
        read_workers(value)


def test_the_setting_is_auto_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "analyzer.toml"
    for line, workers in (("", AUTO), ('workers = "auto"', AUTO), ("workers = 3", 3)):
        file.write_text(f"[engine]\n{line}\n")
        assert load_settings(file).engine.workers == workers


def test_what_the_file_should_say_is_told(tmp_path: Path) -> None:
    file = tmp_path / "analyzer.toml"
    file.write_text("[engine]\nworkers = 0\n")
    with pytest.raises(SettingsError, match=r"'engine\.workers' cannot be 0: Give a number of"):
        load_settings(file)
