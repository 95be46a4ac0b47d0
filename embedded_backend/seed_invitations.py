"""What practice people find in their mail: invitations to take, and a provider to set up."""

from __future__ import annotations

import json
import uuid
from sqlite3 import Row

from backend_client.crypto.keys import SymmetricKey
from embedded_backend.database import Database
from embedded_backend.invitation_links import (
    JOIN_ORGANIZATION,
    JOIN_PROVIDER,
    SEEDED_VAULT,
    SETUP_PROVIDER,
    make_token,
    organization_link,
    provider_link,
    setup_link,
)
from embedded_backend.outbox import post
from embedded_backend.plans import ENTERPRISE_ANNUALLY, ENTERPRISE_MONTHLY, TEAMS_MONTHLY
from embedded_backend.seed_accounts import DAY, MemberMaker
from embedded_backend.seed_clients import ClientMaker
from embedded_backend.seed_people import Persona, person
from embedded_backend.seed_plan import ClientPlan

RECOVERING = "Harbor Light Trust"
"""The organization that enrols whoever joins in account recovery."""

_ADMIN, _SERVICE, _USER = 0, 1, 2
_SINGLE_ORGANIZATION, _ACCOUNT_RECOVERY = 3, 8


def add_invitations(database: Database, members: MemberMaker, maker: ClientMaker, now: int) -> None:
    """Invitations for people who are elsewhere or nowhere, with their mails. No profile shows any of them."""
    southgate = database.row("SELECT * FROM providers WHERE name = 'Southgate IT'")
    if southgate is not None:
        _invite_staff(database, southgate, Persona.ADMIN, _SERVICE, now)
        _invite_staff(database, southgate, Persona.NO_ORGANIZATION, _ADMIN, now)
    organization = _recovering(database, members, maker, now)
    for persona in (Persona.NO_ORGANIZATION, Persona.EMPTY_PROVIDER):
        _invite_member(database, organization, persona, now)
    for pending in database.rows("SELECT * FROM providers WHERE status = 0"):
        _prepare(database, pending, now)


def _invite_staff(database: Database, provider: Row, persona: Persona, role: int, now: int) -> None:
    row, email = str(uuid.uuid4()), person(persona).email
    values = {"id": row, "provider_id": provider["id"], "email": email, "type": role}
    database.insert("provider_users", {**values, "status": 0, "created_at": now - DAY})
    link = provider_link(
        SEEDED_VAULT,
        provider_id=provider["id"],
        provider_user_id=row,
        email=email,
        provider_name=provider["name"],
        token=make_token(database, JOIN_PROVIDER, row, email, now),
    )
    text = f"You are invited to the provider {provider['name']}. This link lets you join: {link}"
    post(database, email, "Join a provider", text, now)


def _recovering(database: Database, members: MemberMaker, maker: ClientMaker, now: int) -> str:
    """An organization of its own, with an owner nobody signs in as. Returns its id."""
    key, made = SymmetricKey.generate(), now - 200 * DAY
    plan = ClientPlan(RECOVERING, ENTERPRISE_ANNUALLY, 25, "harbor.example", days=200)
    organization = maker.organization(plan, key, status=1, billing_email="billing@harbor.example")
    database.run("UPDATE organizations SET identifier = 'harbor' WHERE id = ?", (organization,))
    owner = members.make("marta@harbor.example", "Marta Holm", days=200, two_step=False)
    members.save(database)
    row = {"id": str(uuid.uuid4()), "organization_id": organization, "user_id": owner.user_id}
    sealed = {"email": owner.email, "key": str(owner.public_key.encrypt(key.to_bytes())), "type": 0}
    database.insert("organization_users", {**row, **sealed, "status": 2, "created_at": made})
    data = {_SINGLE_ORGANIZATION: None, _ACCOUNT_RECOVERY: json.dumps({"autoEnrollEnabled": True})}
    columns = ("id", "organization_id", "type", "enabled", "data", "revised_at")
    rows = [(str(uuid.uuid4()), organization, kind, 1, each, made) for kind, each in data.items()]
    database.insert_many("policies", columns, rows)
    return organization


def _invite_member(database: Database, organization: str, persona: Persona, now: int) -> None:
    row, email = str(uuid.uuid4()), person(persona).email
    values = {"id": row, "organization_id": organization, "email": email, "type": _USER}
    database.insert("organization_users", {**values, "status": 0, "created_at": now - DAY})
    link = organization_link(
        SEEDED_VAULT,
        organization_id=organization,
        organization_user_id=row,
        email=email,
        organization_name=RECOVERING,
        token=make_token(database, JOIN_ORGANIZATION, row, email, now),
        has_account=True,
    )
    text = f"You are invited to {RECOVERING}. This link lets you join: {link}"
    post(database, email, "Join an organization", text, now)


def _prepare(database: Database, provider: Row, now: int) -> None:
    """The contracted minimums, and the mail to each admin of a provider that waits to be set up."""
    columns = ("provider_id", "plan_type", "seat_minimum", "purchased_seats", "allocated_seats")
    plans = [(provider["id"], kind, 10, 0, 0) for kind in (TEAMS_MONTHLY, ENTERPRISE_MONTHLY)]
    database.insert_many("provider_plans", columns, plans)
    admins = "SELECT email FROM provider_users WHERE provider_id = ? AND status = 2 AND type = 0"
    for admin in database.rows(admins, (provider["id"],)):
        email = admin["email"]
        token = make_token(database, SETUP_PROVIDER, provider["id"], email, now)
        link = setup_link(SEEDED_VAULT, provider_id=provider["id"], email=email, token=token)
        post(database, email, "Set up your provider", f"Your provider is prepared. Set it up: {link}", now)
