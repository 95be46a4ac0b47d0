"""Sets of policies that a careful provider starts a client with. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from backend_client.portal.policy_types import PolicyType, Value


class Preset(StrEnum):
    """The names, as a command line takes them."""

    BEFORE_INVITING = "before-inviting"
    BASELINE = "baseline"
    STRICT = "strict"


_RECOVERY: Mapping[str, Value] = {"autoEnrollEnabled": True}

PRESETS: Mapping[Preset, Mapping[int, Mapping[str, Value]]] = {
    Preset.BEFORE_INVITING: {
        PolicyType.SINGLE_ORGANIZATION: {},
        PolicyType.ACCOUNT_RECOVERY: _RECOVERY,
        PolicyType.TWO_STEP: {},
    },
    Preset.BASELINE: {
        PolicyType.SINGLE_ORGANIZATION: {},
        PolicyType.ACCOUNT_RECOVERY: _RECOVERY,
        PolicyType.MASTER_PASSWORD: {"minComplexity": 3, "minLength": 14},
        PolicyType.TWO_STEP: {},
    },
    Preset.STRICT: {
        PolicyType.SINGLE_ORGANIZATION: {},
        PolicyType.ACCOUNT_RECOVERY: _RECOVERY,
        PolicyType.SESSION_TIMEOUT: {"type": "custom", "minutes": 15, "action": "lock"},
        PolicyType.MASTER_PASSWORD: {"minComplexity": 4, "minLength": 16, "enforceOnLogin": True},
        PolicyType.NO_PIN: {},
        PolicyType.DATA_OWNERSHIP: {},
        PolicyType.NO_EXPORT: {},
        PolicyType.TWO_STEP: {},
    },
}
"""For each preset the policies to be on, with the least their data must say. Stricter data stays.

`before-inviting` holds what is painless only while nobody is a member: two revoke people who are
already in, and recovery is taken up automatically only by people who join later.
"""
