"""Renaming a collection: what a typed name means, and what is wrong with it. Pure."""

from __future__ import annotations

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.collection_overview import CollectionOverview
from backend_client.portal.collection_rules import SEPARATOR, check_collection_name, folded, is_below
from tui.explain import explanation_of
from tui.safe_text import safe_text
from tui.terms import collections_word
from tui.translate import _


def nested_label(below: int) -> str:
    """The choice that takes `below` collections along."""
    return _("Rename {count} {collections} nested below it too, so that they stay there").format(
        count=below, collections=collections_word(below)
    )


def problem_of_rename(overview: CollectionOverview, before: str, name: str) -> str:
    """Why `before` cannot be named so; empty when it can."""
    try:
        check_collection_name(name)
        if name == before:
            return _("That is its name already. Nothing to do.")
        if is_below(name, before):
            return _("It cannot be nested below itself.")
        if overview.named(name) is not None:
            raise RuleBroken(Rule.COLLECTION_EXISTS)
    except RuleBroken as broken:
        return explanation_of(broken).line()
    return ""


def rename_readout(overview: CollectionOverview, before: str, name: str) -> tuple[str, ...]:
    """What the name would mean."""
    said = []
    parent, _slash, _last = name.rpartition(SEPARATOR)
    if parent:
        words = _("Nested below {parent}.")
        if overview.named(parent) is None:
            words = _("Nested below {parent}, which does not exist; the tree shows a path.")
        said.append(words.format(parent=safe_text(parent, limit=60)))
    like = next(
        (
            each.name
            for each in overview.collections
            if each.name and each.name not in (name, before) and folded(each.name) == folded(name)
        ),
        None,
    )
    if like is not None:
        said.append(_("Differs from '{name}' only in case or spaces.").format(name=safe_text(like, limit=60)))
    return tuple(said)
