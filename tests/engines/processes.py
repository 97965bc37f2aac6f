from multiprocessing import active_children
from multiprocessing.context import SpawnProcess
from multiprocessing.process import BaseProcess


def reading_processes() -> list[BaseProcess]:
    """The processes that read notes; a library that other tests use may keep some of its own."""
    return [process for process in active_children() if isinstance(process, SpawnProcess)]
