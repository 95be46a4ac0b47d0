"""What the server's sentences about single members mean: the answer has no code beside them. Pure.

Compared without case and in part: the sentences name people, and servers word them differently.
"""

from __future__ import annotations

from backend_client.errors import MemberRefusal

_MEANINGS = (
    ("seat limit", MemberRefusal.SEATS),
    ("cannot autoscale", MemberRefusal.SEATS),
    ("automatic", MemberRefusal.AUTOMATIC_CONFIRMATION),
    ("claimed", MemberRefusal.CLAIMED),
    ("managed by", MemberRefusal.CLAIMED),
    ("at least one confirmed owner", MemberRefusal.LAST_OWNER),
    ("last owner", MemberRefusal.LAST_OWNER),
    ("two-step", MemberRefusal.TWO_STEP),
    ("single organization membership", MemberRefusal.SINGLE_ORGANIZATION),
    ("until they leave", MemberRefusal.SINGLE_ORGANIZATION),
    ("another organization which forbids", MemberRefusal.OTHER_ORGANIZATION),
    ("yourself", MemberRefusal.NOT_ABOVE),
    ("only owners can", MemberRefusal.NOT_ABOVE),
    ("custom users can", MemberRefusal.NOT_ABOVE),
    ("confirmed provideradmin", MemberRefusal.LAST_ADMIN),
    ("invalid user", MemberRefusal.WRONG_STATE),
    ("user invalid", MemberRefusal.WRONG_STATE),
    ("user not valid", MemberRefusal.WRONG_STATE),
    ("users invalid", MemberRefusal.WRONG_STATE),
    ("already", MemberRefusal.WRONG_STATE),
)


def meaning_of(sentence: str) -> MemberRefusal:
    """What a refusal means; OTHER where it is not known, ABSENT where there is none."""
    said = sentence.casefold()
    if not said.strip():
        return MemberRefusal.ABSENT
    return next((meaning for part, meaning in _MEANINGS if part in said), MemberRefusal.OTHER)
