"""The practice backend beside a screen: its own thread, its own event loop."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from embedded_backend.app import create_app
from embedded_backend.errors import UNHANDLED, Problem
from embedded_backend.options import BackendOptions

_log = logging.getLogger(__name__)

_Message: TypeAlias = MutableMapping[str, Any]
_Receive: TypeAlias = Callable[[], Awaitable[_Message]]
_Send: TypeAlias = Callable[[_Message], Awaitable[None]]


class BackendThread:
    """Runs the practice backend on a thread of its own; `app` can be called from any event loop.

    `start()` returns at once. The database is created and seeded in the thread; the first request
    waits for it, or await `ready()`. Use as a context manager, or pair `start()` with `stop()`.
    """

    def __init__(self, database: Path | str, *, options: BackendOptions | None = None) -> None:
        self._app = create_app(database, options=options)
        self._thread: threading.Thread | None = None
        self._loop: Future[asyncio.AbstractEventLoop] = Future()
        self._opened: Future[None] = Future()
        self._ending: asyncio.Event | None = None
        self._stopped = False

    def start(self) -> BackendThread:
        """Start the thread. Starting twice is a mistake and raises RuntimeError."""
        if self._thread is not None:
            raise RuntimeError("the practice backend was started already")
        self._thread = threading.Thread(target=self._run, name="practice-backend", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """End the thread and close the database. Requests under way are cancelled; stopping twice is fine."""
        if self._thread is None:
            return
        self._stopped = True
        loop, ending = self._loop.result(), self._ending
        with suppress(RuntimeError):  # its loop is closed already when opening the database failed
            if ending is not None:
                loop.call_soon_threadsafe(ending.set)
        self._thread.join()

    def __enter__(self) -> BackendThread:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def ready(self) -> None:
        """Wait until the database is open and seeded. Raises what went wrong while opening it."""
        await asyncio.shield(asyncio.wrap_future(self._opened))

    async def app(self, scope: MutableMapping[str, Any], receive: _Receive, send: _Send) -> None:
        """The ASGI application. A failure inside is answered as the server's 500."""
        if scope["type"] != "http":
            return
        body = await _read(receive)
        for message in await self._messages(scope, body):
            await send(message)

    async def _messages(self, scope: MutableMapping[str, Any], body: bytes) -> list[_Message]:
        try:
            await self._running()
            return await asyncio.wrap_future(self._submit(_collect(self._app, scope, body)))
        except asyncio.CancelledError:
            caller = asyncio.current_task()
            if caller is None or caller.cancelling():
                raise
        except Exception:
            _log.exception("the practice backend could not answer")
        return await _collect(Problem(500, UNHANDLED).response(), scope, b"")

    def _submit(self, answering: Coroutine[Any, Any, list[_Message]]) -> Future[list[_Message]]:
        try:
            return asyncio.run_coroutine_threadsafe(answering, self._loop.result())
        except RuntimeError:  # the loop ended meanwhile
            answering.close()
            raise

    async def _running(self) -> None:
        if self._thread is None or self._stopped:
            raise RuntimeError("the practice backend is not running")
        await self.ready()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._ending = asyncio.Event()
        self._loop.set_result(asyncio.get_running_loop())
        backend = self._app.state.backend
        try:
            backend.open()
        except Exception as error:
            self._opened.set_exception(error)
            return
        self._opened.set_result(None)
        try:
            await self._ending.wait()
        finally:
            backend.close()


async def _read(receive: _Receive) -> bytes:
    chunks: list[bytes] = []
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        chunks.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(chunks)


async def _collect(
    app: Callable[[MutableMapping[str, Any], _Receive, _Send], Awaitable[None]],
    scope: MutableMapping[str, Any],
    body: bytes,
) -> list[_Message]:
    """Run an ASGI application on a whole body; its messages."""
    messages: list[_Message] = []
    request = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> _Message:
        return next(request, {"type": "http.disconnect"})

    async def send(message: _Message) -> None:
        messages.append(message)

    await app(dict(scope), receive, send)
    return messages
