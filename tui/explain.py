"""Errors in words: what happened, what is still true, what to do. The one place errors get words.

Everything foreign (host names, the server's own sentences, typed names) is made safe and short on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend_client import errors
from tui.explain_account import ACCOUNT_WORDS
from tui.explain_answers import ANSWER_WORDS
from tui.explain_changes import change_words
from tui.explain_import import IMPORT_WORDS
from tui.explain_trust import TRUST_WORDS
from tui.explanation import Explain, Explanation
from tui.translate import _

__all__ = ["EXPLAINED", "Explanation", "explanation_of"]


def explanation_of(error: BaseException) -> Explanation:
    """The words for `error`: those of its class, else of the nearest class above it."""
    for kind in type(error).__mro__:
        if kind in _WORDS:
            return _WORDS[kind](error)
    return Explanation(
        _("Unexpected error"),
        _("Something went wrong inside this program ({kind}).").format(kind=type(error).__name__),
        _("R tries again; if it stays, please report it."),
    )


def _any(_error: errors.SeatwardenError) -> Explanation:
    return Explanation(_("Error"), _("This did not succeed."), _("R tries again."))


_WORDS: Final[Mapping[type, Explain]] = {
    errors.SeatwardenError: _any,
    **ANSWER_WORDS,
    **ACCOUNT_WORDS,
    **change_words(explanation_of),
    **IMPORT_WORDS,
    **TRUST_WORDS,
}

EXPLAINED: Final = frozenset(_WORDS)
"""The classes that have words of their own."""
