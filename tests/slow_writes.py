"""A layer in front of the real practice backend that leaves changes of clients waiting until it is told."""

from __future__ import annotations

import asyncio
import threading
from pathlib import PurePosixPath

from tests.hostile.fault_injector import App, Message, Receive, Send

_LOOK_SECONDS = 0.02


class SlowWrites:
    """`arrived` is set once a change is waiting; after `go.set()` it is carried out and answered."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.arrived = threading.Event()
        self.go = threading.Event()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        path = PurePosixPath(str(scope.get("path", "")))
        if scope.get("method") == "PUT" and "clients" in path.parts:
            self.arrived.set()
            while not self.go.is_set():  # noqa: ASYNC110 - it is set from another thread
                await asyncio.sleep(_LOOK_SECONDS)
        await self._app(scope, receive, send)
