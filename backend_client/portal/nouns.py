"""The nouns of the portal: one attribute each, imported when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from backend_client.api.api import Api
from backend_client.portal.acts import Acts
from backend_client.portal.client_reader import ClientReader
from backend_client.portal.item_counts import ItemCounts
from backend_client.portal.journal import Journal
from backend_client.portal.session import Session

if TYPE_CHECKING:
    from backend_client.portal.account_recovery import AccountRecovery
    from backend_client.portal.billing import Billing
    from backend_client.portal.client_changes import ClientChanges
    from backend_client.portal.collection_changes import CollectionChanges
    from backend_client.portal.device_approvals import DeviceApprovals
    from backend_client.portal.directory_settings import DirectorySettings
    from backend_client.portal.domains import ClaimedDomains
    from backend_client.portal.event_log import EventLog
    from backend_client.portal.group_changes import GroupChanges
    from backend_client.portal.import_write import VaultImport
    from backend_client.portal.invitations import Invitations
    from backend_client.portal.job_lines import JobLines
    from backend_client.portal.joining import Joining
    from backend_client.portal.known_keys import KnownKeys
    from backend_client.portal.member_changes import MemberChanges
    from backend_client.portal.member_edits import MemberEdits
    from backend_client.portal.opened_client import ClientOpener
    from backend_client.portal.organization_reader import OrganizationReader
    from backend_client.portal.organization_settings import OrganizationSettings
    from backend_client.portal.people_changes import PeopleChanges
    from backend_client.portal.people_reader import PeopleReader
    from backend_client.portal.policy_changes import PolicyChanges
    from backend_client.portal.provider_settings import ProviderSettings
    from backend_client.portal.provider_setup import ProviderSetup
    from backend_client.portal.sso_settings import SsoSettings


class PortalNouns:
    """What `Portal` offers of each noun. `_who` names the account in the journal, `_user_id` is its id."""

    session: Session
    journal: Journal | None
    _api: Api
    _reader: ClientReader
    _acts: Acts
    _counts: ItemCounts

    # Inside a client

    @cached_property
    def changes(self) -> ClientChanges:
        """Creating, resizing, moving, renaming, adding and unlinking clients."""
        from backend_client.portal.client_changes import ClientChanges  # noqa: PLC0415

        return ClientChanges(self._api, reader=self._reader, keys=lambda: self.session.keys, acts=self._acts)

    @cached_property
    def imports(self) -> VaultImport:
        """Importing items into a client's vault."""
        from backend_client.portal.import_write import VaultImport  # noqa: PLC0415

        return VaultImport(
            self._api, opener=self._opener, acts=self._acts, journal=self.journal, counts=self._counts
        )

    @cached_property
    def collections(self) -> CollectionChanges:
        """Changing the collections of a client: create, rename, nest, grant, delete."""
        from backend_client.portal.collection_changes import CollectionChanges  # noqa: PLC0415

        return CollectionChanges(self._api, opener=self._opener, acts=self._acts, journal=self.journal)

    @cached_property
    def groups(self) -> GroupChanges:
        """Changing the groups of a client: create, rename, give access, choose members, delete."""
        from backend_client.portal.group_changes import GroupChanges  # noqa: PLC0415

        return GroupChanges(self._api, opener=self._opener, acts=self._acts)

    @cached_property
    def invitations(self) -> Invitations:
        """Inviting people into a client, in batches, against the seats it has."""
        from backend_client.portal.invitations import Invitations  # noqa: PLC0415

        return Invitations(self._api, opener=self._opener, acts=self._acts, journal=self.journal)

    @cached_property
    def members(self) -> MemberChanges:
        """Changing the members of a client: confirm, resend, revoke, restore, remove."""
        from backend_client.portal.member_changes import MemberChanges  # noqa: PLC0415

        return MemberChanges(
            self._api, opener=self._opener, acts=self._acts, journal=self.journal, me=self._user_id
        )

    @cached_property
    def policies(self) -> PolicyChanges:
        """The enterprise policies of a client: read, preview, switch."""
        from backend_client.portal.policy_changes import PolicyChanges  # noqa: PLC0415

        return PolicyChanges(self._api, opener=self._opener, acts=self._acts)

    @cached_property
    def sso(self) -> SsoSettings:
        """Single sign-on of a client: read, check, save."""
        from backend_client.portal.sso_settings import SsoSettings  # noqa: PLC0415

        return SsoSettings(self._api, opener=self._opener, acts=self._acts)

    @cached_property
    def directory(self) -> DirectorySettings:
        """A client's directory: SCIM and the hand-over to Directory Connector."""
        from backend_client.portal.directory_settings import DirectorySettings  # noqa: PLC0415

        return DirectorySettings(self._api, opener=self._opener, acts=self._acts)

    # The provider itself

    @cached_property
    def people(self) -> PeopleChanges:
        """The staff of a provider: read, invite, remind, confirm, change roles, remove."""
        from backend_client.portal.people_changes import PeopleChanges  # noqa: PLC0415

        return PeopleChanges(
            self._api, session=self.session, reader=self._reader, acts=self._acts, people=self.staff
        )

    @cached_property
    def staff(self) -> PeopleReader:
        """The staff of a provider, read only: without the cryptography that confirming brings."""
        from backend_client.portal.people_reader import PeopleReader  # noqa: PLC0415

        return PeopleReader(self._api, session=self.session, journal=self.journal)

    @cached_property
    def joining(self) -> Joining:
        """Accepting an invitation to a provider or an organization."""
        from backend_client.portal.joining import Joining  # noqa: PLC0415

        return Joining(
            self._api, session=self.session, reader=self._reader, acts=self._acts, journal=self.journal
        )

    @cached_property
    def provider_setup(self) -> ProviderSetup:
        """Setting up a provider that the vendor has prepared."""
        from backend_client.portal.provider_setup import ProviderSetup  # noqa: PLC0415

        return ProviderSetup(
            self._api, session=self.session, reader=self._reader, acts=self._acts, journal=self.journal
        )

    @cached_property
    def events(self) -> EventLog:
        """The event logs of a provider and of its clients."""
        from backend_client.portal.event_log import EventLog  # noqa: PLC0415

        return EventLog(self._api, session=self.session, reader=self._reader, opener=self._opener)

    @cached_property
    def billing(self) -> Billing:
        """What a provider pays for: subscription, invoices, payment."""
        from backend_client.portal.billing import Billing  # noqa: PLC0415

        return Billing(self._api, reader=self._reader)

    @cached_property
    def provider_settings(self) -> ProviderSettings:
        """A provider's name and billing e-mail."""
        from backend_client.portal.provider_settings import ProviderSettings  # noqa: PLC0415

        return ProviderSettings(self._api, reader=self._reader, acts=self._acts, journal=self.journal)

    # The ongoing administration of a client

    @cached_property
    def member_edits(self) -> MemberEdits:
        """Changing what members of a client are and reach: role, groups, collections."""
        from backend_client.portal.member_edits import MemberEdits  # noqa: PLC0415
        from backend_client.portal.member_workaround import MemberWorkaround  # noqa: PLC0415

        workaround = MemberWorkaround(
            groups=self.groups,
            collections=self.collections,
            members=self.members,
            invitations=self.invitations,
        )
        return MemberEdits(self._api, opener=self._opener, acts=self._acts, workaround=workaround)

    @cached_property
    def account_recovery(self) -> AccountRecovery:
        """Giving a member of a client a new master password."""
        from backend_client.portal.account_recovery import AccountRecovery  # noqa: PLC0415

        return AccountRecovery(self._api, opener=self._opener, acts=self._acts)

    @cached_property
    def device_approvals(self) -> DeviceApprovals:
        """Approving or denying devices that members of a client asked for."""
        from backend_client.portal.device_approvals import DeviceApprovals  # noqa: PLC0415

        return DeviceApprovals(self._api, opener=self._opener, acts=self._acts, journal=self.journal)

    @cached_property
    def organization_settings(self) -> OrganizationSettings:
        """A client organization itself: details, collection management, keys, its end."""
        from backend_client.portal.organization_settings import OrganizationSettings  # noqa: PLC0415

        return OrganizationSettings(
            self._api,
            opener=self._opener,
            reader=self._reader,
            acts=self._acts,
            counts=self._counts,
            journal=self.journal,
            changes=lambda: self.changes,
        )

    @cached_property
    def domains(self) -> ClaimedDomains:
        """The domains a client claims."""
        from backend_client.portal.domains import ClaimedDomains  # noqa: PLC0415

        return ClaimedDomains(self._api, opener=self._opener, acts=self._acts, journal=self.journal)

    @cached_property
    def known_keys(self) -> KnownKeys:
        """Which keys of a provider and its clients are the known ones; accepting one that changed."""
        from backend_client.portal.known_keys import KnownKeys  # noqa: PLC0415

        return KnownKeys(
            session=self.session,
            reader=self._reader,
            acts=self._acts,
            journal=self.journal,
            who=self._who,
        )

    # What they share

    @cached_property
    def job_lines(self) -> JobLines:
        """What long plans were asked to do, in the journal."""
        from backend_client.portal.job_lines import JobLines  # noqa: PLC0415

        return JobLines(self.journal, who=self._who, server=self._api.server.host)

    @cached_property
    def _opener(self) -> ClientOpener:
        from backend_client.portal.opened_client import ClientOpener  # noqa: PLC0415

        return ClientOpener(self.session, self._reader)

    @cached_property
    def _organizations(self) -> OrganizationReader:
        from backend_client.portal.organization_reader import OrganizationReader  # noqa: PLC0415

        return OrganizationReader(self._api, self.session, self._opener)

    def _who(self) -> str:
        return self.session.account.email if self.session.account else ""

    def _user_id(self) -> str:
        return self.session.account.user_id if self.session.account else ""
