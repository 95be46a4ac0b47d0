"""What somebody waits for longer than a moment."""

from __future__ import annotations

from backend_client.api.waits import Waiting as Waiting
from backend_client.reasons import WaitReason as WaitReason
