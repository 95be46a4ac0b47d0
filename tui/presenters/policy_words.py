"""What policies are called, what they do, whom they spare, and their fields in words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from backend_client.portal.policies import Obstacle
from backend_client.portal.policy_presets import Preset
from backend_client.portal.policy_types import PolicyType
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
