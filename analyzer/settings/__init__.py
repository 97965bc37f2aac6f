"""analyzer.toml as typed settings; every threshold and constant stands here with its source."""

from analyzer.settings.commented import commented_toml
from analyzer.settings.loading import FILE_NAME, Settings, SettingsError, load_settings
from analyzer.settings.reading import Alerts, Columns, Engine, Intake, Reader, Source, Store
from analyzer.settings.reporting import (
    WEBCAST,
    Arc,
    Coaching,
    Feed,
    Promises,
    Reports,
    Statistics,
    WordOfMouth,
    Worklist,
)
from analyzer.settings.workers import AUTO, Workers, read_workers

__all__ = [
    "AUTO",
    "FILE_NAME",
    "WEBCAST",
    "Alerts",
    "Arc",
    "Coaching",
    "Columns",
    "Engine",
    "Feed",
    "Intake",
    "Promises",
    "Reader",
    "Reports",
    "Settings",
    "SettingsError",
    "Source",
    "Statistics",
    "Store",
    "WordOfMouth",
    "Workers",
    "Worklist",
    "commented_toml",
    "load_settings",
    "read_workers",
]
