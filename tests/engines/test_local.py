import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pytest
from engines.processes import reading_processes
from fake_reader import FakeReader, load_fake_reader, note_batch

from analyzer.engines import local
from analyzer.engines.errors import EngineError
from analyzer.engines.local import (
    NOTES_OF_ONE_PROCESS,
    SECONDS_TO_FIRST_NOTES,
    STARTED_MEANWHILE,
    Pair,
    analyze,
)
from analyzer.language.errors import ModelError
from analyzer.settings import Settings

BATCHES = [
    note_batch(*({"note_id": f"{batch}-{row}", "text": "angry " * row} for row in range(3)))
    for batch in range(9)
]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A note or two are many enough for processes of their own."""
    monkeypatch.setattr(local, "NOTES_OF_ONE_PROCESS", 0)


class Informer(FakeReader):
    """Gives its process, and how many threads it may compute with, as its name."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, f"{os.getpid()} {os.environ.get('OMP_NUM_THREADS')}")


def leave_a_mark(settings: Settings) -> FakeReader:
    """Load in a process that leaves a mark in the folder that the settings name as the model."""
    Path(settings.reader.model, str(os.getpid())).touch()
    return Informer(settings)


def refuse_to_load(settings: Settings) -> FakeReader:
    raise ModelError("No model there.")


def processes(pairs: list[Pair]) -> set[str]:
    return {name.split()[0] for _, results in pairs for name in results["model"].to_pylist()}


def without_model(pairs: list[Pair]) -> list[Pair]:
    return [(notes, results.drop_columns(["model"])) for notes, results in pairs]


def test_processes_are_started_for_many_notes_and_give_what_one_gives_in_the_same_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    size = NOTES_OF_ONE_PROCESS // 4
    batches = [
        note_batch(*({"note_id": f"{batch}-{row}", "text": "angry " * row} for row in range(size)))
        for batch in range(5)
    ]
    here = str(os.getpid())
    few = list(analyze(batches[:4], Settings(), workers=2, load=Informer))
    assert processes(few) == {here}
    alone = list(analyze(batches, Settings(), workers=1, load=Informer))
    assert processes(alone) == {here}
    assert [notes for notes, _ in alone] == batches
    spread = list(analyze(batches, Settings(), workers=2, load=Informer))
    assert here not in processes(spread)
    assert without_model(spread) == without_model(alone)
    assert spread[0][1]["model"][0].as_py().endswith(" 1")  # a thread
    assert "OMP_NUM_THREADS" not in os.environ


@pytest.mark.parametrize("notes", [0, 3, NOTES_OF_ONE_PROCESS + 1])
def test_processes_load_their_readers_while_an_export_is_opened(tmp_path: Path, notes: int) -> None:
    settings = Settings(reader={"model": str(tmp_path)})

    def slowly_opened() -> Iterator[pa.RecordBatch]:
        latest = time.monotonic() + 60
        while len(os.listdir(tmp_path)) < 2 and time.monotonic() < latest:
            time.sleep(0.01)
        if notes:
            yield note_batch(*({"text": "angry"} for _ in range(notes)))

    pairs = list(analyze(slowly_opened(), settings, workers=3, load=leave_a_mark))
    assert sum(results.num_rows for _, results in pairs) == notes
    started = set(os.listdir(tmp_path)) - {str(os.getpid())}
    if notes > NOTES_OF_ONE_PROCESS:
        assert processes(pairs) <= started
        return
    assert len(started) == STARTED_MEANWHILE
    if notes:
        assert processes(pairs) == {str(os.getpid())}
    assert reading_processes() == []


@pytest.mark.usefixtures("many")
def test_only_a_few_batches_are_taken_ahead() -> None:
    taken = 0

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal taken
        for batch in BATCHES * 10:
            taken += 1
            yield batch

    pairs = analyze(batches(), Settings(), workers=2, load=load_fake_reader)
    next(pairs)
    assert taken <= 4
    pairs.close()
    assert taken <= 4


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("workers", [1, 2])
def test_what_loading_raises_arrives_as_it_is(workers: int) -> None:
    with pytest.raises(ModelError, match=r"No model there\."):
        list(analyze(BATCHES, Settings(), workers, load=refuse_to_load))


@pytest.mark.usefixtures("many")
def test_what_loading_raises_while_an_export_is_opened_is_raised_when_it_is() -> None:
    def slowly_opened() -> Iterator[pa.RecordBatch]:
        time.sleep(2 * SECONDS_TO_FIRST_NOTES)
        yield from BATCHES

    with pytest.raises(ModelError, match=r"No model there\."):
        list(analyze(slowly_opened(), Settings(), 2, load=refuse_to_load))
    assert reading_processes() == []


@pytest.mark.parametrize("workers", [1, 2])
def test_no_notes_load_no_reader(workers: int) -> None:
    assert list(analyze([], Settings(), workers, load=refuse_to_load)) == []


# Long enough for a healthy note on a machine with other work, which the limit counts too.
IMPATIENT = Settings(engine={"time_limit_seconds": 3})
POISON = {
    "unreadable": "The note could not be analysed (RuntimeError).",
    "endless": "The note took longer than 3 s; see [engine] time_limit_seconds in analyzer.toml.",
    "fatal": "The note ended the process that read it.",
}


def check_all_but_poison_is_analysed(batches: list[pa.RecordBatch], workers: int) -> None:
    pairs = list(analyze(batches, IMPATIENT, workers, load=load_fake_reader))
    assert [notes for notes, _ in pairs] == batches
    for notes, results in pairs:
        words = [text.split()[0] for text in notes["text"].to_pylist()]
        assert results["error"].to_pylist() == [POISON.get(word) for word in words]
        escalation = [None if word in POISON else 1 for word in words]
        assert results["escalation"].to_pylist() == escalation
        assert results["note_id"] == notes["note_id"]
        assert results["model"].to_pylist() == ["fake@1"] * len(words)
    assert reading_processes() == []


def texts(*words: str) -> pa.RecordBatch:
    return note_batch(*({"text": f"{word} Ana Ruiz"} for word in words))


@pytest.mark.skipif(sys.platform == "win32", reason="no alarm on Windows")
def test_poison_in_this_process_is_rejected_and_the_rest_analysed() -> None:
    batches = [texts("endless", "unreadable"), texts(), texts("unreadable", "unreadable")]
    check_all_but_poison_is_analysed([*batches, texts("angry")], workers=1)


@pytest.mark.usefixtures("many")
def test_poison_in_workers_is_rejected_and_the_rest_analysed() -> None:
    batches = [texts("endless", "angry"), texts(), texts("unreadable", "fatal", "angry")]
    check_all_but_poison_is_analysed([texts("angry"), *batches, texts("angry")], workers=2)


@pytest.mark.usefixtures("many")
def test_a_batch_of_which_every_note_ends_its_process_is_rejected_note_by_note() -> None:
    check_all_but_poison_is_analysed([texts("fatal", "fatal"), texts("angry")], workers=2)


@pytest.mark.usefixtures("many")
def test_a_batch_that_ends_process_after_process_ends_the_run_after_what_came_before_it() -> None:
    pairs = analyze([texts("angry"), texts(*["fatal"] * 8)], Settings(), 2, load=load_fake_reader)
    assert next(pairs)[1]["error"].null_count == 1
    with pytest.raises(EngineError, match=r"^Worker processes ended over 5 different notes, "):
        next(pairs)
    assert reading_processes() == []


@pytest.mark.usefixtures("many")
def test_a_reading_that_ends_early_leaves_no_process_though_a_note_is_endless() -> None:
    batches = [texts("angry"), texts("endless")] * 9
    pairs = analyze(batches, Settings(), 2, load=load_fake_reader)
    next(pairs)
    pairs.close()
    assert reading_processes() == []


def test_few_notes_go_to_workers_where_this_thread_cannot_be_interrupted() -> None:
    def name() -> str:
        [(_, results)] = analyze([note_batch({"text": "angry"})], Settings(), 2, load=Informer)
        return str(results["model"][0])

    assert name().split()[0] == str(os.getpid())
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(name).result().split()[0] != str(os.getpid())


@pytest.mark.skipif(sys.platform == "win32", reason="no process groups")
def test_an_interrupt_ends_all_processes_without_a_word(tmp_path: Path) -> None:
    program = tmp_path / "endless.py"
    program.write_text(
        "import itertools, signal, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parents[1])!r})\n"
        "from fake_reader import load_fake_reader, note_batch\n"
        "from analyzer.engines.local import analyze\n"
        "from analyzer.settings import Settings\n"
        "if __name__ == '__main__':\n"
        # A test run in the background of a shell is deaf to it, and so are its children.
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "    batches = itertools.repeat(note_batch({'text': 'angry'}))\n"
        "    try:\n"
        "        for pair in analyze(batches, Settings(), 2, load=load_fake_reader):\n"
        "            print('going', flush=True)\n"
        "    except KeyboardInterrupt:\n"
        "        print('ended', flush=True)\n"
    )
    running = subprocess.Popen(
        [sys.executable, str(program)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert running.stdout
    assert running.stdout.readline() == "going\n"
    time.sleep(0.2)
    os.killpg(running.pid, signal.SIGINT)
    output, complaints = running.communicate(timeout=60)
    assert output.endswith("ended\n")
    assert complaints == ""
    assert running.returncode == 0
