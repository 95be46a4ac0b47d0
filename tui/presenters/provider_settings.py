"""A provider's own settings in words: what is, what would be, what its end means. Pure."""

from __future__ import annotations

from backend_client.errors import RuleBroken
from backend_client.portal.client_rules import LONGEST_NAME
from backend_client.portal.clients import ClientList
from backend_client.portal.organization_rules import check_billing_email, check_own_name, stored_length
from backend_client.portal.provider_record import ProviderRecord
from backend_client.portal.provider_settings import check_record
from backend_client.portal.providers import Provider
from tui.explain import explanation_of
from tui.presenters.client_forms import Problem
from tui.presenters.providers import kind_word, state_words
from tui.presenters.typed_name import is_typed, text_to_type
from tui.safe_text import safe_text
from tui.terms import clients_counted
from tui.translate import _

_EMAIL = 120


def record_facts(provider: Provider, record: ProviderRecord) -> tuple[tuple[str, str], ...]:
    """What is known of the provider, as label and text."""
    return (
        (_("Provider name"), safe_text(record.name) or _("(no name)")),
        (_("Business name"), safe_text(record.business_name) or "-"),
        (_("Billing e-mail"), safe_text(record.billing_email, limit=_EMAIL) or "-"),
        (_("Kind"), kind_word(provider.kind)),
        (_("State"), state_words(provider)),
        (_("Provider id"), safe_text(provider.id)),
    )


def name_count(name: str) -> str:
    """How much of the allowed length is typed, as the server counts it."""
    return _("Characters of the name, as the server counts them: {count} of {most}").format(
        count=stored_length(name.strip()), most=LONGEST_NAME
    )


def problem_of_record(shown: ProviderRecord, name: str, email: str) -> Problem | None:
    """Why the record cannot be sent so."""
    try:
        check_own_name(name, encoded=True)
    except RuleBroken as broken:
        return Problem("name", explanation_of(broken).line())
    try:
        check_billing_email(email.strip().lower())
    except RuleBroken as broken:
        return Problem("email", explanation_of(broken).line())
    try:
        check_record(shown, name=name, billing_email=email)
    except RuleBroken as broken:
        return Problem("name", explanation_of(broken).line())
    return None


def record_review(shown: ProviderRecord, name: str, email: str) -> tuple[str, ...]:
    """Before and after of what changes, and what stays."""
    wanted = check_record(shown, name=name, billing_email=email)
    said = []
    for label, before, after in (
        (_("Provider name"), shown.name, wanted.name),
        (_("Billing e-mail"), shown.billing_email, wanted.billing_email),
    ):
        words = _("{label}: {before} -> {after}") if before != after else _("{label} stays: {after}")
        safe = {"before": safe_text(before, limit=_EMAIL), "after": safe_text(after, limit=_EMAIL)}
        said.append(words.format(label=label, **safe))
    business = safe_text(shown.business_name) or "-"
    said.append(_("Business name is sent again as it is: {name}").format(name=business))
    return tuple(said)


def saved_sentence() -> str:
    """What was done, for the message line."""
    return _("The provider's settings were saved.")


def delete_obstacle(listed: ClientList) -> str:
    """Why the provider is not deleted; empty where it has no clients."""
    if listed.unreadable:
        return _("Not every client could be read, so the provider is not deleted.")
    if listed.clients:
        clients = clients_counted(listed.provider.kind, len(listed.clients))
        words = _("The provider has {clients}. Unlink or delete them first; then it can be deleted.")
        return words.format(clients=clients)
    return ""


def delete_consequences(provider: Provider) -> tuple[str, ...]:
    """What deleting means, before anything is sent."""
    return (
        _("This deletes the provider {name} for everybody.").format(name=safe_text(provider.name)),
        _("Its people lose their access, its subscription ends, and its event log and key are gone."),
        _("It cannot be undone. The server asks for no password here; this program has asked for yours."),
    )


def provider_name_to_type(provider: Provider) -> str:
    """What is typed to delete it."""
    return text_to_type(provider.name, provider.id)


def is_provider_name(provider: Provider, typed: str) -> bool:
    """Whether that is its name."""
    return is_typed(provider.name, typed, provider.id)


def deleted_sentence(provider: Provider) -> str:
    """What was done."""
    return _("The provider {name} was deleted.").format(name=safe_text(provider.name, limit=50))
