"""Provider rows: words for every kind, role and state, and nothing foreign unfiltered."""

from __future__ import annotations

import pytest

from backend_client.portal.providers import KeyState, Provider, ProviderKind, ProviderRole
from tui.presenters.providers import (
    kind_word,
    no_provider_sentences,
    provider_columns,
    provider_rows,
    state_words,
)


def provider(
    name: str = "Northwind MSP",
    *,
    id: str = "p1",
    kind: ProviderKind = ProviderKind.MSP,
    enabled: bool = True,
    billable: bool = True,
    key: KeyState = KeyState.OPEN,
) -> Provider:
    return Provider(
        id=id, name=name, kind=kind, role=ProviderRole.ADMIN, enabled=enabled, billable=billable, key=key
    )


def test_rows_are_ordered_by_name_and_carry_their_columns() -> None:
    rows = provider_rows([provider("zeta", id="z"), provider("Alpha", id="a")])
    assert [row.id for row in rows] == ["a", "z"]
    assert [cell.text for cell in rows[0].cells] == ["Alpha", "MSP", "Provider admin", "Active"]
    assert len(rows[0].cells) == len(provider_columns())


def test_every_kind_has_its_own_words() -> None:
    assert len({kind_word(kind) for kind in ProviderKind}) == len(ProviderKind)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (provider(enabled=False, key=KeyState.MISSING), "Suspended"),
        (provider(key=KeyState.MISSING), "No key yet"),
        (provider(key=KeyState.BROKEN), "Key problem"),
        (provider(billable=False), "Active, older billing"),
        (provider(key=KeyState.NOT_TRIED), "Active"),
    ],
)
def test_the_worst_state_is_named(one: Provider, words: str) -> None:
    assert state_words(one) == words
    (row,) = provider_rows([one])
    assert (row.cells[3].style == "warning") is (words in {"Suspended", "No key yet", "Key problem"})


def test_names_are_made_safe_and_never_empty() -> None:
    hostile, empty = provider_rows([provider("\x1b[31m[b]X[/b]", id="1"), provider("", id="2")])[::-1]
    assert hostile.name.isprintable()
    assert "[b]X[/b]" in hostile.name
    assert empty.name == "(no name)"


def test_whoever_has_no_provider_learns_how_one_becomes_one() -> None:
    text = "\n".join(no_provider_sentences("ada@north.example\x07"))
    assert "active Enterprise organization" in text
    assert "ready to be onboarded" in text
    assert "https://bitwarden.com/contact/" in text
    assert "\x07" not in text
