"""Errors under a form: the words of `explain`, with the key that tries again in a form. Pure."""

from __future__ import annotations

from backend_client.errors import BadAnswer, CertificateError, RateLimited, ServerFault, TransportError
from tui.explain import explanation_of
from tui.translate import _


def form_sentence(error: BaseException, state: str = "") -> str:
    """What happened and what to do, where Enter (not R) tries again; `state` says what is true meanwhile."""
    explanation = explanation_of(error)
    happened = f"{explanation.sentence} {state}" if state else explanation.sentence
    if isinstance(error, (ServerFault, RateLimited, BadAnswer)) or type(error) is TransportError:
        return f"{happened} " + _("Enter tries again.")
    if isinstance(error, TransportError) and not isinstance(error, CertificateError):
        return f"{happened} " + _("Check the server; Enter tries again.")
    return explanation.line(state)
