"""Figures made into a page: Jinja2 templates with everything escaped, one style sheet inside."""

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analyzer.reports.figures import plain
from analyzer.reports.formatting import FILTERS
from analyzer.settings import Settings


@dataclass(frozen=True)
class Page:
    """A page and the same figures as JSON, both ready to be written."""

    html: str
    json: str


def render_page(template: str, figures: Any, settings: Settings, **context: Any) -> Page:
    """Return a template filled with figures, and the figures as JSON."""
    environment = _environment()
    style = _style(template)
    html = environment.get_template(template).render(
        figures=figures, settings=settings, style=style, style_digest=_digest(style), **context
    )
    held = json.dumps(plain(figures), ensure_ascii=False, indent=2, allow_nan=False)
    return Page(html, held + "\n")


@cache
def _style(template: str) -> Markup:
    """Return the style sheet of all pages, and that of this one where it has its own."""
    sheets = ["style.css", template.replace(".html", ".css")]
    known = set(_environment().list_templates())
    return Markup("\n".join(_source(sheet) for sheet in sheets if sheet in known))


def _source(name: str) -> str:
    environment = _environment()
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _digest(content: str) -> str:
    """Return what a Content-Security-Policy calls a style or script by."""
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
    environment.filters.update(FILTERS)
    return environment
