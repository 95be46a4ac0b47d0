"""Every shape of refusal the servers use, as our own errors."""

from __future__ import annotations

import json

import pytest

from backend_client.api.call import Answer, Call
from backend_client.api.error_shapes import raise_for_refusal, refusal
from backend_client.errors import (
    BadRequest,
    NotFound,
    NotPermitted,
    RateLimited,
    ResponseError,
    ServerFault,
    TokenRefused,
)

MODEL_STATE = "The model state is invalid."


def answer(
    status: int, body: object = b"", headers: dict[str, str] | None = None, *, any_account: bool = False
) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(Call("GET", "things/{id}", any_account=any_account), status, headers or {}, content)


def internal(message: str, errors: object = None) -> dict[str, object]:
    return {
        "object": "error",
        "message": message,
        "validationErrors": errors,
        "exceptionMessage": "stack",
        "exceptionStackTrace": None,
        "innerExceptionMessage": None,
    }


def rocket(code: int) -> dict[str, object]:
    return {"error": {"code": code, "reason": "Nope", "description": "The request is refused."}}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequest),
        (402, BadRequest),
        (403, NotPermitted),
        (404, NotFound),
        (409, BadRequest),
        (413, BadRequest),
        (422, BadRequest),
        (429, RateLimited),
        (500, ServerFault),
        (503, ServerFault),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>no</html>", b'"text"', b"[1]", b'{"message": 5}', b"\xff\xfe"])
def test_the_status_decides_whatever_the_body_is(status: int, kind: type[ResponseError], body: bytes) -> None:
    error = refusal(answer(status, body))
    assert type(error) is kind
    assert (error.status, error.endpoint, error.server_message) == (status, "GET things/{id}", "")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (internal("Seat limit has been reached."), "Seat limit has been reached."),
        (internal(MODEL_STATE, {"Name": ["Too long."]}), "Too long."),
        ({"object": "error", "message": "Unauthorized.", "errors": None}, "Unauthorized."),
        ({"type": "validation_error", "title": "Bad", "status": 400, "errors": {}}, "Bad"),
        ({"title": "Bad", "errors": {"email": [{"type": "t", "detail": "Not claimed."}]}}, "Not claimed."),
        ({"title": "Bad", "errors": {"email": [{"type": "member_not_claimed"}]}}, "member_not_claimed"),
        (
            {"error": "invalid_grant", "ErrorModel": {"Object": "error", "Message": "Wrong."}},
            "Wrong.",
        ),
        ({"error": "invalid_grant", "error_description": "why"}, "why"),
        ({"error": "invalid_client"}, "invalid_client"),
        (rocket(404), "The request is refused."),
        (
            {"message": "M", "validationErrors": {"": ["M"]}, "errorModel": {"message": "M"}, "error": ""},
            "M",
        ),
        ({"Message": "Any casing."}, "Any casing."),
        ({"message": "  padded\n"}, "padded"),
    ],
)
def test_the_most_telling_message_is_kept(body: object, message: str) -> None:
    assert refusal(answer(400, body)).server_message == message


def test_field_sentences_keep_the_servers_names() -> None:
    error = refusal(answer(400, internal(MODEL_STATE, {"Emails[0]": ["Bad.", "Long."], "": "One."})))
    assert error.validation == {"Emails[0]": ("Bad.", "Long."), "": ("One.",)}


def test_odd_validation_members_are_left_out() -> None:
    error = refusal(answer(400, internal("M", {"A": [5, None], "B": [], "C": {"x": 1}})))
    assert (error.validation, error.server_message) == ({}, "M")


def test_endless_messages_are_cut() -> None:
    assert len(refusal(answer(400, {"message": "x" * 100_000})).server_message) == 2000


CHALLENGE = {"www-authenticate": "Bearer"}


@pytest.mark.parametrize("body", [b"", internal("Unauthorized."), rocket(401)])
@pytest.mark.parametrize(
    ("headers", "token_due", "any_account", "kind"),
    [
        ({}, False, False, NotPermitted),
        (CHALLENGE, False, False, TokenRefused),
        ({}, True, False, TokenRefused),
        ({}, False, True, TokenRefused),
    ],
)
def test_a_401_is_about_the_token_or_the_role(
    body: object, headers: dict[str, str], token_due: bool, any_account: bool, kind: type[ResponseError]
) -> None:
    error = refusal(answer(401, body, headers, any_account=any_account), token_due=token_due)
    assert type(error) is kind


def test_too_many_requests_tell_when_to_come_back() -> None:
    body = internal("Slow down! Too many requests. Try again in 1m.")
    error = refusal(answer(429, body, {"retry-after": "42"}))
    assert isinstance(error, RateLimited)
    assert error.retry_after == 42.0
    silent = refusal(answer(429))
    assert isinstance(silent, RateLimited)
    assert silent.retry_after is None


@pytest.mark.parametrize("status", [200, 201, 204])
def test_successes_pass(status: int) -> None:
    good = answer(status)
    assert raise_for_refusal(good) is good


def test_the_servers_words_are_not_in_the_exceptions_text() -> None:
    error = refusal(answer(400, internal("hunter2", {"hunter2": ["hunter2"]})))
    assert "hunter2" not in str(error)
    assert "hunter2" not in repr(error)
