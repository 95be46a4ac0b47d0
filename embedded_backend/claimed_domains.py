"""Looking for the records of claimed domains: when somebody asks, and by a job.

The record of a name under `.example` stands in the practice DNS `BackendOptions.publish_after` seconds after
the domain was added; names with "never" in them never get one, and neither do other names.
"""

from __future__ import annotations

from contextlib import suppress
from sqlite3 import Row

from embedded_backend import audit
from embedded_backend.access import Access
from embedded_backend.call import Call
from embedded_backend.domain_claims import is_taken
from embedded_backend.errors import Problem
from embedded_backend.policy_saving import PolicyChange, save_policy
from embedded_backend.policy_types import SINGLE_ORGANIZATION
from embedded_backend.simulate import NEVER
from embedded_backend.wire import ticks

HOUR = ticks(3600)
STEP = 12 * HOUR
"""Between two looks of the job."""

KEPT = 7 * 24 * HOUR
"""How long a domain stays that nobody verifies."""


def is_published(call: Call, domain: Row) -> bool:
    """Whether the practice DNS has its record by now."""
    name = domain["domain_name"]
    since = domain["created_at"] + ticks(call.backend.options.publish_after)
    return name.endswith(".example") and NEVER not in name and call.backend.now >= since


def look(call: Call, access: Access, domain: Row, actor: str | None) -> bool:
    """Look for the record now; whether it is there. One that is there claims the domain for good.

    `actor`: the account that is spared from the single organization policy, None for the job.
    """
    found = is_published(call, domain)
    now = call.backend.now
    call.database.run(
        "UPDATE organization_domains SET last_checked_at = ?, verified_at = ? WHERE id = ?",
        (now, now if found else None, domain["id"]),
    )
    if found:
        with suppress(Problem):  # the server swallows what keeps the policy from being switched on
            save_policy(call, access, PolicyChange(SINGLE_ORGANIZATION, True, None, actor=actor))
    return found


def run_job(call: Call, access: Access) -> None:
    """What the job would have done with this organization's domains by now."""
    now = call.backend.now
    due = call.database.rows(
        "SELECT * FROM organization_domains"
        " WHERE organization_id = ? AND verified_at IS NULL AND next_run_at <= ?",
        (access.organization_id, now),
    )
    for domain in due:
        if now - domain["created_at"] >= KEPT:
            call.database.run("DELETE FROM organization_domains WHERE id = ?", (domain["id"],))
            continue
        runs = 1 + (now - domain["next_run_at"]) // STEP
        call.database.run(
            "UPDATE organization_domains SET job_run_count = job_run_count + ?, next_run_at = next_run_at + ?"
            " WHERE id = ?",
            (runs, runs * STEP, domain["id"]),
        )
        taken = is_taken(call.database, domain["domain_name"], access.organization_id)
        found = not taken and look(call, access, domain, None)
        kind = audit.DOMAIN_VERIFIED if found else audit.DOMAIN_NOT_VERIFIED
        audit.log_domain_check(call, access.organization_id, kind, domain["domain_name"])
