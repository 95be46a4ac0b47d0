"""Successful answers that are none: a page for browsers, or JSON that stops before its end."""

from __future__ import annotations

from backend_client.api.call import Answer

_CLOSING = {b"{": b"}", b"[": b"]"}


def is_page(answer: Answer) -> bool:
    """Whether something on the way (a portal for guests, a proxy, a wrong address) answered with HTML."""
    return answer.body[:200].lstrip().lower().startswith((b"<!doctype", b"<html"))


def is_cut_off(answer: Answer) -> bool:
    """Whether the JSON of `answer` ends elsewhere than it began. Costs a look at both ends; most of what is
    cut off is found, and nothing that is whole."""
    first = answer.body[:200].lstrip()[:1]
    return first in _CLOSING and answer.body[-200:].rstrip()[-1:] != _CLOSING[first]
