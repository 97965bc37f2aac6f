from pathlib import Path

import click

from analyzer.privacy.writing import replacing
from analyzer.settings import FILE_NAME, commented_toml


@click.command()
def init() -> None:
    """Write a commented analyzer.toml into this folder.

    Every setting stands there with its default and what it does, for you to change. The other
    commands find the file when they are called in this folder. A file that is there is left as
    it is.

    \b
    Example:
      analyzer init
    """
    path = Path(FILE_NAME)
    if path.exists():
        raise click.ClickException(f"{path} is there already and was left as it is.")
    with replacing(path) as file:
        file.write(commented_toml())
    click.echo(f"Wrote {path}.", err=True)
