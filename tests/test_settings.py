import tomllib

import pytest

from analyzer.codebook import AlertKind
from analyzer.settings import Settings, SettingsError, commented_toml, load_settings


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / "analyzer.toml"
        path.write_text(content, encoding="utf-8")
        return path

    return write


def test_the_commented_file_holds_the_defaults(write):
    content = commented_toml()
    assert load_settings(write(content)) == Settings()
    assert set(tomllib.loads(content)) == set(Settings.model_fields)
    settings_lines = [line for line in content.splitlines() if " = " in line and line[0] != "#"]
    assert len(settings_lines) == sum(len(section) for section in Settings().model_dump().values())


def test_without_a_file_the_defaults(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_settings() == Settings()


def test_the_file_of_the_folder_is_found(write, tmp_path, monkeypatch):
    write('[source]\nname = "epic"\n')
    monkeypatch.chdir(tmp_path)
    assert load_settings().source.name == "epic"


def test_an_unknown_setting(write):
    path = write('[intake]\ndate_ordre = "day_first"\n')
    with pytest.raises(SettingsError) as error:
        load_settings(path)
    message = str(error.value)
    assert message.startswith(f"{path}: unknown setting 'intake.date_ordre'. Known here: ")
    assert "date_order" in message.split("Known here:")[1]


def test_an_unknown_section(write):
    with pytest.raises(SettingsError, match=r"unknown setting 'colums'.*columns"):
        load_settings(write('[colums]\ntext = "Note"\n'))


def test_a_bad_value(write):
    path = write('[intake]\ndate_order = "american"\n')
    with pytest.raises(SettingsError) as error:
        load_settings(path)
    assert str(error.value).startswith(
        f"{path}: setting 'intake.date_order' cannot be 'american': Input should be 'auto', "
    )


@pytest.mark.parametrize("content", ["[intake", b"\xff".decode("latin-1") + "= ="])
def test_a_file_that_is_no_toml(write, content):
    with pytest.raises(SettingsError, match=r"analyzer\.toml is not valid TOML"):
        load_settings(write(content))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(SettingsError, match=r"cannot be read: No such file"):
        load_settings(tmp_path / "none.toml")


def test_the_environment_goes_before_the_file(write, monkeypatch):
    path = write('[store]\nurl = "sqlite:///file.sqlite"\nkeep_text = true\n')
    monkeypatch.setenv("ANALYZER_STORE__URL", "sqlite:///environment.sqlite")
    store = load_settings(path).store
    assert store.url == "sqlite:///environment.sqlite"
    assert store.keep_text is True


def test_every_alert_has_a_desk():
    alerts = Settings().alerts
    assert all(alerts.route(kind) for kind in AlertKind)


def test_the_fingerprint_changes_only_with_what_is_read():
    plain = Settings().fingerprint()
    assert Settings(store={"url": "sqlite://"}).fingerprint() == plain
    assert Settings(reader={"model": "another"}).fingerprint() != plain


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ANALYZER_STORE", "foo", "begins with ANALYZER_ names a whole section"),
        ("ANALYZER_ENGINE__WORKERS", "-1", "Environment variable ANALYZER_ENGINE__WORKERS: "),
    ],
)
def test_an_environment_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=sentence):
        load_settings()
