"""Measures how the time of all reports grows with the number of staff, in every format.

    .venv/bin/python benchmarks/reports.py --folder /tmp/reports

The histories are those of benchmarks/histories.py, of 125, 250 and 500 people with 400 notes each,
so that the largest holds 200,000. `analyzer report` writes each format alone and then all of them,
a member of staff a page where the format has pages. Printed are seconds by the clock and by the
processor, milliseconds of the processor a person, the most memory of a process, and the growth
between the smallest and the largest: 1.0 where time is linear in staff.
"""

from pathlib import Path

import click
from histories import Size, measure, prepare

NOTES_A_PERSON = 400
FORMATS = ("html", "xlsx", "pdf", "md", "json", "html,xlsx,pdf,md,json")


@click.command()
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--staff", "people", multiple=True, type=int, default=(125, 250, 500))
@click.option("--format", "formats", multiple=True, default=FORMATS, show_default=True)
def main(folder: Path, people: tuple[int, ...], formats: tuple[str, ...]) -> None:
    """Fill the histories that are empty, and measure."""
    folder.mkdir(parents=True, exist_ok=True)
    sizes = [Size(staff * NOTES_A_PERSON, staff) for staff in sorted(people)]
    stores = {size: f"sqlite:///{folder}/staff_{size.staff}.sqlite" for size in sizes}
    prepare(stores)
    for wanted in formats:
        a_person = []
        for size, store in stores.items():
            out = folder / f"reports_{size.staff}"
            arguments = ["report", "--out", str(out), "--store", store, "--format", wanted]
            seconds, of_processor, megabytes = measure(arguments)
            a_person.append(1000 * of_processor / size.staff)
            click.echo(
                f"{wanted}, {size.staff} people, {size.notes:,} notes: {seconds:.0f} s, "
                f"{of_processor:.0f} s of the processor, {a_person[-1]:.0f} ms a person, "
                f"at most {megabytes:.0f} MB"
            )
        click.echo(f"{wanted}: {a_person[-1] / a_person[0]:.2f} times the time a person")


if __name__ == "__main__":
    main()
