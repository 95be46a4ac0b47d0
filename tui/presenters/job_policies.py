"""What a job on policies remembers: the preset, or the one policy that was wished for. Pure."""

from __future__ import annotations

from typing import Any

from backend_client.portal.job_lines import LeftJob
from backend_client.portal.policies import PolicyWish
from backend_client.portal.policy_presets import Preset
from backend_client.portal.policy_types import kind_named, kind_of


def policy_asked(wish: PolicyWish) -> dict[str, Any]:
    """One policy with what must go before it: its data are what the server shows to everybody in plain."""
    data = None if wish.data is None else dict(wish.data)
    return {"policy": kind_of(wish.type).word, "enabled": wish.enabled, "data": data}


def preset_again(left: LeftJob) -> Preset | None:
    """The preset of a job; None where it was about one policy."""
    return next((one for one in Preset if one.value == left.line.asked.get("preset")), None)


def policy_again(left: LeftJob) -> PolicyWish | None:
    """The one policy that was wished; whoever can write the journal can write anything into it."""
    asked = left.line.asked
    kind, enabled, data = kind_named(str(asked.get("policy", ""))), asked.get("enabled"), asked.get("data")
    if kind is None or not isinstance(enabled, bool):
        return None
    return PolicyWish(kind.type, enabled, data if isinstance(data, dict) else None)
