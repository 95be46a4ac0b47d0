"""What the practice clients look like, before any key is made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from embedded_backend.plans import ENTERPRISE_ANNUALLY, ENTERPRISE_MONTHLY, TEAMS_MONTHLY

OWNER = "@owner"  # stands for the client's owner where a group name could stand


class OwnerState(StrEnum):
    """How far the owner of a client has come."""

    INVITED = "invited"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Shelf:
    """One collection: who manages it (a group name, OWNER or None for nobody), who else reaches it."""

    name: str
    manager: str | None = OWNER
    editors: tuple[str, ...] = ()
    viewers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """One client organization. `confirmed`, `accepted` and `invited` count members, the owner among them."""

    name: str
    plan: int
    seats: int
    domain: str
    confirmed: int = 0
    accepted: int = 0
    invited: int = 0
    owner: OwnerState = OwnerState.CONFIRMED
    enabled: bool = True
    key_opens: bool = True
    sso: bool = False
    groups: tuple[str, ...] = ()
    shelves: tuple[Shelf, ...] = (Shelf("Default collection"),)
    policies: tuple[int, ...] = ()
    items: int = 0
    days: int = 60


_BIRCH_GROUPS = ("Dispatch", "Drivers", "Finance", "Human Resources", "Information Technology", "Management")
_BIRCH_SHELVES = (
    Shelf("Default collection"),
    Shelf("Dispatch", "Dispatch", viewers=("Drivers",)),
    Shelf("Finance", "Finance"),
    Shelf("Finance/Payroll", "Finance", viewers=("Human Resources",)),
    Shelf("Finance/Invoices", "Finance", editors=("Dispatch",)),
    Shelf("Human Resources", "Human Resources"),
    Shelf("Information Technology", "Information Technology"),
    Shelf("Information Technology/Routers", "Information Technology"),
    Shelf("Management", "Management"),
    Shelf("Fleet portals", None, editors=("Drivers",)),
    Shelf("Old password manager", None),
)
_DELTA_GROUPS = ("Harbour office", "Skippers", "Accounts")
_DELTA_SHELVES = (
    Shelf("Default collection"),
    Shelf("Accounts", "Accounts"),
    Shelf("Accounts/Banking", "Accounts"),
    Shelf("Vessels", "Skippers", editors=("Harbour office",)),
    Shelf("Vessels/Navigation", "Skippers"),
)
_ALDER_SHELVES = (
    Shelf("Default collection"),
    Shelf("Reception", "Reception"),
    Shelf("Surgery", "Dentists", viewers=("Reception",)),
    Shelf("Surgery/X-ray", "Dentists"),
)
_IRONWOOD_SHELVES = (
    Shelf("Default collection"),
    Shelf("Projects", "Architects"),
    Shelf("Projects/Städtebau", "Architects", editors=("Studio",)),
    Shelf("Licences", OWNER, viewers=("Architects", "Studio")),
)
_HELP_PAGE_SHELVES = (
    Shelf("Default collection"),
    Shelf("Socials"),
    Shelf("Productivity Tools"),
    Shelf("Financials"),
)

NORTHWIND_CLIENTS = (
    ClientPlan(
        "Alder Dental Group",
        TEAMS_MONTHLY,
        12,
        "alder.example",
        confirmed=12,
        groups=("Reception", "Dentists"),
        shelves=_ALDER_SHELVES,
        items=60,
        days=310,
    ),
    ClientPlan(
        "Birch & Sons Logistics",
        ENTERPRISE_MONTHLY,
        40,
        "birch.example",
        confirmed=29,
        accepted=3,
        invited=5,
        owner=OwnerState.INVITED,
        groups=_BIRCH_GROUPS,
        shelves=_BIRCH_SHELVES,
        policies=(0, 1, 2, 3),
        items=412,
        days=21,
    ),
    ClientPlan(
        "Delta Fisheries",
        ENTERPRISE_MONTHLY,
        25,
        "delta.example",
        confirmed=26,
        groups=_DELTA_GROUPS,
        shelves=_DELTA_SHELVES,
        policies=(0, 1, 3, 8),
        items=120,
        sso=True,
        days=280,
    ),
    ClientPlan(
        "Elm Street Clinic",
        TEAMS_MONTHLY,
        6,
        "elm.example",
        confirmed=1,
        accepted=1,
        days=9,
        shelves=(Shelf("Default collection"), Shelf("Front desk"), Shelf("Laboratory", None)),
    ),
    ClientPlan(
        "Granite Legal LLP",
        ENTERPRISE_MONTHLY,
        30,
        "granite.example",
        confirmed=22,
        enabled=False,
        groups=("Partners",),
        shelves=(Shelf("Default collection"), Shelf("Court portals", "Partners")),
        days=200,
    ),
    ClientPlan(
        "Harbour Hotels",
        TEAMS_MONTHLY,
        18,
        "harbour.example",
        confirmed=9,
        key_opens=False,
        shelves=(Shelf("Default collection"), Shelf("Booking systems")),
        days=150,
    ),
    ClientPlan(
        "Ironwood Architects",
        ENTERPRISE_MONTHLY,
        60,
        "ironwood.example",
        confirmed=41,
        invited=3,
        groups=("Architects", "Studio"),
        shelves=_IRONWOOD_SHELVES,
        policies=(1,),
        items=35,
        days=120,
    ),
    ClientPlan("Juniper Travel", TEAMS_MONTHLY, 8, "juniper.example", confirmed=3, invited=2, days=40),
    ClientPlan(
        "My Client's Organization",
        ENTERPRISE_MONTHLY,
        15,
        "myclient.example",
        invited=1,
        owner=OwnerState.INVITED,
        shelves=_HELP_PAGE_SHELVES,
        days=3,
    ),
    ClientPlan(
        "Second Client's Organization",
        TEAMS_MONTHLY,
        20,
        "second.example",
        invited=1,
        owner=OwnerState.INVITED,
        days=2,
    ),
    ClientPlan(
        "Third Client's Organization",
        ENTERPRISE_MONTHLY,
        10,
        "third.example",
        invited=1,
        owner=OwnerState.INVITED,
        days=1,
    ),
)

SOUTHGATE_CLIENTS = (
    ClientPlan("Saffron Catering", TEAMS_MONTHLY, 10, "saffron.example", confirmed=4, groups=("Kitchen",)),
    ClientPlan("Tidewater Museum", ENTERPRISE_MONTHLY, 12, "tidewater.example", confirmed=7, accepted=1),
)

OLD_MILL_CLIENTS = (ClientPlan("Umber Print Works", TEAMS_MONTHLY, 9, "umber.example", confirmed=5),)

HARROW_CLIENTS = (
    ClientPlan("Violet Bakery", TEAMS_MONTHLY, 8, "violet.example", confirmed=5, enabled=False, days=300),
    ClientPlan(
        "Willow Veterinary",
        ENTERPRISE_MONTHLY,
        14,
        "willow.example",
        invited=1,
        owner=OwnerState.INVITED,
        enabled=False,
        days=90,
    ),
)
MERIDIAN_CLIENTS = (
    ClientPlan("Meridian Retail", ENTERPRISE_ANNUALLY, 30, "retail.example", confirmed=22, days=400),
    ClientPlan("Meridian Süd", ENTERPRISE_ANNUALLY, 15, "sued.example", confirmed=6, accepted=1, days=200),
)
COBALT_CLIENTS = (ClientPlan("Yarrow Florists", TEAMS_MONTHLY, 6, "yarrow.example", confirmed=3),)
