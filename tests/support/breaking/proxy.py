"""Stands between a program and PostgreSQL, and cuts the line when COMMIT has just been said.

Nobody can know then whether it was heard: the line ends before the answer.
"""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import suppress
from pathlib import Path
from random import Random

COMMIT = b"COMMIT\x00"
SIZE = 65536
PATIENCE = 10.0


class Proxy:
    """Listens at `port` for as long as its `with` block lasts, and relays to a server's socket.

    While `cuts` is set, the next COMMIT is its last: it is forwarded and done,
    or swallowed, and in either case the line ends before the answer comes.
    """

    def __init__(self, upstream: Path, pick: Random) -> None:
        self._upstream = upstream
        self._pick = pick
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self.port = self._listener.getsockname()[1]
        self.cuts = False
        self.done = 0
        """Commits that were done and never heard of."""
        self.swallowed = 0
        """Commits that never reached the server."""

    def __enter__(self) -> Proxy:
        self._start(self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _start(self, run: object, *args: object) -> None:
        thread = threading.Thread(target=run, args=args)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while not self._closing.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server:
            server.connect(str(self._upstream))
            with suppress(OSError), selectors.DefaultSelector() as ready:
                ready.register(client, selectors.EVENT_READ, server)
                ready.register(server, selectors.EVENT_READ, client)
                while not self._closing.is_set():
                    for key, _ in ready.select(0.05):
                        if not self._relay(key.fileobj, key.data, client):  # type: ignore[arg-type]
                            return

    def _relay(self, source: socket.socket, target: socket.socket, client: socket.socket) -> bool:
        """Pass on what has come; False when the line has ended."""
        said = source.recv(SIZE)
        if not said:
            return False
        if self.cuts and source is client and COMMIT in said:
            self._cut(said, target)
            return False
        target.sendall(said)
        return True

    def _cut(self, said: bytes, server: socket.socket) -> None:
        self.cuts = False
        if self._pick.random() < 0.5:
            self.swallowed += 1
            return
        server.sendall(said)
        server.settimeout(PATIENCE)
        heard = b""
        while COMMIT not in heard:
            heard += server.recv(SIZE)
        self.done += 1
