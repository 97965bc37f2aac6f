"""Figures made into a page: Jinja2 templates with everything escaped, style and script inside."""

import base64
import hashlib
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analyzer.reports.formatting import FILTERS
from analyzer.settings import Settings


def render_page(
    template: str, figures: Any, settings: Settings, *, tables: bool = False, **context: Any
) -> str:
    """Return a page: a template filled with figures.

    ``tables`` says that the page has tables to sort or filter and needs the script that does it.
    """
    html: str = (
        _environment()
        .get_template(template)
        .render(
            figures=figures,
            settings=settings,
            style=_style(template),
            script=_tables_script() if tables else None,
            **context,
        )
    )
    return html


@cache
def _style(template: str) -> Markup:
    """Return the style sheet of all pages, and that of this one where it has its own."""
    sheets = ["style.css", template.replace(".html", ".css")]
    known = set(_environment().list_templates())
    return Markup("\n".join(_source(sheet) for sheet in sheets if sheet in known))


@cache
def _tables_script() -> Markup:
    """Return the script that sorts and filters, with the licence of the library under it."""
    library = "vendor/tablesort"
    return Markup(
        "\n".join(
            [
                f"/*\n{_source(f'{library}/LICENCE')}*/",
                _source(f"{library}/tablesort.min.js"),
                _source(f"{library}/tablesort.number.min.js"),
                _source("tables.js"),
            ]
        )
    )


def _source(name: str) -> str:
    environment = _environment()
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _digest(content: str) -> str:
    """Return the SHA-256 by which a Content-Security-Policy knows a style or script."""
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("analyzer.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS, digest=_digest)
    return environment
