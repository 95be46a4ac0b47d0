"""What stands below the form of single sign-on while a field has the cursor. Pure."""

from __future__ import annotations

from backend_client.errors import SsoFault
from backend_client.portal.sso import SsoState
from backend_client.portal.sso_fields import CERTIFICATE, DECRYPTION, FieldValue
from backend_client.portal.sso_rules import certificate_fault, certificate_of
from tui.presenters.sso import certificate_sentences
from tui.presenters.sso_words import decryption_hint, fault_sentence, field_word


def hint_sentences(name: str, state: SsoState, current: FieldValue) -> tuple[str, ...]:
    """What the field is for, and what its present contents mean."""
    if name == DECRYPTION:
        return (decryption_hint(int(current)) if str(current).lstrip("-").isdecimal() else "",)
    hint = field_word(name).hint
    if name == CERTIFICATE and isinstance(current, str) and current.strip():
        certificate = certificate_of(current)
        if certificate is not None:
            return certificate_sentences(certificate, state.read_at)
        fault = certificate_fault(current)
        if fault is SsoFault.PRIVATE_KEY:
            return (fault_sentence(name, fault),)
    return (hint,) if hint else ()
