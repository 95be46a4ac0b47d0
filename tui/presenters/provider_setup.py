"""Setting up a provider in words: the fields, what is wrong with them, the way through the browser. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend_client.errors import BadRequest, NotApplied, SeatwardenError, SetupFault
from backend_client.portal.client_rules import LONGEST_NAME
from backend_client.portal.join_link import JoinLink
from backend_client.portal.organization_rules import stored_length
from backend_client.portal.setup_form import SetupField, SetupForm, fields_refused
from tui.safe_text import safe_text
from tui.translate import _

_LIMIT = 80
_LONGEST_ADDRESS = 8000


def field_label(field: SetupField) -> str:
    """What stands before a field."""
    return {
        SetupField.NAME: _("Provider name"),
        SetupField.BUSINESS: _("Business name"),
        SetupField.BILLING_EMAIL: _("Billing e-mail"),
        SetupField.COUNTRY: _("Country"),
        SetupField.POSTAL_CODE: _("Postal code"),
        SetupField.LINE1: _("Address"),
        SetupField.LINE2: _("Address, line 2"),
        SetupField.CITY: _("City"),
        SetupField.STATE: _("State or region"),
        SetupField.TAX_KIND: _("Kind of tax id"),
        SetupField.TAX_ID: _("Tax id"),
    }[field]


def field_hint(field: SetupField) -> str:
    """What an empty field says."""
    return {
        SetupField.NAME: _("as your clients know it"),
        SetupField.BUSINESS: _("optional, for invoices"),
        SetupField.BILLING_EMAIL: "billing@provider.example",
        SetupField.COUNTRY: _("two letters, such as US or DE"),
        SetupField.POSTAL_CODE: "",
        SetupField.TAX_KIND: _("optional, such as eu_vat"),
    }.get(field, _("optional"))


def fault_sentence(field: SetupField, fault: SetupFault, value: str) -> str:
    """What is wrong with one field."""
    label = field_label(field)
    if fault is SetupFault.TOO_LONG and field in (SetupField.NAME, SetupField.BUSINESS):
        words = _(
            "{label}: {length} characters as the server stores it, {most} at most. &, quotes and letters"
            " such as é take five and more there."
        )
        return words.format(label=label, length=stored_length(value.strip()), most=LONGEST_NAME)
    words = {
        SetupFault.REQUIRED: _("{label} is missing."),
        SetupFault.TOO_LONG: _("{label} is too long."),
        SetupFault.HIDDEN: _("{label} has characters that do not show."),
        SetupFault.NOT_EMAIL: _("{label} is no e-mail address."),
        SetupFault.NOT_COUNTRY: _("{label} is two letters, such as US or DE."),
        SetupFault.HALF_TAX_ID: _("{label} is missing: a tax id needs its kind and its number."),
        SetupFault.REFUSED: _("The server refused {label}."),
    }[fault]
    return words.format(label=label)


def review_sentences(form: SetupForm) -> tuple[str, ...]:
    """Everything that will be done."""
    typed = [
        _("{label}: {value}").format(label=field_label(field), value=safe_text(form[field], limit=_LIMIT))
        for field in SetupField
        if form[field]
    ]
    return (
        *typed,
        _("The provider's key is made here and sealed to your own key. It opens every client to come."),
        _("Payment: the practice card. No real server takes it."),
    )


def refused_fields(error: SeatwardenError) -> dict[SetupField, str]:
    """What a refusal says of single fields, safe to draw."""
    cause = error.cause if isinstance(error, NotApplied) else error
    if not isinstance(cause, BadRequest):
        return {}
    return {
        field: _("{label}: the server says '{text}'.").format(
            label=field_label(field), text=safe_text(sentence, limit=_LIMIT)
        )
        for field, sentence in fields_refused(cause.validation).items()
    }


def browser_sentences() -> Sequence[str]:
    """Why a provider is not set up in a terminal, and how it goes on."""
    return (
        _(
            "Setting up a provider asks for a payment method. Card and bank data go from the browser straight"
            " to the payment service, and never through a terminal: this step happens in the web portal."
        ),
        _("1. y copies the address of the setup. Open it in a browser, signed in with this account."),
        _(
            "2. Fill in the names, the billing address and the payment method there. The web portal makes the"
            " provider's key and seals it to your account."
        ),
        _("3. Come back here. R looks whether the provider is set up, and opens it."),
        _("Nothing is half done here meanwhile: nothing was sent."),
    )


def address_lines(link: JoinLink, width: int, *, whole: bool) -> tuple[str, ...]:
    """The address to open in a browser: its beginning, or all of it in pieces of `width` cells."""
    address = safe_text(link.address.reveal(), limit=_LONGEST_ADDRESS)
    if not whole:
        return (_("{beginning} ...  (v shows all of it)").format(beginning=address.partition("?")[0]),)
    return tuple(address[start : start + width] for start in range(0, len(address), width))


def not_yet_sentence() -> str:
    """That the browser is not finished."""
    return _("The provider is not set up yet. Finish it in the browser; R looks again.")


def faults_by_field(form: SetupForm) -> Mapping[SetupField, str]:
    """What is wrong, in words."""
    return {field: fault_sentence(field, fault, form[field]) for field, fault in form.faults().items()}
