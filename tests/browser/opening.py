"""A page as a person opens it: from a folder, and with an ear for what it should not do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "phone": {"color_scheme": "light", "viewport": {"width": 360, "height": 740}},
    "zoomed": {"color_scheme": "light", "viewport": {"width": 320, "height": 256}},
}
"""``zoomed`` is a window of 1280 by 1024 pixels at 400 %, for which WCAG asks reflow (1.4.10)."""


@contextmanager
def opened(browser: Browser, path: Path, **look: Any) -> Iterator[Page]:
    """Open a page and, when it is left, see that it asked for nothing and complained of nothing."""
    heard: list[str] = []
    asked: list[str] = []
    context = browser.new_context(**look)
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    page.goto(path.as_uri())
    yield page
    context.close()
    assert heard == []
    assert asked == [path.as_uri()]


def a_staff_page(reports: Path) -> Path:
    """Return the page of the person of whom there is most to say."""
    return max((reports / "staff").glob("*.html"), key=lambda path: path.stat().st_size)
