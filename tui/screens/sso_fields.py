"""The fields of the form of single sign-on, one line each."""

from __future__ import annotations

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from backend_client.portal.sso_fields import FIELDS, FieldValue, Shape, SsoField, SsoKind
from backend_client.portal.sso_rules import CLIENT_SECRET
from tui.presenters.sso_words import choice_word, field_word
from tui.translate import _
from tui.widgets.certificate_input import CertificateInput
from tui.widgets.choice_list import Choice
from tui.widgets.pick_line import PickLine
from tui.widgets.plain_input import PlainInput, printable_line

YES, NO = "yes", "no"
_REQUIRED = {CLIENT_SECRET, *(each.name for kind in SsoKind for each in FIELDS[kind] if each.required)}


def field_row(name: str, control: Widget) -> Widget:
    """A field behind its label; a star marks what must be filled in."""
    mark = " *" if name in _REQUIRED else ""
    label = Static(field_word(name).label + mark, classes="label", markup=False)
    return Horizontal(label, control, id=f"row-{name}", classes="field")


def control_of(field: SsoField, start: FieldValue) -> Widget:
    """What a field is filled in with; a stored choice that is not known here can be kept."""
    if field.shape is Shape.FLAG:
        return PickLine(
            [Choice(YES, _("yes")), Choice(NO, _("no"))], current=YES if start else NO, id=field.name
        )
    if field.shape is Shape.CHOICE:
        known = field.choices if start in field.choices else (start, *field.choices)
        choices = [Choice(str(each), choice_word(field.name, each)) for each in known]
        return PickLine(choices, current=str(start), id=field.name)
    if field.shape is Shape.CERTIFICATE:
        return CertificateInput(shown(start), id=field.name)
    return PlainInput(shown(start), id=field.name)


def shown(value: FieldValue) -> str:
    """A value as a field can show it; what cannot be shown is kept aside by the form."""
    return printable_line(value) if isinstance(value, str) else str(value)
