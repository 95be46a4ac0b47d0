"""API: the domains an organization claims."""

from __future__ import annotations

import base64
import re
import secrets
import uuid
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.access import Access, organization_access, organization_row
from embedded_backend.call import Call, route
from embedded_backend.claimed_domains import STEP, look, run_job
from embedded_backend.domain_claims import is_taken
from embedded_backend.errors import Problem, invalid, not_found, unauthorized
from embedded_backend.wire import Json, answer, date_text, done, html_decode, rows

_LONGEST = 253
_HOST = re.compile(r"(?=.*[a-z])(?:(?!-)[a-z0-9_-]{1,63}(?<!-)\.)+(?!-)[a-z0-9-]{2,63}(?<!-)", re.IGNORECASE)
_NOT_AVAILABLE = "The domain is not available to be claimed."


def listing(call: Call) -> Response:
    """Every domain, verified or not."""
    access = _require(call, "manageSso", "managePolicies")
    run_job(call, access)
    statement = "SELECT * FROM organization_domains WHERE organization_id = ? ORDER BY rowid"
    return rows(_object(row) for row in call.database.rows(statement, (access.organization_id,)))


def read(call: Call) -> Response:
    """One domain."""
    access = _require(call, "manageSso")
    run_job(call, access)
    return answer(_object(_one(call, access)))


def create(call: Call) -> Response:
    """Add one, with the record that is to be published."""
    name = call.text("domainname", "DomainName", longest=_LONGEST)
    if not _HOST.fullmatch(name):
        raise invalid("DomainName", "The field DomainName is not a valid host name.")
    access = _require(call, "manageSso")
    organization_row(call, access.organization_id)
    name, now = name.lower(), call.backend.now
    if is_taken(call.database, name, access.organization_id):
        raise Problem(409, _NOT_AVAILABLE)
    known = "SELECT 1 FROM organization_domains WHERE organization_id = ? AND domain_name = ?"
    if call.database.row(known, (access.organization_id, name)) is not None:
        raise Problem(409, "A domain already exists for this organization.")
    domain_id = str(uuid.uuid4())
    values = {
        "id": domain_id,
        "organization_id": access.organization_id,
        "domain_name": name,
        "txt": "bw=" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "next_run_at": now + STEP,
        "created_at": now,
    }
    call.database.insert("organization_domains", values)
    audit.log_organization(call, access, audit.DOMAIN_ADDED, domain_name=name)
    return answer(_object(_row(call, access, domain_id)))


def verify(call: Call) -> Response:
    """Look for the record now. 200 also where it is not there: the answer's date tells."""
    access = _require(call, "manageSso")
    row = _one(call, access)
    if row["verified_at"] is not None:
        raise Problem(409, "Domain has already been verified.")
    if is_taken(call.database, row["domain_name"], access.organization_id):
        raise Problem(409, _NOT_AVAILABLE)
    found = look(call, access, row, call.caller.id)
    kind = audit.DOMAIN_VERIFIED if found else audit.DOMAIN_NOT_VERIFIED
    audit.log_organization(call, access, kind, domain_name=row["domain_name"])
    return answer(_object(_one(call, access)))


def remove(call: Call) -> Response:
    """Forget one; a verified domain is claimed no more."""
    access = _require(call, "manageSso")
    row = _one(call, access)
    call.database.run("DELETE FROM organization_domains WHERE id = ?", (row["id"],))
    audit.log_organization(call, access, audit.DOMAIN_REMOVED, domain_name=row["domain_name"])
    return done()


def verified_for(call: Call) -> Response:
    """Which organization has verified the domain of an address, for whoever asks before signing in."""
    email = call.text("email", "Email", longest=256)
    found = call.database.rows(
        "SELECT d.domain_name, o.identifier, o.name FROM organization_domains d"
        " JOIN organizations o ON o.id = d.organization_id"
        " WHERE d.domain_name = ? AND d.verified_at IS NOT NULL AND o.enabled = 1 AND o.sso_enabled = 1",
        (email.rpartition("@")[2].strip().lower(),),
    )
    return rows(
        {
            "domainName": row["domain_name"],
            "organizationIdentifier": row["identifier"],
            "organizationName": html_decode(row["name"]),
        }
        for row in found
    )


def _require(call: Call, *permissions: str) -> Access:
    """Raises the 401 with a body: the token is fine, the role is not."""
    access = organization_access(call, older=True)
    if not access.may(*permissions):
        raise unauthorized()
    return access


def _one(call: Call, access: Access) -> Row:
    return _row(call, access, call.path("domain_id"))


def _row(call: Call, access: Access, domain_id: str) -> Row:
    statement = "SELECT * FROM organization_domains WHERE id = ? AND organization_id = ?"
    row = call.database.row(statement, (domain_id, access.organization_id))
    if row is None:
        raise not_found()
    return row


def _object(row: Row) -> Json:
    return {
        "object": "organizationDomain",
        "id": row["id"],
        "organizationId": row["organization_id"],
        "txt": row["txt"],
        "domainName": row["domain_name"],
        "creationDate": date_text(row["created_at"]),
        "nextRunDate": date_text(row["next_run_at"]),
        "jobRunCount": row["job_run_count"],
        "verifiedDate": date_text(row["verified_at"]),
        "lastCheckedDate": date_text(row["last_checked_at"]),
    }


_DOMAINS = "/organizations/{organization_id:uuid}/domain"
_ONE = _DOMAINS + "/{domain_id:uuid}"
ROUTES: list[BaseRoute] = [
    route("/organizations/domain/sso/verified", verified_for, "POST"),
    route(_DOMAINS, listing),
    route(_DOMAINS, create, "POST"),
    route(_ONE, read),
    route(f"{_ONE}/verify", verify, "POST"),
    route(_ONE, remove, "DELETE"),
    route(f"{_ONE}/remove", remove, "POST"),
]
