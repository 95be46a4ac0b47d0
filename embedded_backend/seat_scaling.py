"""What a change of a client's seats does to the provider's plan."""

from __future__ import annotations

from dataclasses import dataclass
from sqlite3 import Row

from embedded_backend.database import Database
from embedded_backend.errors import GATEWAY_FAILED, Problem

_MANAGED = 2


@dataclass(frozen=True, slots=True)
class Scaling:
    """Seats of one plan: contracted `minimum`, and assigned over all managed clients `before` and `after`."""

    minimum: int
    before: int
    after: int

    @property
    def purchases(self) -> bool:
        """Whether seats beyond the minimum, and beyond what is assigned now, are bought."""
        return self.after > max(self.minimum, self.before)

    def purchased(self, stored: int) -> int:
        """Purchased seats afterwards. Below the minimum on both sides the stored figure is left alone."""
        if self.before <= self.minimum and self.after <= self.minimum:
            return stored
        return max(0, self.after - self.minimum)


def plan_scaling(database: Database, provider_id: str, plan_type: int, delta: int) -> Scaling:
    """Work out a change, before it is made. Raises 500 where the provider has no such plan."""
    plan = _plan(database, provider_id, plan_type)
    assigned = database.value(
        "SELECT COALESCE(SUM(o.seats), 0) FROM organizations o JOIN provider_organizations l"
        " ON l.organization_id = o.id WHERE l.provider_id = ? AND o.plan_type = ? AND o.status = ?",
        (provider_id, plan_type, _MANAGED),
    )
    return Scaling(plan["seat_minimum"], assigned, assigned + delta)


def scale_seats(database: Database, provider_id: str, plan_type: int, scaling: Scaling) -> None:
    """Store what `plan_scaling` worked out."""
    plan = _plan(database, provider_id, plan_type)
    database.run(
        "UPDATE provider_plans SET purchased_seats = ?, allocated_seats = ?"
        " WHERE provider_id = ? AND plan_type = ?",
        (scaling.purchased(plan["purchased_seats"]), scaling.after, provider_id, plan_type),
    )


def _plan(database: Database, provider_id: str, plan_type: int) -> Row:
    statement = "SELECT * FROM provider_plans WHERE provider_id = ? AND plan_type = ?"
    plan = database.row(statement, (provider_id, plan_type))
    if plan is None:
        raise Problem(500, GATEWAY_FAILED)
    return plan
