"""Recovering an account in words: what happens, what the new password must be like, how it ended. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from backend_client.errors import SeatwardenError
from backend_client.portal.recovery import Demand, PasswordDemands, RecoveryCase, Strength
from tui.explain import explanation_of
from tui.safe_text import safe_text
from tui.translate import _

_NAME, _EMAIL = 60, 120


class Wish(StrEnum):
    """What is to be reset."""

    PASSWORD = "password"  # noqa: S105 - a choice, no password
    BOTH = "both"
    TWO_STEP = "two_step"

    @property
    def password(self) -> bool:
        """Whether the member gets a new master password."""
        return self is not Wish.TWO_STEP

    @property
    def two_step(self) -> bool:
        """Whether two-step login is taken away."""
        return self is not Wish.PASSWORD


def wishes_of(case: RecoveryCase) -> tuple[Wish, ...]:
    """What can be chosen for this member."""
    return tuple(Wish) if case.resets_two_step and case.two_step else (Wish.PASSWORD,)


def wish_label(wish: Wish) -> str:
    """A choice, finished."""
    return {
        Wish.PASSWORD: _("New master password"),
        Wish.BOTH: _("New master password, and no two-step login any more"),
        Wish.TWO_STEP: _("No two-step login any more; the password stays"),
    }[wish]


def who_line(case: RecoveryCase) -> str:
    """`Mia Ortega  <mia@birch.example>`."""
    name, email = safe_text(case.name, limit=_NAME), safe_text(case.email, limit=_EMAIL)
    return f"{name} <{email}>" if name else email


def intro_sentences(case: RecoveryCase) -> tuple[str, ...]:
    """What recovery is, and what this server or this member keeps from being chosen."""
    said = [
        _(
            "They left their key with the organization, and it opens. Their items, keys and memberships "
            "stay as they are."
        )
    ]
    if not case.resets_two_step:
        said.append(_("Two-step login cannot be reset on this server."))
    elif not case.two_step:
        said.append(_("They have no two-step login, so there is none to reset."))
    return tuple(said)


def consequences(case: RecoveryCase, wish: Wish) -> tuple[str, ...]:
    """What will happen, sentence by sentence."""
    said = []
    if wish.password:
        said.append(
            _("Their present master password stops working at once, and they are signed out on every device.")
        )
        if case.must_replace:
            said.append(_("The new one is temporary: they must choose their own when they next sign in."))
        else:
            said.append(_("This server does not make them choose another one: ask them to."))
    if wish.two_step:
        said.append(_("Every method of their two-step login is removed; they set it up anew."))
        if case.two_step_wanted:
            said.append(
                _(
                    "THIS CLIENT REQUIRES TWO-STEP LOGIN: the server revokes them at once, here and wherever "
                    "else it is required. Restore them when they have set it up again."
                )
            )
    said.append(_("The server mails them that an administrator did this."))
    if wish.password:
        said.append(_("Tell them the new password yourself, not by mail: it opens everything they have."))
    return tuple(said)


def demands_sentence(demands: PasswordDemands) -> str:
    """What a new password must be like."""
    kinds = [
        word
        for word, asked in (
            (_("a capital letter"), demands.upper),
            (_("a small letter"), demands.lower),
            (_("a digit"), demands.number),
            (_("one of !@#$%^&*"), demands.special),
        )
        if asked
    ]
    said = _("At least {count} characters").format(count=demands.length)
    if kinds:
        said += _(", with {kinds}").format(kinds=", ".join(kinds))
    said += "."
    if demands.complexity is not None:
        said += " " + _(
            "The client's policy also asks for complexity {score} of 4, which is not measured here; a "
            "generated password has it."
        ).format(score=demands.complexity)
    return said


def unmet_sentence(unmet: Sequence[Demand], demands: PasswordDemands) -> str:
    """What a typed password lacks."""
    words = {
        Demand.LENGTH: _("it is shorter than {count} characters").format(count=demands.length),
        Demand.UPPER: _("it has no capital letter"),
        Demand.LOWER: _("it has no small letter"),
        Demand.NUMBER: _("it has no digit"),
        Demand.SPECIAL: _("it has none of !@#$%^&*"),
    }
    return _("Not taken: {reasons}. Type another one.").format(
        reasons=", ".join(words[each] for each in unmet)
    )


def strength_sentence(strength: Strength) -> str:
    """A hint about a typed password, and what comes next."""
    word = {
        Strength.WEAK: _("weak"),
        Strength.FAIR: _("fair"),
        Strength.GOOD: _("good"),
        Strength.STRONG: _("strong"),
    }[strength]
    return _("Strength by length and characters: {word}. Type it once more.").format(word=word)


def done_sentence(case: RecoveryCase, wish: Wish) -> str:
    """That it was done."""
    email = safe_text(case.email, limit=_EMAIL)
    changed = (
        _("{email} has a new master password, and must replace it when signing in.")
        if case.must_replace
        else _("{email} has a new master password. Ask them to replace it.")
    )
    words = {
        Wish.PASSWORD: changed,
        Wish.BOTH: _("{email} has a new master password and no two-step login any more."),
        Wish.TWO_STEP: _("{email} has no two-step login any more."),
    }[wish]
    return words.format(email=email)


def unknown_sentences(error: SeatwardenError, wish: Wish) -> tuple[str, ...]:
    """What to do where no usable answer came."""
    words = explanation_of(error)
    said = [words.title, words.sentence]
    if wish.password:
        said.append(
            _(
                "Whether the new password counts, only they can find out: they try it. If it does not open "
                "their vault, do this again, with the same password or another. That is safe: items and "
                "keys stay, and the last password that arrived counts. They are mailed each time."
            )
        )
    else:
        said.append(
            _("R on the members shows whether they still have two-step login; doing it again is safe.")
        )
    return tuple(said)
