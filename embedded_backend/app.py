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
from embedded_backend.options import BackendOptions
from embedded_backend.routes import (
    accounts,
    api_keys,
    billing,
    ciphers,
    client_changes,
    clients,
    collection_changes,
    collections,
    connect_token,
    connections,
    events,
    group_changes,
    groups,
    member_confirm,
    member_invites,
    member_states,
    member_update,
    members,
    organizations,
    policies,
    practice,
    prelogin,
    providers,
    sso,
    sync,
    system,
    two_factor,
    users,
)

_IDENTITY: list[BaseRoute] = [*prelogin.ROUTES, *connect_token.ROUTES, *system.IDENTITY_ROUTES]
_API: list[BaseRoute] = [
    *system.ROUTES,
    *accounts.ROUTES,
    *two_factor.ROUTES,
    *sync.ROUTES,
    *users.ROUTES,
    *providers.ROUTES,
    *clients.ROUTES,
    *client_changes.ROUTES,
    *billing.ROUTES,
    *organizations.ROUTES,
    *collections.ROUTES,
    *collection_changes.ROUTES,
    *groups.ROUTES,
    *group_changes.ROUTES,
    *member_invites.ROUTES,
    *member_confirm.ROUTES,
    *member_states.ROUTES,
    *member_update.ROUTES,
    *members.ROUTES,
    *policies.ROUTES,
    *sso.ROUTES,
    *connections.ROUTES,
    *api_keys.ROUTES,
    *ciphers.ROUTES,
    *events.ROUTES,
    Mount("/events", routes=system.COLLECT_ROUTES),
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
        Mount("/practice", routes=practice.ROUTES),
    ]
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _framework_refusal})
    app.state.backend = backend
    return app


async def _framework_refusal(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return Problem(status, NOT_FOUND if status == 404 else str(getattr(error, "detail", ""))).response()
