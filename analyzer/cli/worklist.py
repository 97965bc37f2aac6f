import sys
from datetime import date, datetime
from pathlib import Path

import click

from analyzer.cli import parameters
from analyzer.cli.console import open_console
from analyzer.cli.places import LocalPath
from analyzer.cli.reporting import day
from analyzer.cli.worklist_editing import close_case, print_outcome, take_sheet
from analyzer.cli.worklist_page import print_worklist
from analyzer.codebook import CaseResult
from analyzer.privacy.writing import replacing
from analyzer.reports.days import last_day
from analyzer.reports.work import work_of
from analyzer.reports.worklist_files import FORMATS, Worklist, write_csv, write_json
from analyzer.settings import load_settings
from analyzer.store.audit import login_name

_DONE, _REFUSED = 0, 1

_by = click.option(
    "--by", metavar="NAME", help="Who did it, for the record. [default: the login name]"
)


@click.group(invoke_without_command=True)
@click.pass_context
@parameters.store
@parameters.config
@parameters.as_of
@click.option("--json", "as_json", is_flag=True, help="The whole list as one JSON object.")
@click.option("--csv", "as_csv", is_flag=True, help="The whole list as CSV.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=LocalPath(dir_okay=False),
    callback=parameters.in_a_folder,
    help="Write the whole list to a file to fill in: .xlsx or .csv.",
)
def worklist(
    context: click.Context,
    url: str | None,
    config: Path | None,
    as_of: datetime | None,
    as_json: bool,
    as_csv: bool,
    output: Path | None,
) -> None:
    """Show whom to call back first, and why; take over what people wrote; close a case.

    A row is a case: the notes of one case number, else of one patient. Its place on the list:

    \b
    1. safety   signs of harm, then mere mentions of self-harm. A person reads the
                note first; nobody calls back before that.
    2. desk     legal, formal complaint, privacy, reputation, or not coming back.
    3. promise  calls back past their time: broken, then with no note of a call.
    4. unhappy  the latest contact ended negative and not settled.
    5. repeat   asked again about a matter that is still not settled.

    Within a place: the highest escalation, then the worst end, then the longest wait. A call back
    that was made, even late, or a later contact that was settled and ended well takes a case off
    places 3 to 5. Alerts stay until a person closes the case. A closed case comes back where a
    later contact needs a person. Cases of places 3 to 5 without a contact, or a call back due, for
    30 days (the setting worklist.days) are left out and counted, unless somebody has begun with
    them. The list looks back on the months of the setting reports.months.

    This is not a safety alarm: it is made from notes, hours after they were written, and live
    procedures apply. It reads documentation; a call may have been made and not written down.

    The file of -o has five columns to fill in (owner, status, attempts, result, closed); import
    takes it back. It shows patients' numbers, so its owner alone may read it.

    \b
    Examples:
      analyzer worklist
      analyzer worklist --as-of 2026-03-31 -o worklist.xlsx
      analyzer worklist --json
    """
    if context.invoked_subcommand is not None:
        _refuse_options(context)
        return
    if sum((as_json, as_csv, output is not None)) > 1:
        raise click.UsageError("Give one of --json, --csv and -o.")
    if output is not None and output.suffix.casefold() not in FORMATS:
        raise click.BadParameter("the file must end in .xlsx or .csv.", param_hint="-o")
    settings = load_settings(config)
    with parameters.opened(url, settings) as store:
        work = work_of(store, settings, last_day(store, day(as_of), date.today()))
    shown = Worklist(work.listed.rows, work.known_until, work.listed.left_out)
    if output is not None:
        with replacing(output, "wb") as file:
            FORMATS[output.suffix.casefold()](shown, file)
        click.echo(output)
    elif as_json or as_csv:
        (write_json if as_json else write_csv)(shown, sys.stdout.buffer)
        sys.stdout.buffer.flush()  # here a full disk can still be told in a sentence
    else:
        print_worklist(open_console(), shown, settings.worklist.days)


def _refuse_options(context: click.Context) -> None:
    """Refuse options before the name of a command, where they would change nothing."""
    if any(context.params.values()):
        name = context.invoked_subcommand
        raise click.UsageError(f"Write the options after the command: analyzer worklist {name} ...")


@worklist.command("import", short_help="Take over what people wrote into a worklist file.")
@click.argument("file", metavar="FILE", type=LocalPath(dir_okay=False))
@parameters.store
@parameters.config
@_by
def import_(file: Path, url: str | None, config: Path | None, by: str | None) -> None:
    """Take over what people wrote into the five columns of a worklist file.

    FILE is what worklist -o wrote, filled in, as Excel saved it: .xlsx, or .csv with any separator.
    Rows may be sorted or deleted, and columns moved or deleted, but for Source, Case, Listed and
    the five. Rows that nobody changed change nothing. Where a value cannot be used, the row and
    column are told and nothing is taken.

    A case that somebody else has changed since the list was made is not overwritten: both versions
    are shown, the other cases are taken, and the exit status is 1. Closed without a date means
    closed today.

    \b
    Examples:
      analyzer worklist import worklist.xlsx
      analyzer worklist import worklist.csv --by "Ana Ruiz"
    """
    settings = load_settings(config)
    with parameters.opened(url, settings) as store:
        outcome = take_sheet(store, file, settings, by or login_name(), date.today())
    print_outcome(outcome)
    raise click.exceptions.Exit(_REFUSED if outcome.conflicts else _DONE)


@worklist.command()
@click.argument("case", metavar="CASE")
@click.option(
    "--result",
    required=True,
    type=click.Choice([str(result) for result in CaseResult]),
    help="What came of it.",
)
@click.option("--owner", metavar="NAME", help="Who took care of it. [default: as it stands]")
@click.option("--source", metavar="NAME", help="The system, where several have such a case.")
@parameters.store
@parameters.config
@_by
def close(
    case: str,
    result: str,
    owner: str | None,
    source: str | None,
    url: str | None,
    config: Path | None,
    by: str | None,
) -> None:
    """Close one case, today.

    CASE is the case number or the patient's number as the list shows it. It comes back to the list
    where a later contact needs a person. misread says that the notes were read wrongly, which
    counts in the agreement with reviewers.

    \b
    Examples:
      analyzer worklist close C1042 --result settled --owner "Ana Ruiz"
      analyzer worklist close P0031 --result misread
    """
    settings = load_settings(config)
    with parameters.opened(url, settings) as store:
        outcome = close_case(
            store, case, source, CaseResult(result), owner, by or login_name(), date.today()
        )
    print_outcome(outcome)
    raise click.exceptions.Exit(_REFUSED if outcome.conflicts else _DONE)
