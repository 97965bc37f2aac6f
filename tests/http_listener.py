"""A server on loopback that nobody should ask anything: it answers all, and remembers what."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple


class Listener(NamedTuple):
    """Where the server listens, and the paths that it was asked for so far."""

    port: int
    asked: list[str]

    def address(self, name: str) -> str:
        """The address of something that the server would give."""
        return f"http://127.0.0.1:{self.port}/{name}"


@contextmanager
def listening() -> Iterator[Listener]:
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"note_id,text\n1,hello\n")

        do_HEAD = do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Keep standard error for the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Listener(server.server_port, asked)
        finally:
            server.shutdown()
            thread.join()
