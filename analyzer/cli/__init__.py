"""The commands, one a file; each is imported only when it is called."""

import errno
import signal
import sys
import threading
from importlib import import_module
from typing import Any

import click

from analyzer import __version__
from analyzer.cli.failing import of_system, unexpected
from analyzer.cli.messages import as_json, tell
from analyzer.privacy.printable import printable, printable_lines
from analyzer.privacy.silence import forbid_core_dumps, silent_libraries

SUMMARIES = {
    "run": "Analyse what is new in an export, keep the history and write the reports.",
    "analyze": "Analyse an export and write one record a note, without a store.",
    "inspect": "Show how an export is understood, what would be rejected and why.",
    "report": "Write the reports again from the history, of any days and people.",
    "risk": "Estimate how far the stories of unhappy patients travel, from the history.",
    "worklist": "Show whom to call back first, and why; take over what people wrote; close a case.",
    "runs": "List what changed the history: who, when, from which files.",
    "purge": "Remove what is older than a day from the history, for good.",
    "store": "Copy a history into another database.",
    "check": "Check one note: what it shows, what is missing, what to do next.",
    "evaluate": "Score analyses, or redaction, against annotated notes.",
    "redact": "Write the notes of an export with the identifiers in them replaced.",
    "train": "Train a model from annotated notes.",
    "init": "Write a commented analyzer.toml into this folder.",
}
"""The first line of each command's help, here so that listing them imports none of them."""


class _Commands(click.Group):
    """Imports a command by its name, and ends every error in one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in SUMMARIES:
            return None
        command: click.Command = getattr(import_module(f"analyzer.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))

    @silent_libraries()
    def invoke(self, ctx: click.Context) -> Any:
        _end_in_order()
        forbid_core_dumps()
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            error.message = printable_lines(error.message)  # type: ignore[misc]
            raise
        except (click.exceptions.Exit, click.Abort):
            raise
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of a pipe has seen enough
                raise
            raise _ended(ctx, of_system(error)) from None
        except Exception as error:
            # The errors that this program defines carry a sentence for the user.
            ours = type(error).__module__.startswith("analyzer.")
            raise _ended(ctx, str(error) if ours else unexpected(error)) from None


def _ended(context: click.Context, sentence: str) -> Exception:
    """Return what ends the program with status 1 once the sentence is told."""
    if not as_json(context):
        return click.ClickException(printable(sentence))
    tell("failed", sentence, level="error")
    return click.exceptions.Exit(1)


def _end_in_order() -> None:
    """Have a request of the system to end clean up what lies in temporary folders."""
    for name in ("SIGTERM", "SIGHUP"):
        if threading.current_thread() is threading.main_thread() and hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, _frame: sys.exit(128 + number))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="analyzer")
def main() -> None:
    """Read patient interaction notes: how people felt, what escalated, what staff wrote they did.

    Everything happens on this machine, or with --engine spark on the cluster that you configured;
    nothing is sent anywhere else. Messages go to standard error, data to standard output. Exit
    status: 0 done, 1 failed, 2 wrong usage, 4 done but rows were rejected and --strict was given.

    \b
    Examples:
      analyzer check "Pt upset about the wait. Apologised, booked her for 3 pm."
      analyzer run export.csv --out reports
    """
