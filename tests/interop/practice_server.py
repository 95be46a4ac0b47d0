"""`seatwarden practice serve` as its own process on a free loopback port, with data of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from embedded_backend.seed_people import PRACTICE_PASSWORD, Persona, person
from tests.interop.ports import free_port
from tui.backends import served_practice_database

START_SECONDS = 60


class PracticeServer:
    """A running practice server and the way in. Use as a context manager."""

    email = person(Persona.ADMIN).email
    password = PRACTICE_PASSWORD
    client_id = person(Persona.ADMIN).client_id
    client_secret = person(Persona.ADMIN).api_key

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self.database = served_practice_database(directory)
        self._words = directory / "serve.log"
        self._port = free_port()
        self.url = f"https://127.0.0.1:{self._port}"
        self.ca_bundle = directory / "ca.pem"

    def __enter__(self) -> Self:
        command = (sys.executable, "-m", "tui", "practice", "serve")
        with self._words.open("wb") as words:
            self._process = subprocess.Popen(
                (*command, "--port", str(self._port), "--directory", str(self._directory)),
                env={"PATH": os.environ["PATH"], "HOME": str(self._directory), "LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._listens():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._stop()
                raise AssertionError(f"the practice server did not start: {self._words.read_text()}")
            time.sleep(0.05)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
