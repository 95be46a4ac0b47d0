"""The practice server as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount

from embedded_backend.backend import Backend
from embedded_backend.errors import NOT_FOUND, Problem
from embedded_backend.later_routes import LaterRoutes
from embedded_backend.options import BackendOptions
from embedded_backend.routes import accounts, billing, clients, connect_token, prelogin, providers, system


def _organization_routes() -> list[BaseRoute]:
    from embedded_backend.organization_routes import ROUTES  # noqa: PLC0415

    return ROUTES


def _practice_routes() -> list[BaseRoute]:
    from embedded_backend.routes import practice  # noqa: PLC0415

    return [Mount("/practice", routes=practice.ROUTES)]


_IDENTITY: list[BaseRoute] = [*prelogin.ROUTES, *connect_token.ROUTES, *system.IDENTITY_ROUTES]
_API: list[BaseRoute] = [
    *system.ROUTES,
    *accounts.ROUTES,
    *providers.ROUTES,
    *clients.ROUTES,
    *billing.ROUTES,
    Mount("/events", routes=system.COLLECT_ROUTES),
    LaterRoutes(_organization_routes),
]


def create_app(database: Path | str, *, options: BackendOptions | None = None) -> Starlette:
    """The server over one SQLite file: the API under `/api`, identity under `/identity`, the event
    collector under `/events`. `/practice` is ours and no part of the contract.

    The file is created and seeded when the application starts, or on its first request where no
    lifespan is run. `app.state.backend` is the Backend; close it where no lifespan does.
    """
    backend = Backend(database, options or BackendOptions())

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        backend.open()
        try:
            yield
        finally:
            backend.close()

    routes: list[BaseRoute] = [
        Mount("/identity", routes=_IDENTITY),
        Mount("/api", routes=_API),
        Mount("/events", routes=system.COLLECT_ROUTES),
        LaterRoutes(_practice_routes),
    ]
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _framework_refusal})
    app.state.backend = backend
    return app


async def _framework_refusal(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return Problem(status, NOT_FOUND if status == 404 else str(getattr(error, "detail", ""))).response()
