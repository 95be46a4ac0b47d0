"""Acts that were interrupted inside a client or on a provider, in words: one sentence for each, on screen and
in commands. Pure. What the journal holds is foreign text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend_client.portal.interruptions import SettledAct
from backend_client.portal.journal import Entry, Outcome
from backend_client.portal.noted_figures import texts_of
from backend_client.portal.shown_acts import IMPORT
from tui.presenters.journal_words import act_word
from tui.safe_text import safe_text
from tui.translate import _, ngettext

_NAMED = 2  # a message has three lines, and its end says what to do


def inside_sentences(settled: Iterable[SettledAct]) -> tuple[str, ...]:
    """One sentence for every act: what it was, what became of it, and what to do."""
    return tuple(
        _("Interrupted before: {act}. {ending}").format(act=_act(one.entry), ending=_ending(one))
        for one in settled
    )


def told_line(sentences: Sequence[str]) -> str:
    """All of them in one line: the first, and how many more there are. Empty where there is none."""
    if len(sentences) < 2:
        return "".join(sentences)
    more = len(sentences) - 1
    words = ngettext("{count} more was interrupted: J.", "{count} more were interrupted: J.", more)
    return f"{sentences[0]} {words.format(count=more)}"


def _act(entry: Entry) -> str:
    return f"{act_word(entry.act)} {_about(entry)}".rstrip()


def _about(entry: Entry) -> str:
    """Whom or what it was about; empty where the journal's line does not say."""
    if entry.act == IMPORT:
        count = _items(entry)
        return ngettext("of {count} item", "of {count} items", count).format(count=count)
    if people := texts_of(entry, "emails"):
        return _some(people[:1], len(people))
    for key in ("collection", "group", "policy", "domain"):
        name = entry.before.get(key) or entry.after.get(key)
        if name:
            return f"'{safe_text(str(name), limit=40)}'"
    return ""


def _items(entry: Entry) -> int:
    before, after = entry.before.get("items"), entry.after.get("items")
    return after - before if isinstance(before, int) and isinstance(after, int) else 0


def _ending(one: SettledAct) -> str:
    if one.waits and one.outcome is Outcome.UNKNOWN:
        return _("It is not known yet whether it arrived: do not repeat it, look again in 2 minutes.")
    if one.waits:
        return _("It is not seen yet and may still arrive: do not repeat it, look again in 2 minutes.")
    if one.outcome is Outcome.DONE:
        return _("It arrived; do not repeat it.")
    if one.outcome is Outcome.NOT_SENT:
        return _("It did not arrive; nothing was changed.")
    if one.outcome is Outcome.HALF_DONE:
        if one.missing:
            return _("Not invited: {people}. Invite them again.").format(
                people=_some(one.missing, len(one.missing))
            )
        return _("Only a part of it is seen: look at the {place}.").format(place=_place(one.entry))
    if one.entry.act in ("member.resend", "person.resend"):
        return _("It is not known whether it arrived; doing it again does no harm.")
    if one.entry.act == "member.recover":
        return _("Whether the new password counts is not known: do it again with another one; no harm.")
    words = _("It is not known whether it arrived: look at the {place}, J shows what was sent.")
    return words.format(place=_place(one.entry))


def _place(entry: Entry) -> str:
    """Where to look, as it stands in a sentence."""
    noun = entry.act.partition(".")[0]
    return {
        "collection": _("collections"),
        "group": _("groups"),
        "member": _("members"),
        "person": _("people"),
        "provider": _("settings"),
        "device": _("device approvals"),
        "policy": _("policies"),
        "sso": _("single sign-on"),
        "scim": _("directory"),
        "scim_key": _("directory"),
        "api_key": _("directory"),
        "vault": _("vault"),
        "organization": _("details"),
        "domain": _("claimed domains"),
    }.get(noun, _("client"))


def _some(emails: Sequence[str], of: int) -> str:
    shown = ", ".join(safe_text(email, limit=40) for email in emails[:_NAMED])
    more = of - len(emails[:_NAMED])
    return shown if more <= 0 else _("{people} and {count} more").format(people=shown, count=more)
