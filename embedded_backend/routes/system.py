"""Both hosts: what this server is, and that it lives. Anonymous."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.call import Call, route
from embedded_backend.collected_events import keep_collected
from embedded_backend.wire import answer, date_text, done

VERSION = "2026.8.0"  # the release whose contract is spoken


def config(call: Call) -> Response:
    """Version, addresses and feature flags. `server` says that this is not the vendor's own server."""
    base = call.vault
    environment = {
        "cloudRegion": "Self-hosted",
        "vault": base,
        "api": f"{base}/api",
        "identity": f"{base}/identity",
        "notifications": f"{base}/notifications",
        "sso": f"{base}/sso",
    }
    return answer(
        {
            "object": "config",
            "version": VERSION,
            "gitHash": "practice",
            "server": {"name": "Seatwarden practice", "url": base},
            "environment": environment,
            "featureStates": {},
            "push": {"pushTechnology": 0, "vapidPublicKey": None},
            "communication": None,
            "settings": {"disableUserRegistration": True, "suppressOnboardingInterstitials": False},
        }
    )


def alive(call: Call) -> Response:
    """The time, as a bare JSON text."""
    return answer(date_text(call.backend.now))


def collect(call: Call) -> Response:
    """What clients tell of themselves: an export, an item that was looked at."""
    keep_collected(call)
    return done()


ROUTES: list[BaseRoute] = [route("/config", config), route("/alive", alive), route("/now", alive)]
IDENTITY_ROUTES: list[BaseRoute] = [route("/alive", alive), route("/now", alive)]
COLLECT_ROUTES: list[BaseRoute] = [route("/collect", collect, "POST")]
