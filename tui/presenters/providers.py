"""The places a person can manage clients from, as rows; and what to tell who has none. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend_client.portal.providers import KeyState, Provider, ProviderKind
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.terms import role_word
from tui.translate import _

CONTACT_PAGE = "https://bitwarden.com/contact/"
_NEVER_BILLED = frozenset({ProviderKind.RESELLER, ProviderKind.OWN_ORGANIZATIONS})
_KEY_TROUBLE = frozenset({KeyState.MISSING, KeyState.BROKEN})


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """One line of the provider choice; `id` is the provider's, every text is safe to draw."""

    id: str
    name: str
    kind: str
    role: str
    state: str
    state_style: str = ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Name, kind, role, state."""
        return Cell(self.name), Cell(self.kind), Cell(self.role), Cell(self.state, self.state_style)


def provider_columns() -> tuple[Column, ...]:
    """The columns, left to right; at 80 cells all of them show."""
    return (
        Column("name", _("Name"), 26, narrow=16, flexible=True),
        Column("kind", _("Kind"), 13, narrow=8, wide=20),
        Column("role", _("Your role"), 18, narrow=10, wide=26),
        Column("state", _("State"), 16, narrow=9, wide=24),
    )


def provider_rows(providers: Sequence[Provider], *, current: str = "") -> tuple[ProviderRow, ...]:
    """Rows by name, own organizations last; which one is listed first means nothing. The one of the id
    `current` has a star."""
    ordered = sorted(providers, key=_by_name)
    return tuple(
        ProviderRow(
            id=provider.id,
            name=f"* {provider_title(provider)}" if provider.id == current else provider_title(provider),
            kind=kind_word(provider.kind),
            role=role_word(provider.role),
            state=state_words(provider),
            state_style=_state_style(provider),
        )
        for provider in ordered
    )


def _by_name(provider: Provider) -> tuple[bool, str, str]:
    own = provider.kind is ProviderKind.OWN_ORGANIZATIONS
    return own, provider.name.casefold(), provider.id


def provider_title(provider: Provider) -> str:
    """The name to show; places without one get words instead of an empty cell."""
    if provider.kind is ProviderKind.OWN_ORGANIZATIONS:
        return _("My own organizations")
    return safe_text(provider.name) or _("(no name)")


def kind_word(kind: ProviderKind) -> str:
    """What kind of provider it is, in a word or two."""
    words: Mapping[ProviderKind, str] = {
        ProviderKind.MSP: _("MSP"),
        ProviderKind.RESELLER: _("Reseller"),
        ProviderKind.BUSINESS_UNIT: _("Business unit"),
        ProviderKind.OWN_ORGANIZATIONS: _("No provider"),
    }
    return words[kind]


def _key_trouble(provider: Provider) -> bool:
    """Whether the account lacks a key it should have; a reseller's never has one."""
    return provider.key in _KEY_TROUBLE and provider.kind is not ProviderKind.RESELLER


def _state_style(provider: Provider) -> str:
    sound = provider.enabled and not _key_trouble(provider) and provider.key is not KeyState.CHANGED
    return "" if sound else "warning"


def state_words(provider: Provider) -> str:
    """The state in words, worst first: suspended, key trouble, unbilled, active."""
    if not provider.enabled:
        return _("Suspended")
    if provider.key is KeyState.MISSING and _key_trouble(provider):
        return _("No key yet")
    if provider.key is KeyState.BROKEN:
        return _("Key problem")
    if provider.key is KeyState.CHANGED:
        return _("Key changed")
    if not provider.billable and provider.kind not in _NEVER_BILLED:
        return _("Active, older billing")
    return _("Active")


def no_provider_sentences(email: str) -> tuple[str, ...]:
    """What to tell somebody who manages nothing: how one becomes a provider. `email` is foreign text."""
    return (
        _("{email} is in no provider and administers no organization.").format(email=safe_text(email)),
        _("To become a provider you need:"),
        _("1. An active Enterprise organization of your own."),
        _("2. A client that is ready to be onboarded."),
        _("3. To sign up with the vendor for its provider program: {address}").format(address=CONTACT_PAGE),
        _("If your employer is a provider already, ask one of its admins to invite and confirm you."),
        _("You have an invitation, or a link to set up a provider? a takes it."),
        _("Organizations that you own or administer show here as clients as soon as there are any."),
    )
