"""From a refusal's status, headers and body to our error tree.

Shapes met on this wire: the internal error object (`message`, `validationErrors`), the public one
(`message`, `errors`), problem details (`title`, `errors` with `detail`), the token endpoint's
(`error_description`, `ErrorModel.Message`), the web framework's of Vaultwarden (`error` is an object
with `description`), and an empty body.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

from backend_client.api.call import Answer
from backend_client.api.retry import retry_after_of
from backend_client.errors import (
    BadRequest,
    NotFound,
    NotPermitted,
    RateLimited,
    ResponseError,
    ServerFault,
    TokenRefused,
)

_LONGEST_MESSAGE = 2000


def raise_for_refusal(answer: Answer, *, token_due: bool = False) -> Answer:
    """The answer itself when its status is a success; raises its ResponseError otherwise."""
    if answer.status < 400:
        return answer
    raise refusal(answer, token_due=token_due)


def refusal(answer: Answer, *, token_due: bool = False) -> ResponseError:
    """The error a refusal stands for.

    A 401 means the token or the role. It is the token when the server challenges for one
    (`WWW-Authenticate`), when our token was due by its own expiry (the provider's `billing/vnext`
    routes never challenge), or when the call is one any account may make.
    """
    body = error_object(answer)
    validation = _validation(body)
    message = _message(body, validation)
    endpoint = answer.endpoint
    if answer.status == 429:
        after = retry_after_of(answer.headers)
        return RateLimited(endpoint=endpoint, retry_after=after, server_message=message)
    kind = _kind(answer, token_due=token_due)
    return kind(status=answer.status, endpoint=endpoint, server_message=message, validation=validation)


def error_object(answer: Answer) -> dict[str, Any]:
    """The body's JSON object with lower-case member names (outermost only); empty when it is none."""
    try:
        value = from_json(answer.body)
    except ValueError:
        return {}
    if not isinstance(value, dict):
        return {}
    return {str(name).lower(): member for name, member in value.items()}


def _kind(
    answer: Answer, *, token_due: bool
) -> type[BadRequest | TokenRefused | NotFound | NotPermitted | ServerFault]:
    status = answer.status
    if status == 401:
        token = token_due or answer.call.any_account or "www-authenticate" in answer.headers
        return TokenRefused if token else NotPermitted
    if status == 403:
        return NotPermitted
    if status == 404:
        return NotFound
    return ServerFault if status >= 500 else BadRequest


def _message(body: Mapping[str, Any], validation: Mapping[str, tuple[str, ...]]) -> str:
    """The most telling text: field sentences first, then the general ones."""
    model = body.get("errormodel")
    error = body.get("error")
    candidates = (
        "; ".join(sentence for sentences in validation.values() for sentence in sentences),
        member(model, "message"),
        body.get("message"),
        member(error, "description"),
        body.get("error_description"),
        error,
        body.get("title"),
    )
    for candidate in candidates:
        if isinstance(candidate, str) and candidate.strip():
            return candidate.strip()[:_LONGEST_MESSAGE]
    return ""


def _validation(body: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found = body.get("validationerrors") or body.get("errors")
    if not isinstance(found, dict):
        return {}
    fields = {str(field): _sentences(value) for field, value in found.items()}
    return {field: sentences for field, sentences in fields.items() if sentences}


def _sentences(value: object) -> tuple[str, ...]:
    """One field's sentences: a text, texts, or problem details with a `detail` (else a `type`)."""
    values = value if isinstance(value, list) else [value]
    texts = (
        one
        if isinstance(one, str)
        else member(one, "detail") or member(one, "type") or member(one, "message")
        for one in values
    )
    return tuple(text[:_LONGEST_MESSAGE] for text in texts if isinstance(text, str) and text)


def member(value: object, name: str) -> object:
    """A member of a JSON object by its lower-case name, in any casing; None when there is none."""
    if not isinstance(value, dict):
        return None
    return next((found for key, found in value.items() if str(key).lower() == name), None)
