"""What policies are called, what they do, whom they spare, and their fields in words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from backend_client.portal.policies import Obstacle
from backend_client.portal.policy_presets import Preset
from backend_client.portal.policy_types import Fault, Field, PolicyType
from tui.translate import _


class PolicyWords(NamedTuple):
    """Name, what it does in one sentence, and who is exempt."""

    name: str
    effect: str
    exempt: str


def words_of(number: int) -> PolicyWords:
    """The words for a policy type; a type of a newer server has its number only."""
    if number in _WORDS:
        return PolicyWords(*_WORDS[number]())
    return PolicyWords(
        _("Policy {number}").format(number=number),
        _("A policy of a newer server that this program does not know; the web vault shows it."),
        _("not known"),
    )


def name_of(number: int) -> str:
    """What a policy is called."""
    return words_of(number).name


def _admins() -> str:
    return _("owners, admins, provider users")


def _nobody() -> str:
    return _("nobody")


def _clients() -> str:
    return _("nobody by the server: apps decide when they read it")


_WORDS: Mapping[int, Callable[[], tuple[str, str, str]]] = {
    PolicyType.TWO_STEP: lambda: (
        _("Require two-step login"),
        _("Members without two-step login lose access until they set it up; nobody joins without it."),
        _admins(),
    ),
    PolicyType.MASTER_PASSWORD: lambda: (
        _("Master password rules"),
        _("New and changed master passwords must be as strong as this says."),
        _nobody(),
    ),
    PolicyType.PASSWORD_GENERATOR: lambda: (
        _("Password generator"),
        _("The generator in members' apps makes passwords at least this strong."),
        _clients(),
    ),
    PolicyType.SINGLE_ORGANIZATION: lambda: (
        _("Single organization"),
        _("Members may belong to this organization only; several other policies need it."),
        _admins(),
    ),
    PolicyType.REQUIRE_SSO: lambda: (
        _("Require single sign-on"),
        _("Members log in through the identity provider only: test that login before."),
        _("owners, admins"),
    ),
    PolicyType.DATA_OWNERSHIP: lambda: (
        _("Organization data ownership"),
        _("What members save belongs to the organization; they keep no items of their own."),
        _admins(),
    ),
    PolicyType.REMOVE_SEND: lambda: (
        _("Remove Send"),
        _("Members cannot make Sends. Newer servers keep this under Send controls too."),
        _admins(),
    ),
    PolicyType.SEND_OPTIONS: lambda: (
        _("Send options"),
        _("Members cannot hide their e-mail in Sends. Newer servers keep this under Send controls too."),
        _admins(),
    ),
    PolicyType.ACCOUNT_RECOVERY: lambda: (
        _("Account recovery"),
        _("Admins can reset the master password of enrolled members; with auto-enrol, new members enrol."),
        _nobody(),
    ),
    PolicyType.SESSION_TIMEOUT: lambda: (
        _("Session timeout"),
        _("Apps lock or log out at the latest after this time."),
        _clients(),
    ),
    PolicyType.NO_EXPORT: lambda: (
        _("Remove individual export"),
        _("Members cannot export their own vault."),
        _clients(),
    ),
    PolicyType.AUTOFILL: lambda: (
        _("Activate autofill"),
        _("Browser extensions fill in logins when a page loads, unless a member switches that off."),
        _clients(),
    ),
    PolicyType.SSO_AUTO_LOGIN: lambda: (
        _("Automatic app login"),
        _("Apps of the named identity providers are filled in and logged in to by themselves."),
        _clients(),
    ),
    PolicyType.NO_FAMILIES: lambda: (
        _("No free Families plan"),
        _("Members cannot take up the free Families plan; those who did are told by mail."),
        _nobody(),
    ),
    PolicyType.NO_PIN: lambda: (
        _("Remove unlock with PIN"),
        _("Apps cannot be unlocked with a PIN."),
        _clients(),
    ),
    PolicyType.ITEM_TYPES: lambda: (
        _("Restricted item types"),
        _("Members cannot make payment cards."),
        _clients(),
    ),
    PolicyType.URI_MATCH: lambda: (
        _("URI match default"),
        _("Logins match web addresses in this way unless an item says otherwise."),
        _clients(),
    ),
    PolicyType.AUTOTYPE: lambda: (
        _("Autotype default"),
        _("Desktop apps have autotype on from the start."),
        _clients(),
    ),
    PolicyType.AUTO_CONFIRM: lambda: (
        _("Automatic confirmation"),
        _("Accepted members are confirmed without a look at their fingerprint phrase."),
        _nobody(),
    ),
    PolicyType.BLOCK_CLAIMED: lambda: (
        _("Block claimed sign-ups"),
        _("Nobody can make an account of their own with an address of a claimed domain."),
        _nobody(),
    ),
    PolicyType.BANNER: lambda: (
        _("Vault banner"),
        _("Members see this message above their vault."),
        _nobody(),
    ),
    PolicyType.SEND_CONTROLS: lambda: (
        _("Send controls"),
        _("Who may make Sends, for whom and for how long. Saving it sets Remove Send and Send options."),
        _admins(),
    ),
    PolicyType.FILL_ASSIST: lambda: (
        _("Fill assist"),
        _("Apps fill in forms by the rules at this address."),
        _clients(),
    ),
}


def obstacle_words(obstacle: Obstacle) -> str:
    """Why a policy cannot be had here, in a few words."""
    return {
        Obstacle.NO_POLICIES: _("this plan has no policies"),
        Obstacle.NOT_ON_VAULTWARDEN: _("not on Vaultwarden"),
        Obstacle.SERVER_TOO_OLD: _("this server is too old for it"),
        Obstacle.NO_SSO: _("this organization has no SSO"),
        Obstacle.NO_ACCOUNT_RECOVERY: _("no account recovery here"),
        Obstacle.NO_AUTO_CONFIRM: _("the vendor must enable it first"),
        Obstacle.NO_DOMAINS: _("this organization has no domains"),
        Obstacle.UNKNOWN_HERE: _("newer than this program"),
    }[obstacle]


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


def preset_words(preset: Preset) -> tuple[str, str]:
    """Name of a preset, and what it holds."""
    return {
        Preset.BEFORE_INVITING: (
            _("Before anybody is invited"),
            _("single organization, account recovery, two-step login"),
        ),
        Preset.BASELINE: (
            _("Baseline"),
            _("and master passwords of 14 characters, strength 3"),
        ),
        Preset.STRICT: (
            _("Strict"),
            _("16 characters, strength 4, lock after 15 min, no PIN, no own items, no export"),
        ),
    }[preset]
