"""Languages: English without a catalog, the pseudo-language, plurals, fields that survive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tui import translate
from tui.translate import N_, _, ngettext, stretched, use_locale


@pytest.fixture(autouse=True)
def _english_afterwards() -> Iterator[None]:
    yield
    use_locale()


def test_english_is_the_source_and_the_fallback() -> None:
    use_locale("xx")
    assert _("Client") == "Client"
    assert ngettext("{count} client", "{count} clients", 2) == "{count} clients"


def test_the_pseudo_language_is_chosen_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(translate.LANGUAGE_VARIABLE, translate.PSEUDO)
    use_locale()
    assert _("Remaining").startswith("[Remaining")
    assert ngettext("one", "many", 3).startswith("[many")
    assert N_("Quit") == "Quit"


@pytest.mark.parametrize("message", ["Refresh", "{count} clients in all", "A longer sentence, as they come."])
def test_pseudo_is_forty_percent_longer_and_keeps_fields(message: str) -> None:
    longer = stretched(message)
    assert len(longer) >= len(message) * 1.4
    assert message in longer


def test_pseudo_keeps_outer_spaces() -> None:
    assert stretched(" Nothing. ").startswith(" [")
    assert stretched("  ") == "  "
