"""The routes that a client list does not need: everything inside organizations, and rare account calls."""

from __future__ import annotations

from starlette.routing import BaseRoute

from embedded_backend.routes import (
    api_keys,
    ciphers,
    client_changes,
    collection_changes,
    collections,
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
    sso,
    sync,
    two_factor,
    users,
)

ROUTES: list[BaseRoute] = [
    *two_factor.ROUTES,
    *sync.ROUTES,
    *users.ROUTES,
    *client_changes.ROUTES,
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
]
