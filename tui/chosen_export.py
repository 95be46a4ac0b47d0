"""The export file that somebody chose, and how it is to be read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.formats import ImportFormat, read_export
from backend_client.portal.importers.imported import Imported
from backend_client.portal.importers.keepass_kdbx import SIGNATURE
from backend_client.secret import Secret
from tui.export_file import read_file

OpenWithKey = Callable[[bytes, ImportFormat | None], Awaitable[tuple[ImportFormat, Imported]]]
"""Opens what only the client's own key opens."""


@dataclass(slots=True)
class ChosenExport:
    """`kind` None: find out. `has_key_file`: it is of a kind that may need one beside its password."""

    path: Path
    kind: ImportFormat | None = None
    has_key_file: bool = False

    async def contents(
        self, open_with_key: OpenWithKey, password: Secret | None, key_file: Path | None
    ) -> tuple[ImportFormat, Imported]:
        """Read it anew: nothing of it is kept here. Raises ImportProblem, and what `open_with_key` does."""
        data = await asyncio.to_thread(read_file, self.path)
        self.has_key_file = data.startswith(SIGNATURE)
        key = await asyncio.to_thread(read_file, key_file) if key_file is not None else None
        try:
            return await asyncio.to_thread(read_export, data, self.kind, password=password, key_file=key)
        except ImportProblem as problem:
            if problem.fault is not ImportFault.KEY_NEEDED:
                raise
        return await open_with_key(data, self.kind)
