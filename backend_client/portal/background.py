"""Work that nobody waits for: it leaves room for what somebody does."""

from __future__ import annotations

from backend_client.api.priority import background as background
