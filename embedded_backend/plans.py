"""Plans a provider's clients can have, and the features each switches on."""

from __future__ import annotations

from dataclasses import dataclass

from embedded_backend.wire import Json

TEAMS_MONTHLY = 17
ENTERPRISE_MONTHLY = 19
ENTERPRISE_ANNUALLY = 20
TIER_TEAMS = 2
TIER_ENTERPRISE = 3

_TEAMS_FEATURES = [
    "useGroups",
    "useDirectory",
    "useEvents",
    "useTotp",
    "use2fa",
    "useApi",
    "useScim",
    "usersGetPremium",
    "usePasswordManager",
]
_ENTERPRISE_FEATURES = [
    "usePolicies",
    "useSso",
    "useKeyConnector",
    "useResetPassword",
    "useCustomPermissions",
    "useActivateAutofillPolicy",
    "useRiskInsights",
    "useOrganizationDomains",
    "useAdminSponsoredFamilies",
    "useMyItems",
    "usePhishingBlocker",
    "selfHost",
]
_NEVER = [
    "useSecretsManager",
    "useAutomaticUserConfirmation",
    "useDisableSMAdsForUsers",
    "useInviteLinks",
    "usePam",
]


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan. `seat_price` is in US dollars per seat and cadence, as the provider pays it."""

    type: int
    tier: int
    name: str
    annual: bool
    seat_price: float

    @property
    def enterprise(self) -> bool:
        """Whether it has policies, SSO and the rest."""
        return self.tier == TIER_ENTERPRISE

    @property
    def cadence(self) -> str:
        """How often it is billed, as subscriptions say it."""
        return "Annual" if self.annual else "Monthly"


PLANS = {
    plan.type: plan
    for plan in (
        Plan(TEAMS_MONTHLY, TIER_TEAMS, "Teams (Monthly)", False, 4),
        Plan(18, TIER_TEAMS, "Teams (Annually)", True, 48),
        Plan(ENTERPRISE_MONTHLY, TIER_ENTERPRISE, "Enterprise (Monthly)", False, 6),
        Plan(ENTERPRISE_ANNUALLY, TIER_ENTERPRISE, "Enterprise (Annually)", True, 72),
    )
}


def features(plan_type: int) -> dict[str, bool]:
    """The `use*` flags of an organization on that plan."""
    enterprise = PLANS[plan_type].enterprise
    flags = dict.fromkeys(_TEAMS_FEATURES, True)
    flags.update(dict.fromkeys(_ENTERPRISE_FEATURES, enterprise))
    flags.update(dict.fromkeys(_NEVER, False))
    return flags


def plan_object(plan: Plan) -> Json:
    """A row of `GET plans`."""
    return {
        "object": "plan",
        "type": plan.type,
        "productTier": plan.tier,
        "name": plan.name,
        "isAnnual": plan.annual,
        "nameLocalizationKey": "planNameEnterprise" if plan.enterprise else "planNameTeams",
        "descriptionLocalizationKey": "planDescEnterprise" if plan.enterprise else "planDescTeams",
        "canBeUsedByBusiness": True,
        "trialPeriodDays": 7,
        "hasSelfHost": plan.enterprise,
        "hasPolicies": plan.enterprise,
        "hasGroups": True,
        "hasDirectory": True,
        "hasEvents": True,
        "hasTotp": True,
        "has2fa": True,
        "hasApi": True,
        "hasSso": plan.enterprise,
        "hasOrganizationDomains": plan.enterprise,
        "hasResetPassword": plan.enterprise,
        "usersGetPremium": True,
        "hasMyItems": plan.enterprise,
        "hasInviteLinks": False,
        "upgradeSortOrder": plan.tier,
        "displaySortOrder": plan.tier,
        "legacyYear": None,
        "disabled": False,
        "secretsManager": None,
        "passwordManager": _seats_and_storage(plan),
    }


def _seats_and_storage(plan: Plan) -> Json:
    return {
        "stripePlanId": None,
        "stripeSeatPlanId": f"practice-seat-{plan.type}",
        "stripeProviderPortalSeatPlanId": f"practice-provider-portal-seat-{plan.type}",
        "basePrice": 0.0,
        "seatPrice": plan.seat_price,
        "providerPortalSeatPrice": plan.seat_price,
        "allowSeatAutoscale": True,
        "hasAdditionalSeatsOption": True,
        "maxAdditionalSeats": None,
        "baseSeats": 0,
        "hasPremiumAccessOption": False,
        "stripePremiumAccessPlanId": None,
        "premiumAccessOptionPrice": 0.0,
        "maxSeats": None,
        "baseStorageGb": 1,
        "hasAdditionalStorageOption": True,
        "additionalStoragePricePerGb": 0.33,
        "stripeStoragePlanId": f"practice-storage-{plan.type}",
        "maxAdditionalStorage": None,
        "maxCollections": None,
    }
