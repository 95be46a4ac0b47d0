"""Connections whose server says more than it was asked.

What follows an answer unasked would be taken for the answer to the next request on that connection: another
client's members, or the success of a write. The HTTP library keeps such bytes and has no public way to see
them, so this looks where it keeps them; a test holds it to that.
"""

from __future__ import annotations

from typing import Any

_WAY_DOWN = ("stream", "_stream", "_httpcore_stream", "_stream", "_connection")


async def hang_up_on_unasked(response: Any) -> None:
    """Close the connection below a response that was read whole, where more came than the answer."""
    found = response
    for name in _WAY_DOWN:
        found = getattr(found, name, None)
    state = getattr(found, "_h11_state", None)
    if found is not None and state is not None and state.trailing_data[0]:
        await found.aclose()
