"""A provider's own record, as a value. Texts are foreign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_client.api.providers import ProviderAnswer


@dataclass(frozen=True, slots=True)
class ProviderRecord:
    """What can be changed of a provider, and its business name, which is sent along as it is."""

    name: str
    business_name: str
    billing_email: str


def record_of(answer: ProviderAnswer) -> ProviderRecord:
    """The value of an answer."""
    return ProviderRecord(answer.name or "", answer.plain_business_name, answer.billing_email)
