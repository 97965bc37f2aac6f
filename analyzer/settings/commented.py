"""The analyzer.toml that ``analyzer init`` writes.

It is made from the descriptions of the settings, so that a setting, its default and its explanation
exist once.
"""

import json
import textwrap

from analyzer.settings.loading import Settings


def commented_toml() -> str:
    """Return an analyzer.toml with every setting at its default, explained in comments.

    >>> import tomllib
    >>> tomllib.loads(commented_toml())["word_of_mouth"]["people_told"]
    11
    """
    lines = [
        "# Settings of analyzer. Every line shows its default; change what you need.",
    ]
    for name, field in Settings.model_fields.items():
        section = field.default
        lines += ["", *_comment((type(section).__doc__ or "").strip()), f"[{name}]"]
        for key, setting in type(section).model_fields.items():
            lines += _comment(setting.description or "")
            lines.append(f"{key} = {json.dumps(getattr(section, key))}")
    return "\n".join(lines) + "\n"


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(" ".join(text.split()), 96)]
