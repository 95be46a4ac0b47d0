"""The domains an organization claims."""

from __future__ import annotations

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.rows import Rows, read_rows
from backend_client.api.wire import Id, Moment, Number, Text, WireModel, read_model

_DOMAINS = "organizations/{organization_id}/domain"


class DomainRow(WireModel):
    """One domain. `txt` is the text of the record to publish on the domain itself.

    `next_run_date` is when the server looks for it by itself, which it did `job_run_count` times.
    """

    id: Id
    domain_name: str
    txt: Text = ""
    creation_date: Moment | None = None
    next_run_date: Moment | None = None
    job_run_count: Number = 0
    verified_date: Moment | None = None
    last_checked_date: Moment | None = None


class DomainsApi:
    """Calls about an organization's domains. NotPermitted for an account that may not manage SSO."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def list(self, organization_id: str) -> Rows[DomainRow]:
        """Every domain, verified or not."""
        call = Call("GET", _DOMAINS, {"organization_id": organization_id})
        return read_rows(DomainRow, await self._caller.request(call))

    async def create(self, organization_id: str, name: str) -> DomainRow:
        """Add one. BadRequest where it is listed already, or another organization has verified it."""
        call = Call("POST", _DOMAINS, {"organization_id": organization_id}, body={"domainName": name})
        return read_model(DomainRow, await self._caller.request(call))

    async def verify(self, organization_id: str, domain_id: str) -> DomainRow:
        """Have the server look for the record now. It answers the same where there is none: see
        `verified_date`. BadRequest where it is verified already, here or by another organization.
        """
        place = {"organization_id": organization_id, "domain_id": domain_id}
        call = Call("POST", f"{_DOMAINS}/{{domain_id}}/verify", place)
        return read_model(DomainRow, await self._caller.request(call))

    async def remove(self, organization_id: str, domain_id: str) -> None:
        """Forget one; a verified domain is claimed no more."""
        place = {"organization_id": organization_id, "domain_id": domain_id}
        await self._caller.request(Call("DELETE", f"{_DOMAINS}/{{domain_id}}", place))
