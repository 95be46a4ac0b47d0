"""Who may do what with a collection, as one row of an access list."""

from __future__ import annotations

from backend_client.api.wire import Flag, Id, WireModel


class Selection(WireModel):
    """One assignment. On a member or group `id` is the collection's; on a collection it is the
    group's or the organization-user's."""

    id: Id
    read_only: Flag = False
    hide_passwords: Flag = False
    manage: Flag = False

    def body(self) -> dict[str, object]:
        """The JSON form; all four members, as some servers insist."""
        return {
            "id": self.id,
            "readOnly": self.read_only,
            "hidePasswords": self.hide_passwords,
            "manage": self.manage,
        }
