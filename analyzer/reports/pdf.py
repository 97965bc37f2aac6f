"""Pages as PDF, made from their HTML by WeasyPrint (extra ``pdf``): tagged, and of fixed bytes."""

import logging
from functools import cache
from typing import Any


class PDFError(RuntimeError):
    """PDF cannot be made on this machine; the message is one sentence for the user."""


def need_pdf() -> None:
    """Raise PDFError, which says what to install, where PDF cannot be made on this machine."""
    _weasyprint()


def pdf(html: str) -> bytes:
    """Return a page as a PDF for paper, tagged for screen readers (PDF/UA-1).

    Nothing is fetched, neither from a network nor from a file: a page holds all that it shows. The
    same page gives the same bytes with the same WeasyPrint and fonts. Raises PDFError where PDF
    cannot be made on this machine.
    """
    weasyprint = _weasyprint()
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    page = weasyprint.HTML(string=html, url_fetcher=nothing)
    written: bytes = page.write_pdf(font_config=_fonts(), pdf_variant="pdf/ua-1")
    return written


@cache
def _weasyprint() -> Any:
    try:
        import weasyprint
    except ImportError:
        raise PDFError(
            "PDF needs the program WeasyPrint; install it with: "
            "pip install 'interaction-note-analyzer[pdf]'"
        ) from None
    except OSError:  # it is there, but not the library under it
        raise PDFError(
            "PDF needs the library Pango; install it (on Debian and Ubuntu: "
            "apt install libpangoft2-1.0-0), or leave out the format pdf."
        ) from None
    # It warns of links to the pages beside, which a PDF has not, and of styles for screens.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    return weasyprint


@cache
def _fonts() -> Any:
    """Return what WeasyPrint knows of fonts, found once for all pages."""
    _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()
