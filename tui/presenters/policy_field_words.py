"""The fields of policies in words: labels, choices, what is wrong with a value. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend_client.portal.policy_types import Fault, Field
from tui.translate import _


def field_label(field: Field) -> str:
    """What a field of a form is called."""
    return _LABELS[field.key]()


_LABELS: Mapping[str, Callable[[], str]] = {
    "minComplexity": lambda: _("Least strength"),
    "minLength": lambda: _("Least length"),
    "requireLower": lambda: _("Lower case required"),
    "requireUpper": lambda: _("Upper case required"),
    "requireNumbers": lambda: _("Digits required"),
    "requireSpecial": lambda: _("Special signs required"),
    "enforceOnLogin": lambda: _("Weak ones must change"),
    "overridePasswordType": lambda: _("Kind"),
    "useUpper": lambda: _("Upper case"),
    "useLower": lambda: _("Lower case"),
    "useNumbers": lambda: _("Digits"),
    "useSpecial": lambda: _("Special signs"),
    "minNumbers": lambda: _("Least digits"),
    "minSpecial": lambda: _("Least special signs"),
    "minNumberWords": lambda: _("Least words"),
    "capitalize": lambda: _("Capital initials"),
    "includeNumber": lambda: _("A digit in a phrase"),
    "type": lambda: _("Time out"),
    "minutes": lambda: _("Minutes"),
    "action": lambda: _("Then"),
    "autoEnrollEnabled": lambda: _("New members enrol"),
    "enableIndividualItemsTransfer": lambda: _("Take over own items"),
    "disableHideEmail": lambda: _("Always show the e-mail"),
    "disableSend": lambda: _("No Sends at all"),
    "whoCanAccess": lambda: _("Who can open Sends"),
    "allowedDomains": lambda: _("Domains, with commas"),
    "deletionHours": lambda: _("Deleted after hours"),
    "allowedSendTypes": lambda: _("Kinds of Send"),
    "uriMatchDetection": lambda: _("Match by"),
    "idpHost": lambda: _("Identity provider host"),
    "header": lambda: _("Heading"),
    "description": lambda: _("Message"),
    "buttonText": lambda: _("Button"),
    "showAfterEveryLogin": lambda: _("After every login"),
    "rulesUrl": lambda: _("Address of the rules"),
}


def short_label(field: Field) -> str:
    """The same in a list of values; empty where the value says enough."""
    return _SHORT[field.key]()


_SHORT: Mapping[str, Callable[[], str]] = {
    "minComplexity": lambda: _("strength"),
    "minLength": lambda: _("length"),
    "requireLower": lambda: _("lower case"),
    "requireUpper": lambda: _("upper case"),
    "requireNumbers": lambda: _("digits"),
    "requireSpecial": lambda: _("special signs"),
    "enforceOnLogin": lambda: _("weak ones must change"),
    "overridePasswordType": lambda: "",
    "useUpper": lambda: _("upper case"),
    "useLower": lambda: _("lower case"),
    "useNumbers": lambda: _("digits"),
    "useSpecial": lambda: _("special signs"),
    "minNumbers": lambda: _("least digits"),
    "minSpecial": lambda: _("least special signs"),
    "minNumberWords": lambda: _("least words"),
    "capitalize": lambda: _("capital initials"),
    "includeNumber": lambda: _("a digit in a phrase"),
    "type": lambda: "",
    "minutes": lambda: _("minutes"),
    "action": lambda: _("then"),
    "autoEnrollEnabled": lambda: _("new members enrol"),
    "enableIndividualItemsTransfer": lambda: _("own items taken over"),
    "disableHideEmail": lambda: _("e-mail always shown"),
    "disableSend": lambda: _("no Sends at all"),
    "whoCanAccess": lambda: _("access"),
    "allowedDomains": lambda: _("domains"),
    "deletionHours": lambda: _("hours"),
    "allowedSendTypes": lambda: _("kinds"),
    "uriMatchDetection": lambda: _("by"),
    "idpHost": lambda: "",
    "header": lambda: _("heading"),
    "description": lambda: "",
    "buttonText": lambda: _("button"),
    "showAfterEveryLogin": lambda: _("after every login"),
    "rulesUrl": lambda: "",
}


def choice_word(field: Field, choice: int | str | None) -> str:
    """A choice of a field."""
    if choice is None:
        return _("not set")
    return _CHOICES[field.key, choice]()


_CHOICES: Mapping[tuple[str, int | str], Callable[[], str]] = {
    ("minComplexity", 0): lambda: _("0 (very weak)"),
    ("minComplexity", 1): lambda: _("1 (weak)"),
    ("minComplexity", 2): lambda: _("2 (fair)"),
    ("minComplexity", 3): lambda: _("3 (good)"),
    ("minComplexity", 4): lambda: _("4 (strong)"),
    ("overridePasswordType", "password"): lambda: _("passwords only"),
    ("overridePasswordType", "passphrase"): lambda: _("passphrases only"),
    ("type", "custom"): lambda: _("after some minutes"),
    ("type", "immediately"): lambda: _("at once"),
    ("type", "onSystemLock"): lambda: _("when the computer locks"),
    ("type", "onAppRestart"): lambda: _("when the app restarts"),
    ("type", "never"): lambda: _("never"),
    ("action", "lock"): lambda: _("lock"),
    ("action", "logOut"): lambda: _("log out"),
    ("whoCanAccess", 0): lambda: _("anybody with the link"),
    ("whoCanAccess", 1): lambda: _("with a password"),
    ("whoCanAccess", 2): lambda: _("named people only"),
    ("allowedSendTypes", 0): lambda: _("text"),
    ("allowedSendTypes", 1): lambda: _("file"),
    ("allowedSendTypes", 2): lambda: _("item"),
    ("uriMatchDetection", 0): lambda: _("base domain"),
    ("uriMatchDetection", 1): lambda: _("host"),
    ("uriMatchDetection", 2): lambda: _("beginning"),
    ("uriMatchDetection", 3): lambda: _("whole address"),
    ("uriMatchDetection", 4): lambda: _("regular expression"),
    ("uriMatchDetection", 5): lambda: _("never"),
}


def fault_sentence(field: Field, fault: Fault) -> str:
    """What is wrong with a value, and what would be right."""
    words = {
        Fault.RANGE: _("{field}: a whole number from {low} to {high}."),
        Fault.MISSING: _("{field}: this is needed."),
        Fault.TOO_LONG: _("{field}: at most {high} characters."),
        Fault.NO_CHOICE: _("{field}: not one of the choices."),
        Fault.NOT_HTTPS: _("{field}: a whole address that begins with https://."),
        Fault.DOMAINS_WITHOUT_PEOPLE: _("{field}: only where named people alone can open Sends."),
    }[fault]
    return words.format(field=field_label(field), low=field.low, high=field.high)
