"""Sending: one HTTP client per server, and the only module that imports the HTTP library.

None of the library's types leaves this module, neither as values nor hidden in an exception's
context, because its exceptions hold the request with its token.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import random
import ssl
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import nullcontext
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any, cast

from backend_client.api.body import ACCEPTED, UnusableBody, read_body
from backend_client.api.call import Answer, Call, Host
from backend_client.api.device import CLIENT_VERSION, Device, headers_for
from backend_client.api.failures import Failed, is_certificate_failure, reach_failure, unreachable_reason
from backend_client.api.handshakes import close_cancelled_handshakes
from backend_client.api.lanes import Lane, lane_of
from backend_client.api.lean_import import without
from backend_client.api.pace import Closed, Pace
from backend_client.api.priority import in_background
from backend_client.api.quiet_logs import quieten_http_library
from backend_client.api.retry import (
    DEFAULT_POLICY,
    PASSING_STATUSES,
    Failure,
    Outcome,
    RetryPolicy,
    retry_after_of,
    wait_before_retry,
)
from backend_client.api.servers import Server
from backend_client.api.timeouts import DEFAULT_TIMEOUTS, SHORTEST_TRY, Timeouts
from backend_client.api.trust_store import add_bundle, system_trust
from backend_client.api.unasked import hang_up_on_unasked
from backend_client.api.waits import Waits
from backend_client.api.whole_answer import is_cut_off, is_page
from backend_client.errors import (
    BadAnswer,
    CertificateError,
    RateLimited,
    RedirectRefused,
    ServerTimeout,
    ServerUnreachable,
    UnreachableReason,
)
from backend_client.private_files import UntrustedFile
from backend_client.reasons import WaitReason
from backend_client.secret import Secret

with without("click"):  # beside click it would load its own command line, and Rich with it: 40 ms
    import httpx

LARGEST_ANSWER = 64 * 1024 * 1024
"""Bytes of one answer after decompression."""

_BULK = 4  # 40 000 items of 6 kB each
_CONNECTIONS = 10
_BACKGROUND_CONNECTIONS = 6
_IDLE_SECONDS = 20.0
_RESETS = (httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.RemoteProtocolError)
_NOT_SENDABLE = "request not sendable"
_KEPT_HEADERS = ("content-type", "retry-after", "www-authenticate", "date")

_log = logging.getLogger("seatwarden.api")
_jitter = random.SystemRandom()

AsgiApp = Callable[
    [
        MutableMapping[str, Any],
        Callable[[], Awaitable[MutableMapping[str, Any]]],
        Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ],
    Awaitable[None],
]


class Transport:
    """Sends calls to one server. Create and use it inside one event loop; close it with `aclose`.

    `ca_bundle` (PEM) adds authorities to the system's. `asgi_app` replaces the network by an
    application in this process. Proxies come from the environment,
    but never for a server on this machine. No cookies are kept. Redirects are refused.
    """

    def __init__(
        self,
        server: Server,
        *,
        device: Device,
        ca_bundle: Path | None = None,
        asgi_app: AsgiApp | None = None,
        pace: Pace | None = None,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        retries: RetryPolicy = DEFAULT_POLICY,
        client_version: str = CLIENT_VERSION,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.server = server
        self.device = device
        self._ca_bundle = ca_bundle
        self._asgi_app = asgi_app
        self.pace = pace or (Pace.off() if server.practice else Pace())
        self.waits = Waits()
        self._timeouts = timeouts
        self._retries = retries
        self._headers = {**headers_for(device, client_version), "Accept-Encoding": ACCEPTED}
        self._lanes = asyncio.Semaphore(_CONNECTIONS)
        self._background_lanes = asyncio.Semaphore(_BACKGROUND_CONNECTIONS)
        self._opening = asyncio.Lock()
        self._client: httpx.AsyncClient | None = None
        self._closed = False
        self._clock = clock
        self._sleep = sleep
        quieten_http_library()

    async def aclose(self) -> None:
        """Close the connections. The transport cannot be used afterwards."""
        self._closed = True
        self.pace.close()
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def send(self, call: Call, *, bearer: Secret | None = None) -> Answer:
        """Send `call` and return the answer, whatever its status (but redirects).

        Reads are repeated after passing failures, see `retry.py`; their deadline holds over all tries, and
        over the last byte. Raises ServerUnreachable, ServerTimeout, CertificateError, RedirectRefused,
        BadAnswer (too large or cut off), and RateLimited where patience ends before anything was sent.
        """
        lane = lane_of(call)
        started, attempt, elapsed, answered = None, 0, 0.0, 0.0
        while True:
            attempt += 1
            await self._turn(call, lane)
            started = self._clock() if started is None else started
            result = await self._attempt(call, bearer, elapsed, elapsed - answered)
            outcome = self._outcome(result)
            if outcome.status == 429:
                await self.pace.refused(lane, outcome.retry_after)
            elapsed = self._clock() - started
            answered = elapsed if isinstance(result, Answer) else answered
            wait = wait_before_retry(
                call.method,
                outcome,
                attempt=attempt,
                elapsed=elapsed,
                jitter=_jitter.random(),
                policy=self._retries,
            )
            if wait is None or elapsed + self.pace.forecast(lane, 1) >= self._retries.deadline:
                break
            reason = WaitReason.UNREACHABLE if outcome.failure is not None else WaitReason.BUSY
            with self.waits.waiting(reason, wait, already=elapsed):
                await self._sleep(wait)
        if isinstance(result, Answer):
            return result
        raise result.error

    async def _turn(self, call: Call, lane: Lane) -> None:
        try:
            with self.waits.waiting(WaitReason.LIMIT, self.pace.forecast(lane, 1)):
                await self.pace.wait(lane)
        except Closed as closed:
            raise RateLimited(endpoint=call.endpoint, retry_after=closed.seconds) from None

    def _outcome(self, result: Answer | Failed) -> Outcome:
        if isinstance(result, Failed):
            return Outcome(failure=result.failure)
        retry_after = None
        if result.status in PASSING_STATUSES:
            retry_after = retry_after_of(result.headers)
        elif result.status < 400 and (is_page(result) or is_cut_off(result)):
            return Outcome(failure=Failure.BROKEN)
        return Outcome(status=result.status, retry_after=retry_after)

    async def _attempt(
        self, call: Call, bearer: Secret | None, elapsed: float, silent: float
    ) -> Answer | Failed:
        """One try, `elapsed` seconds after the first, the server silent for the last of them; logged with the
        path template, never with values."""
        began = self._clock()
        most = self._timeouts.all_tries(call, self._retries.deadline)
        result: Answer | Failed
        async with self._background_lanes if in_background() else nullcontext(), self._lanes:
            with self.waits.answering(silent) if call.reads else nullcontext():
                try:
                    async with asyncio.timeout(max(SHORTEST_TRY, most - elapsed) if elapsed else most):
                        result = await self._exchange(call, bearer)
                except TimeoutError:
                    late = ServerTimeout(host=self.server.host, seconds=most)
                    result = Failed(late, Failure.TIMEOUT)
        milliseconds = (self._clock() - began) * 1000
        shown = result.status if isinstance(result, Answer) else type(result.error).__name__
        _log.info("%s %s %s %.0f ms", call.method, call.template, shown, milliseconds)
        return result

    async def _exchange(self, call: Call, bearer: Secret | None) -> Answer | Failed:
        client = await self._open()
        host = self.server.host
        head: httpx.Response | None = None
        parts = self._parts(call, bearer)
        if parts is None:
            return Failed(BadAnswer(host=host, endpoint=call.endpoint, problem=_NOT_SENDABLE))
        try:
            async with client.stream(call.method, self._url(call), **parts) as response:
                head = response
                if 300 <= response.status_code < 400:
                    return Failed(RedirectRefused(host=host))
                coding = response.headers.get("content-encoding", "")
                most = LARGEST_ANSWER * (_BULK if call.bulk else 1)
                body = await read_body(cast(httpx.AsyncByteStream, response.stream), coding, most)
                await hang_up_on_unasked(response)
        except UnusableBody as unusable:
            problem = BadAnswer(host=host, endpoint=call.endpoint, problem=unusable.problem)
            failed = Failed(problem, Failure.BROKEN if unusable.cut_off else Failure.OTHER)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            failed = _translate(error, call, host, self._timeouts, answered=head is not None)
        else:
            headers = {name: head.headers[name] for name in _KEPT_HEADERS if name in head.headers}
            return Answer(call, head.status_code, headers, body, host)
        return failed

    def _url(self, call: Call) -> str:
        base = self.server.api_url if call.host is Host.API else self.server.identity_url
        return f"{base}/{call.path()}"

    def _parts(self, call: Call, bearer: Secret | None) -> dict[str, Any] | None:
        """Headers and body. None for text that UTF-8 cannot carry: its exception would hold the body."""
        headers = dict(self._headers)
        if bearer is not None:
            headers["Authorization"] = f"Bearer {bearer.reveal()}"
        try:
            content = call.content()
        except UnicodeEncodeError:
            return None
        if content is None:
            return {"headers": headers}
        headers["Content-Type"] = content[1]
        return {"headers": headers, "content": content[0]}

    async def _open(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._closed:
                raise ServerUnreachable(host=self.server.host, reason=UnreachableReason.NETWORK)
            if self._client is None:
                self._client = await self._connect()
            return self._client

    async def _connect(self) -> httpx.AsyncClient:
        if self._asgi_app is not None:
            inside = httpx.ASGITransport(self._asgi_app, raise_app_exceptions=False)
            return httpx.AsyncClient(transport=inside, cookies=_no_cookies(), trust_env=False)
        context, refused = None, None
        try:
            context = await asyncio.to_thread(_trust, self._ca_bundle)
        except OSError as error:
            refused = error if isinstance(error, UntrustedFile) else None
        if context is None:
            raise CertificateError(host=self.server.host, bundle=refused)
        client = _networked_client(self.server, context, self._timeouts)
        if client is None:
            raise ServerUnreachable(host=self.server.host, reason=UnreachableReason.NETWORK)
        return client


@functools.cache
def _trust(ca_bundle: Path | None) -> ssl.SSLContext:
    """The trust store, one per bundle and process: building it takes tens of milliseconds of CPU.

    The operating system's authorities, or what `SSL_CERT_FILE` and `SSL_CERT_DIR` name instead, and those of
    `ca_bundle`. The list that comes with the HTTP library is taken only where the system has none. Raises
    UntrustedFile, and OSError when a named file cannot be read.
    """
    context = system_trust() or httpx.create_ssl_context()
    if ca_bundle is not None:
        add_bundle(context, ca_bundle)
    # SSLKEYLOGFILE would write what opens recorded sessions, with their tokens, into a file.
    context.keylog_filename = None  # type: ignore[assignment]
    return context


def _networked_client(server: Server, context: ssl.SSLContext, times: Timeouts) -> httpx.AsyncClient | None:
    """None when the environment names a proxy the library cannot use. This machine needs no proxy."""
    try:
        client = httpx.AsyncClient(
            verify=context,
            limits=httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=_IDLE_SECONDS),
            timeout=httpx.Timeout(times.data, connect=times.connect, pool=None),
            follow_redirects=False,
            cookies=_no_cookies(),
            trust_env=not server.loopback,
        )
    except (ImportError, ValueError, httpx.InvalidURL):
        return None
    close_cancelled_handshakes(client)
    return client


def _no_cookies() -> CookieJar:
    """A jar that keeps nothing: one person's cookies must not travel in the next one's session."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def _translate(error: Exception, call: Call, host: str, times: Timeouts, *, answered: bool) -> Failed:
    """The library's exception as one of ours, keeping no reference to it."""
    if isinstance(error, httpx.TimeoutException):
        seconds = times.connect if isinstance(error, httpx.ConnectTimeout) else times.data
        return Failed(ServerTimeout(host=host, seconds=seconds), Failure.TIMEOUT)
    if isinstance(error, httpx.LocalProtocolError):
        return Failed(BadAnswer(host=host, endpoint=call.endpoint, problem=_NOT_SENDABLE))
    if is_certificate_failure(error):
        return Failed(CertificateError(host=host))
    if answered and isinstance(error, httpx.RemoteProtocolError):
        cut_off = BadAnswer(host=host, endpoint=call.endpoint, problem="cut off")
        return Failed(cut_off, Failure.RESET)
    reason = UnreachableReason.PROXY if isinstance(error, httpx.ProxyError) else unreachable_reason(error)
    unreachable = ServerUnreachable(host=host, reason=reason)
    return Failed(unreachable, Failure.RESET if isinstance(error, _RESETS) else reach_failure(reason))
