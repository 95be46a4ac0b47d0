"""Connections whose server says more than it was asked.

What follows an answer unasked would be taken for the answer to the next request on that connection: another
client's members, or the success of a write. Bytes may wait in four places: with the parser of HTTP, in each
layer of TLS (unpacked or not), with the reader of the socket, and in the system. The HTTP library looks at
the last one before it uses a connection again, and not at the others. They have no public way in, so this
looks where they are kept; a connection with a layer it does not know is not used again.
"""

from __future__ import annotations

import ssl
from typing import Any

_WAY_TO_PARSER = ("stream", "_stream", "_httpcore_stream", "_stream", "_connection", "_h11_state")
_MOST_LAYERS = 3  # TLS to a server, inside TLS to a proxy, on a socket


async def hang_up_on_unasked(response: Any) -> None:
    """Close the connection below a response that was read whole and is not closed yet, where more came than
    the answer, or where that cannot be told."""
    network = response.extensions.get("network_stream")
    if network is not None and not (_parser_is_done(response) and _nothing_waits(network)):
        await network.aclose()


def _parser_is_done(response: Any) -> bool:
    parser = response
    for name in _WAY_TO_PARSER:
        parser = getattr(parser, name, None)
    trailing = getattr(parser, "trailing_data", None)
    return trailing is not None and not trailing[0]


def _nothing_waits(network: Any) -> bool:
    layer = getattr(network, "_stream", None)
    for _ in range(_MOST_LAYERS):
        below = getattr(layer, "transport_stream", None)
        if below is None:
            break
        if not _tls_is_empty(getattr(layer, "_ssl_object", None)):
            return False
        layer = below
    protocol = getattr(layer, "_protocol", None)
    queue = getattr(protocol, "read_queue", None)
    return queue is not None and not queue and not getattr(protocol, "is_at_eof", True)


def _tls_is_empty(tls: Any) -> bool:
    """Whether no byte waits, unpacked or not. What is no data, as a session's tickets, is passed over."""
    try:
        tls.read(1)
    except ssl.SSLWantReadError:
        return True
    except (ssl.SSLError, AttributeError):
        return False  # the end of the stream, or a layer of another kind
    return False
