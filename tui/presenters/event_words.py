"""What events are called: a sentence for every type a server writes, words for devices and systems. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tui.translate import N_, _

SENTENCES: Final[Mapping[int, str]] = {
    # An account. {who}: its owner
    1000: N_("{who} signed in"),
    1001: N_("{who} changed the account password"),
    1002: N_("{who} changed two-step login"),
    1003: N_("{who} turned two-step login off"),
    1004: N_("{who} got in with the recovery code of two-step login"),
    1005: N_("{who}: a sign-in failed, wrong password"),
    1006: N_("{who}: a sign-in failed, wrong two-step code"),
    1007: N_("{who} exported the own vault"),
    1008: N_("{who} replaced a temporary password"),
    1009: N_("{who} moved the key to Key Connector"),
    1010: N_("{who} asked for a device to be approved"),
    1011: N_("{who} set a password after trusted devices ended"),
    # An item
    1100: N_("Item {what} was created"),
    1101: N_("Item {what} was changed"),
    1102: N_("Item {what} was deleted for good"),
    1103: N_("Item {what}: an attachment was added"),
    1104: N_("Item {what}: an attachment was deleted"),
    1105: N_("Item {what} was moved into the organization"),
    1106: N_("Item {what}: its collections were changed"),
    1107: N_("Item {what} was viewed"),
    1108: N_("Item {what}: the password was shown"),
    1109: N_("Item {what}: a hidden field was shown"),
    1110: N_("Item {what}: the card's security code was shown"),
    1111: N_("Item {what}: the password was copied"),
    1112: N_("Item {what}: a hidden field was copied"),
    1113: N_("Item {what}: the card's security code was copied"),
    1114: N_("Item {what} was filled into a page"),
    1115: N_("Item {what} was put into the trash"),
    1116: N_("Item {what} was taken out of the trash"),
    1117: N_("Item {what}: the card's number was shown"),
    1118: N_("Item {what}: the authenticator key was shown"),
    # A collection, a group
    1300: N_("Collection {what} was created"),
    1301: N_("Collection {what} was changed"),
    1302: N_("Collection {what} was deleted"),
    1400: N_("Group {what} was created"),
    1401: N_("Group {what} was changed"),
    1402: N_("Group {what} was deleted"),
    # A member. {who}: the member
    1500: N_("{who} was invited"),
    1501: N_("{who} was confirmed"),
    1502: N_("{who} was changed as a member"),
    1503: N_("{who} was removed"),
    1504: N_("{who}: the groups were changed"),
    1505: N_("{who} was unlinked from SSO"),
    1506: N_("{who} enrolled in account recovery"),
    1507: N_("{who} withdrew from account recovery"),
    1508: N_("{who} was given a new master password (account recovery)"),
    1509: N_("{who}: the link to SSO was reset"),
    1510: N_("{who} signed in by SSO for the first time"),
    1511: N_("{who} was revoked"),
    1512: N_("{who} was restored"),
    1513: N_("{who}: a device was approved"),
    1514: N_("{who}: a device was denied"),
    1515: N_("{who} was removed and the account deleted"),
    1516: N_("{who} left"),
    1517: N_("{who} was confirmed automatically"),
    1518: N_("{who} gave up the own access"),
    1519: N_("{who}: two-step login was reset (account recovery)"),
    1520: N_("{who} was revoked by the two-step login policy"),
    1521: N_("{who} was revoked by the single organization policy"),
    1523: N_("{who} was announced by the directory"),
    1524: N_("{who} joined by the invite link"),
    1525: N_("{who}: the e-mail address was changed"),
    1526: N_("{who} was confirmed by the invite link"),
    # The organization
    1600: N_("The organization's settings were changed"),
    1601: N_("The organization's vault was purged"),
    1602: N_("The organization's vault was exported"),
    1603: N_("The provider opened the vault"),
    1604: N_("Single sign-on was turned on"),
    1605: N_("Single sign-on was turned off"),
    1606: N_("Key Connector was turned on"),
    1607: N_("Key Connector was turned off"),
    1608: N_("Sponsored Families plans were brought up to date"),
    1609: N_("Collection management was changed"),
    1610: N_("Creating collections was restricted to owners and admins"),
    1611: N_("Creating collections was opened to all members"),
    1612: N_("Deleting collections was restricted to owners and admins"),
    1613: N_("Deleting collections was opened to those who manage them"),
    1614: N_("Deleting items was restricted to those who manage them"),
    1615: N_("Deleting items was opened to those who edit them"),
    1616: N_("Owners and admins were given access to all items"),
    1617: N_("Owners and admins lost access to all items"),
    1620: N_("Automatic confirmation was turned on by an admin"),
    1621: N_("Automatic confirmation was turned off by an admin"),
    1622: N_("Automatic confirmation was made available by the vendor"),
    1623: N_("Automatic confirmation was withdrawn by the vendor"),
    1624: N_("The invite link was changed (event 1624)"),
    1625: N_("The invite link was changed (event 1625)"),
    1626: N_("The invite link was changed (event 1626)"),
    1627: N_("The invite link was changed (event 1627)"),
    1628: N_("The invite link was changed (event 1628)"),
    1629: N_("The invite link was changed (event 1629)"),
    1630: N_("The invite link was changed (event 1630)"),
    1700: N_("Policy {what} was changed"),
    # The provider. {who}: somebody of it; {what}: a client
    1800: N_("{who} was invited to the provider"),
    1801: N_("{who} was confirmed in the provider"),
    1802: N_("{who}: the role in the provider was changed"),
    1803: N_("{who} was removed from the provider"),
    1900: N_("Client {what} was created"),
    1901: N_("Client {what} was added"),
    1902: N_("Client {what} was unlinked"),
    1903: N_("The provider opened the vault of {what}"),
    # A domain
    2000: N_("Domain {what} was added"),
    2001: N_("Domain {what} was removed"),
    2002: N_("Domain {what} was verified"),
    2003: N_("Domain {what} could not be verified"),
    2100: N_("Secret {what} was read"),
}
"""By the server's EventType. Invite links have seven types that the server's contract does not tell apart."""

_DEVICES: Final[Mapping[int, str]] = {
    0: N_("Android"),
    1: N_("iOS"),
    2: N_("Chrome extension"),
    3: N_("Firefox extension"),
    4: N_("Opera extension"),
    5: N_("Edge extension"),
    6: N_("Windows desktop"),
    7: N_("macOS desktop"),
    8: N_("Linux desktop"),
    9: N_("Web vault, Chrome"),
    10: N_("Web vault, Firefox"),
    11: N_("Web vault, Opera"),
    12: N_("Web vault, Edge"),
    13: N_("Web vault, Internet Explorer"),
    14: N_("Web vault, other browser"),
    15: N_("Android (Amazon)"),
    16: N_("Windows (UWP)"),
    17: N_("Web vault, Safari"),
    18: N_("Web vault, Vivaldi"),
    19: N_("Vivaldi extension"),
    20: N_("Safari extension"),
    21: N_("SDK"),
    22: N_("Server"),
    23: N_("CLI, Windows"),
    24: N_("CLI, macOS"),
    25: N_("CLI, Linux"),
    26: N_("DuckDuckGo"),
}

_SYSTEMS: Final[Mapping[int, str]] = {
    0: N_("The server"),
    1: N_("SCIM"),
    2: N_("Domain verification"),
    3: N_("Public API"),
    4: N_("Two-step login turned off"),
    5: N_("The vendor's portal"),
}


def template_of(kind: int) -> str:
    """The sentence of that type, with `{who}` or `{what}` in it; a type of a newer server has its number."""
    known = SENTENCES.get(kind)
    return _("Event {number}").replace("{number}", str(kind)) if known is None else _(known)


def device_word(device: int | None) -> str:
    """What was used; empty where the server does not say."""
    if device is None:
        return ""
    known = _DEVICES.get(device)
    return _("Device type {number}").format(number=device) if known is None else _(known)


def system_word(system: int) -> str:
    """Who acted instead of a person."""
    known = _SYSTEMS.get(system)
    return _("System {number}").format(number=system) if known is None else _(known)
