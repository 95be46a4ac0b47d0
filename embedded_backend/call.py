"""One request as a handler sees it, and the wrapper that turns a handler into a route."""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from embedded_backend.backend import Backend
from embedded_backend.database import Database
from embedded_backend.errors import UNHANDLED, EmptyProblem, Problem, Refusal, TokenProblem, invalid
from embedded_backend.tokens import claim_values
from embedded_backend.wire import Json, parse_json

_log = logging.getLogger(__name__)


class Caller:
    """Who calls, by the claims of the token. Roles are as old as the token."""

    def __init__(self, claims: Json) -> None:
        self.claims = claims
        self.id: str = claims["sub"]

    def ids(self, claim: str) -> tuple[str, ...]:
        """The ids a role claim names."""
        return claim_values(self.claims, claim)

    def provider_admin(self, provider_id: str) -> bool:
        """Whether the token says provider admin."""
        return provider_id in self.ids("providerprovideradmin")

    def provider_user(self, provider_id: str) -> bool:
        """Whether the token says provider admin or service user."""
        return self.provider_admin(provider_id) or provider_id in self.ids("providerserviceuser")

    @property
    def in_a_provider(self) -> bool:
        """Whether the token names any provider at all."""
        return bool(self.ids("providerprovideradmin") or self.ids("providerserviceuser"))


class Call:
    """A request whose body is read already, so that a handler runs without a pause."""

    def __init__(self, backend: Backend, request: Request, body: bytes) -> None:
        self.backend = backend
        self.request = request
        self._body = body

    @property
    def database(self) -> Database:
        """The open database; the whole call is one transaction."""
        return self.backend.database

    @cached_property
    def optional_caller(self) -> Caller | None:
        """The caller, or None without a valid token."""
        scheme, _, token = self.request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            token = self.request.query_params.get("access_token", "")
        claims = self.backend.signer.read(token.strip(), now=self.backend.options.clock())
        return Caller(claims) if claims and "sub" in claims and "api" in claims.get("scope", ()) else None

    @property
    def caller(self) -> Caller:
        """The signed-in caller. Raises the empty 401 that asks for a new token."""
        if self.optional_caller is None:
            raise EmptyProblem(401, challenge=True)
        return self.optional_caller

    @cached_property
    def body(self) -> Json:
        """The JSON object of the body, keys in lower case. Raises 400."""
        parsed = parse_json(self._body)
        if not isinstance(parsed, dict):
            raise invalid("", "A non-empty request body is required.")
        return parsed

    @cached_property
    def raw(self) -> Any:
        """The body with its names as they were sent; None when it is no JSON."""
        try:
            return json.loads(self._body)
        except (ValueError, RecursionError):
            return None

    @cached_property
    def form(self) -> dict[str, str]:
        """The fields of a form body, names in lower case."""
        fields = parse_qsl(self._body.decode("utf-8", "replace"), keep_blank_values=True)
        return {name.lower(): value for name, value in fields}

    def path(self, name: str) -> str:
        """An id of the path."""
        return str(self.request.path_params[name])

    def text(self, name: str, field: str, *, longest: int = 1000) -> str:
        """A required text of the body; `field` is its name in refusals."""
        value = self.body.get(name)
        if not isinstance(value, str) or not value.strip():
            raise invalid(field, f"The {field} field is required.")
        if len(value) > longest:
            raise invalid(field, f"The field {field} exceeds the maximum length.")
        return value

    def number(self, name: str, field: str, *, default: int | None = None) -> int:
        """A whole number of the body; enums as names are refused."""
        value = self.body.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise invalid(f"$.{name}", f"The JSON value could not be converted: {field}.")
        return value

    def flag(self, name: str) -> bool:
        """A switch of the body; absent means off."""
        return self.body.get(name) is True

    def ids(self, name: str, field: str) -> list[str]:
        """A list of ids of the body, lower case, each once. Raises 400 where it is absent or empty."""
        found = self.items(name)
        if not found:
            raise invalid(field, f"The {field} field is required.")
        return list(dict.fromkeys(guid(item, name) for item in found))

    def items(self, name: str) -> list[Any] | None:
        """A list of the body, or None when it is absent or null."""
        value = self.body.get(name)
        if value is not None and not isinstance(value, list):
            raise invalid(f"$.{name}", "The JSON value could not be converted.")
        return value

    @property
    def vault(self) -> str:
        """The address of the web vault, without a slash at its end; links in mails begin with it."""
        url = self.request.url
        return f"{url.scheme}://{url.netloc}"

    @property
    def device_type(self) -> int | None:
        """The caller's device type as events record it."""
        header = self.request.headers.get("Device-Type", "")
        return int(header) if header.isdecimal() else None

    @property
    def address(self) -> str:
        """The caller's network address."""
        return self.request.client.host if self.request.client else "127.0.0.1"


def guid(value: Any, name: str) -> str:
    """An id of a body, lower case. Raises 400."""
    try:
        return str(uuid.UUID(value))
    except (ValueError, TypeError, AttributeError):
        raise invalid(f"$.{name}", "The JSON value could not be converted to System.Guid.") from None


Handler: TypeAlias = Callable[[Call], Response]


def route(path: str, handler: Handler, method: str | Sequence[str] = "GET") -> Route:
    """A route that runs `handler` in one transaction and answers refusals in their shapes."""

    async def endpoint(request: Request) -> Response:
        backend: Backend = request.app.state.backend
        body = await request.body()
        call = Call(backend, request, body)
        try:
            if backend.options.rate_limits:
                backend.limits.check(call.address, request.method, request.url.path)
            backend.settle()
            with backend.database.transaction():
                return handler(call)
        except TokenProblem as refusal:
            if refusal.delayed and backend.options.failed_login_delay:
                await asyncio.sleep(backend.options.failed_login_delay)
            return refusal.response()
        except Refusal as refusal:
            return refusal.response()
        except Exception:
            _log.exception("%s %s failed", request.method, path)
            return Problem(500, UNHANDLED).response()

    methods = [method] if isinstance(method, str) else list(method)
    return Route(path, endpoint, methods=methods, name=f"{'/'.join(methods)} {path}")
