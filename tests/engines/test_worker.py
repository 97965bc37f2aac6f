import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest
from engines.processes import reading_processes
from fake_reader import FakeReader, load_fake_reader, note_batch

from analyzer.engines.batch import analyze_batch
from analyzer.engines.errors import EngineError
from analyzer.engines.worker import BLAMED_NOTES, FAILED_STARTS, Worker, WorkerEnded
from analyzer.schema import Analysis
from analyzer.settings import Settings

REMEDY = (
    r"free memory, or run again with fewer workers \(--workers, or \[engine\] workers in "
    r"analyzer\.toml\)\."
)
ANGRY = note_batch({"text": "angry"}, {"text": "My lawyer"})


@contextmanager
def worker(
    load: Callable[[Settings], FakeReader] = load_fake_reader, settings: Settings | None = None
) -> Iterator[Worker]:
    started = Worker(settings or Settings(), load)
    try:
        yield started
    finally:
        started.end()


def load_slowly(settings: Settings) -> FakeReader:
    time.sleep(1.5 * settings.engine.time_limit_seconds)
    return FakeReader(settings)


def die_loading(settings: Settings) -> FakeReader:
    """End the process, and leave a mark in the folder that the settings name as the model."""
    Path(settings.reader.model, str(os.getpid())).touch()
    os._exit(9)


def die_loading_the_first_time(settings: Settings) -> FakeReader:
    if not os.listdir(settings.reader.model):
        die_loading(settings)
    return FakeReader(settings)


class DiesOnce(FakeReader):
    """Ends a process over whatever it is given, but not the next; marks are in the model's folder.

    A mark is named after the first note and how many are with it.
    """

    def read(self, texts: Sequence[str], note_ids: Sequence[str]) -> list[Analysis]:
        mark = Path(self.settings.reader.model, f"{note_ids[0]} {len(texts)}")
        if note_ids != ["trial"] and not mark.exists():
            mark.touch()
            os._exit(9)
        return super().read(texts, note_ids)


class ShortOfMemory(FakeReader):
    """Ends its process over every note, once the reader is loaded."""

    def read(self, texts: Sequence[str], note_ids: Sequence[str]) -> list[Analysis]:
        if note_ids != ["trial"]:
            os._exit(9)
        return super().read(texts, note_ids)


def test_a_worker_gives_what_this_process_gives() -> None:
    with worker() as one:
        assert one.analyze(ANGRY) == analyze_batch(ANGRY, reader=FakeReader(Settings()))


def test_loading_the_reader_does_not_count_as_time_of_a_note() -> None:
    with worker(load_slowly, Settings(engine={"time_limit_seconds": 3})) as one:
        assert one.analyze(ANGRY)["error"].null_count == 2


def test_processes_that_end_while_loading_end_in_one_sentence(tmp_path: Path) -> None:
    with (
        worker(die_loading, Settings(reader={"model": str(tmp_path)})) as one,
        pytest.raises(EngineError, match=rf"^A worker process ended .*; {REMEDY}$"),
    ):
        one.analyze(ANGRY)
    assert len(list(tmp_path.iterdir())) == FAILED_STARTS


def test_a_process_that_ends_while_loading_once_costs_no_note(tmp_path: Path) -> None:
    settings = Settings(reader={"model": str(tmp_path)})
    with worker(die_loading_the_first_time, settings) as one:
        assert one.analyze(ANGRY)["error"].null_count == 2


def test_a_process_that_ends_between_two_batches_costs_no_note() -> None:
    alone = note_batch({"text": "angry"})
    with worker() as one:
        one.analyze(alone)
        [process] = reading_processes()
        process.kill()
        process.join()
        assert one.analyze(alone)["error"].null_count == 1


def test_no_note_is_blamed_for_one_process(tmp_path: Path) -> None:
    with worker(DiesOnce, Settings(reader={"model": str(tmp_path)})) as one:
        assert one.analyze(ANGRY)["error"].null_count == 2
    assert {path.name for path in tmp_path.iterdir()} == {"n1 2", "n1 1", "n2 1"}


@pytest.mark.parametrize("fatal", [{0}, {30, 31}, {0, 1, 16, 31}])
def test_what_ends_its_process_again_is_rejected_alone(fatal: set[int]) -> None:
    assert len(fatal) < BLAMED_NOTES
    texts = [{"text": "fatal" if place in fatal else "angry"} for place in range(32)]
    with worker() as one:
        errors = one.analyze(note_batch(*texts))["error"].to_pylist()
    assert {place for place, error in enumerate(errors) if error is not None} == fatal


def test_notes_that_end_their_process_are_rejected_in_one_batch_after_another() -> None:
    batch = note_batch({"text": "fatal"}, {"text": "angry"})
    with worker() as one:
        for _ in range(BLAMED_NOTES):
            assert one.analyze(batch)["error"].null_count == 1


@pytest.mark.parametrize("size", [1, 2, 32])
def test_a_machine_that_ends_processes_over_every_note_ends_the_run(size: int) -> None:
    batch = note_batch(*[{"text": "angry"}] * size)
    with worker(ShortOfMemory) as one:
        for _ in range((BLAMED_NOTES - 1) // size):
            assert one.analyze(batch)["error"].null_count == 0
        with pytest.raises(EngineError, match=rf"^Worker processes ended over .*; {REMEDY}$"):
            one.analyze(batch)


def test_a_worker_that_was_ended_reads_no_more() -> None:
    with worker() as one:
        one.analyze(ANGRY)
    with pytest.raises(WorkerEnded):
        one.analyze(ANGRY)


def test_a_worker_can_be_ended_in_the_middle_of_a_note() -> None:
    with worker() as one:
        one.analyze(ANGRY)
        Timer(0.1, one.end).start()
        with pytest.raises(WorkerEnded):
            one.analyze(note_batch({"text": "endless"}))


@pytest.mark.skipif(sys.platform == "win32", reason="the pipe's lines end otherwise")
def test_a_process_ends_with_the_one_that_started_it_though_its_note_is_endless(
    tmp_path: Path,
) -> None:
    program = tmp_path / "killed.py"
    program.write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parents[1])!r})\n"
        "from fake_reader import FakeReader, note_batch\n"
        "from analyzer.engines.worker import Worker\n"
        "from analyzer.settings import Settings\n"
        "class Speaker(FakeReader):\n"
        "    def read(self, texts, note_ids):\n"
        "        print(note_ids, flush=True)\n"
        "        return super().read(texts, note_ids)\n"
        "if __name__ == '__main__':\n"
        "    Worker(Settings(), Speaker).analyze(note_batch({'text': 'endless'}))\n"
    )
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stdout.readline() == b"['trial']\n"
        assert running.stdout.readline() == b"['n1']\n"
        running.kill()
        # The pipe ends when the last process that could write to it has ended.
        assert running.stdout.read() == b""
