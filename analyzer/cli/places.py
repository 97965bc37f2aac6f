"""What a command may be told: places on this machine, and no password."""

import os
import re
from pathlib import Path
from typing import Any

import click

from analyzer.cli.messages import tell

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def refuse_address(name: str) -> None:
    """Raise BadParameter for the address of something elsewhere.

    Only its beginning is repeated, for what follows may hold a password.
    """
    if scheme := _SCHEME.match(name):
        raise click.BadParameter(
            f"{scheme.group()} begins an address; nothing is fetched or sent, so name a file or "
            "folder on this machine."
        )


class LocalPath(click.Path):
    """A path on this machine, where an address such as s3://notes would else be taken for one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(path_type=Path, **options)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        """Return the path; raises BadParameter for an address."""
        refuse_address(os.fspath(value))
        return super().convert(value, param, ctx)


def warn_of_a_password(
    _context: click.Context, _parameter: click.Parameter, path: Path | None
) -> Any:
    """Warn where others can read the settings file and a password in it."""
    from analyzer.settings import FILE_NAME
    from analyzer.settings.credentials import tells_others_a_password

    file = Path(FILE_NAME) if path is None else path
    if tells_others_a_password(file):
        tell(
            "password_readable",
            f"Other users can read {file}, in which [store] url holds a password; have it "
            f"readable by its owner alone (chmod 600 {file}).",
            level="warning",
            path=str(file),
        )
    return path


def without_a_password(
    _context: click.Context, _parameter: click.Parameter, url: str | None
) -> Any:
    """Refuse a password on the command line, which every user of the machine can see."""
    from analyzer.settings.credentials import holds_password

    if url is not None and holds_password(url):
        raise click.BadParameter(
            "the address holds a password, which other users can see on a command line; set the "
            "environment variable ANALYZER_STORE__URL or [store] url instead, or leave the "
            "password to ~/.pgpass."
        )
    return url
