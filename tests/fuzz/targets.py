"""Every parser that is fuzzed, by name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.fuzz import (
    crypto_targets,
    file_targets,
    import_targets,
    journal_targets,
    state_targets,
    typed_targets,
    wire_targets,
)
from tests.fuzz.target import Target

TARGETS: Mapping[str, Target] = {
    target.name: target
    for module in (
        crypto_targets,
        wire_targets,
        import_targets,
        file_targets,
        state_targets,
        journal_targets,
        typed_targets,
    )
    for target in module.TARGETS
}
