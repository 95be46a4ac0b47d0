"""Refusals in the shapes the server uses.

    Refusal
    ├── Problem         object/message/validationErrors: the default of the API
    ├── PlainProblem    object/message/errors: the newer provider billing routes
    ├── EmptyProblem    no body: failed role policies (403) and missing or bad tokens (401)
    └── TokenProblem    the token endpoint: OAuth members and a PascalCase ErrorModel

A refusal undoes what its request wrote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse, Response

NOT_FOUND = "Resource not found."
UNAUTHORIZED = "Unauthorized."
MODEL_INVALID = "The model state is invalid."
GATEWAY_FAILED = "Something went wrong with your request. Please contact support for assistance."
UNHANDLED = "An unhandled server error has occurred."


class Refusal(Exception):
    """An answer that is not a success."""

    def response(self) -> Response:
        """The answer to send."""
        raise NotImplementedError


class Problem(Refusal):
    """Shape A. `validation` maps field names in the server's spelling to sentences."""

    def __init__(
        self,
        status: int,
        message: str,
        validation: Mapping[str, Sequence[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self._status = status
        self._message = message
        self._validation = validation
        self._headers = headers

    def response(self) -> Response:
        body = {
            "object": "error",
            "message": self._message,
            "validationErrors": None if self._validation is None else dict(self._validation),
            "exceptionMessage": None,
            "exceptionStackTrace": None,
            "innerExceptionMessage": None,
        }
        headers = dict(self._headers) if self._headers else None
        return JSONResponse(body, status_code=self._status, headers=headers)


class PlainProblem(Refusal):
    """Shape B: `errors` instead of `validationErrors`."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self._status = status
        self._message = message

    def response(self) -> Response:
        body = {"object": "error", "message": self._message, "errors": None}
        return JSONResponse(body, status_code=self._status)


class EmptyProblem(Refusal):
    """Shape C. `challenge` adds `WWW-Authenticate: Bearer`, which marks a token that is to be renewed."""

    def __init__(self, status: int, *, challenge: bool = False) -> None:
        super().__init__(str(status))
        self._status = status
        self._challenge = challenge

    def response(self) -> Response:
        headers = {"WWW-Authenticate": "Bearer"} if self._challenge else None
        return Response(status_code=self._status, headers=headers)


class TokenProblem(Refusal):
    """Shape E, always 400. Absent members are left out."""

    def __init__(
        self,
        error: str,
        description: str | None = None,
        message: str | None = None,
        extra: Mapping[str, Any] | None = None,
        *,
        delayed: bool = False,
    ) -> None:
        super().__init__(error)
        self.delayed = delayed
        self._body: dict[str, Any] = {"error": error}
        if description is not None:
            self._body["error_description"] = description
        if message is not None:
            self._body["ErrorModel"] = {"Object": "error", "Message": message}
        self._body.update(extra or {})

    def response(self) -> Response:
        return JSONResponse(self._body, status_code=400)


def invalid(field: str, sentence: str) -> Problem:
    """400 of model validation, one field in the server's PascalCase spelling."""
    return Problem(400, MODEL_INVALID, {field: [sentence]})


def not_found() -> Problem:
    """404, also where the caller may not know that the thing exists."""
    return Problem(404, NOT_FOUND)


def unauthorized() -> Problem:
    """401 with a JSON body: the caller's role is not enough. The token is fine."""
    return Problem(401, UNAUTHORIZED)
