"""Handshakes of TLS that nobody waits for any more.

The HTTP library closes a connection whose handshake failed, but not one whose handshake was cancelled: that
would stay open until the garbage collector finds it. It has no public way in, so this puts itself around
what opens its connections; a test holds it to that.
"""

from __future__ import annotations

from typing import Any


def close_cancelled_handshakes(client: Any) -> None:
    """Close each connection of an HTTP client, not used yet, whose handshake ends by whatever exception."""
    for transport in (client._transport, *client._mounts.values()):
        pool = getattr(transport, "_pool", None)
        if pool is not None:
            pool._network_backend = _Dialler(pool._network_backend)


class _Around:
    """All that the inner one has."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _Dialler(_Around):
    async def connect_tcp(self, *where: Any, **options: Any) -> Any:
        return _Dialled(await self._inner.connect_tcp(*where, **options))


class _Dialled(_Around):
    async def start_tls(self, *how: Any, **options: Any) -> Any:
        try:
            return await self._inner.start_tls(*how, **options)
        except BaseException:
            await self._inner.aclose()
            raise
