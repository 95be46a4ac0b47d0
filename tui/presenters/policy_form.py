"""The form of one policy: its fields with what they hold, and what was typed into data. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from backend_client.portal.policies import Policy, PolicyBoard, PolicyWish
from backend_client.portal.policy_data import (
    faults_in,
    is_odd,
    same_data,
    suggested_data,
    value_in,
    with_values,
)
from backend_client.portal.policy_plan import dependants
from backend_client.portal.policy_types import Field, FieldKind, PolicyKind, Value
from tui.presenters.client_forms import Problem
from tui.presenters.policies import effects_of, odd_text
from tui.presenters.policy_field_words import choice_word, fault_sentence, field_label
from tui.presenters.policy_words import name_of
from tui.translate import _

STATE = "state"
ON, OFF = "on", "off"
KEEP = "keep"


@dataclass(frozen=True, slots=True)
class FormField:
    """One line of the form. `options` are (id, label) pairs; a line without any is typed into.

    `start` is the id or text it starts with; `digits`: only digits are typed; `hint` stands behind it.
    """

    id: str
    label: str
    start: str
    options: tuple[tuple[str, str], ...] = ()
    digits: bool = False
    hint: str = ""


def starting_data(policy: Policy) -> Mapping[str, Any]:
    """What is saved; where nothing is, and it is off, what most would want."""
    return policy.data if policy.data or policy.enabled else suggested_data(policy.kind)


def form_fields(policy: Policy) -> tuple[FormField, ...]:
    """On or off, then the data. A policy that is off starts as on: nobody opens its form to leave it off.

    One that is on and cannot be had here starts as off, for the same reason.
    """
    start = ON if policy.obstacle is None else OFF
    state = FormField(STATE, _("State"), start, ((ON, _("on")), (OFF, _("off"))))
    data = starting_data(policy)
    return (state, *(_form_field(field, data) for field in policy.kind.fields))


def _form_field(field: Field, data: Mapping[str, Any]) -> FormField:
    options = _options(field)
    odd = is_odd(field, data)
    if options:
        if odd:
            options = ((KEEP, _("as it is: {value}").format(value=odd_text(field, data))), *options)
        start = KEEP if odd else _option_id(value_in(field, data))
        if start not in [id for id, _label in options]:  # a value is required, and there is none
            options = ((start, _("not set")), *options)
        return FormField(field.key, field_label(field), start, options)
    hint = _("kept as it is: {value}").format(value=odd_text(field, data)) if odd else _hint(field)
    digits = field.kind is FieldKind.NUMBER
    return FormField(field.key, field_label(field), _one_line(value_in(field, data)), (), digits, hint)


def _hint(field: Field) -> str:
    if field.kind is FieldKind.NUMBER:
        empty = "" if field.required else _(", or empty")
        return _("{low} to {high}").format(low=field.low, high=field.high) + empty
    if field.key == "rulesUrl":
        return "https://..."
    return _("at most {high}").format(high=field.high) if field.high <= 250 else ""


def _options(field: Field) -> tuple[tuple[str, str], ...]:
    if field.kind is FieldKind.FLAG:
        return (_option_id(False), _("no")), (_option_id(True), _("yes"))
    if field.kind is FieldKind.CHOICE:
        return tuple((_option_id(choice), choice_word(field, choice)) for choice in field.choices)
    if field.kind is FieldKind.MANY:
        several = (some for n in range(1, len(field.choices) + 1) for some in combinations(field.choices, n))
        named = ((_option_id(some), " + ".join(choice_word(field, one) for one in some)) for some in several)
        return ((_option_id(None), _("not set")), *named)
    return ()


def _option_id(value: Any) -> str:
    """An id that tells False from 0 and a number from its digits."""
    return repr(value)


def _one_line(value: Value) -> str:
    """What an input can show of a text."""
    text = "" if value is None else " ".join(str(value).splitlines())
    return "".join(letter for letter in text if letter.isprintable())


def wish_of(policy: Policy, entered: Mapping[str, str]) -> PolicyWish:
    """What the lines of the form, by id, come to. Lines that nobody changed keep what was saved."""
    enabled = entered[STATE] == ON
    start = starting_data(policy) if enabled else policy.data
    typed = {
        field.key: _value(field, entered[field.key])
        for field in policy.kind.fields
        if enabled and field.key in entered and entered[field.key] != _form_field(field, start).start
    }
    return PolicyWish(policy.type, enabled, with_values(policy.kind, start, typed))


def _value(field: Field, text: str) -> Value:
    if field.kind is FieldKind.TEXT:
        return text.strip() or None
    if field.kind is FieldKind.NUMBER:
        return int(text) if text.isdecimal() else None
    return next((value for value in _values(field) if _option_id(value) == text), None)


def _values(field: Field) -> Sequence[Value]:
    if field.kind is FieldKind.FLAG:
        return (False, True)
    if field.kind is FieldKind.CHOICE:
        return field.choices
    numbers = [choice for choice in field.choices if isinstance(choice, int)]
    return (None, *(some for n in range(1, len(numbers) + 1) for some in combinations(numbers, n)))


def problem_of(policy: Policy, wish: PolicyWish) -> Problem | None:
    """The first thing that keeps the wish from being planned."""
    if wish.enabled and policy.obstacle is not None:
        return Problem(STATE, _("It can only be switched off here."))
    if not wish.enabled:
        return None
    faults = faults_in(policy.kind, wish.data or {})
    return Problem(faults[0][0].key, fault_sentence(*faults[0])) if faults else None


def readout(board: PolicyBoard, policy: Policy, wish: PolicyWish) -> tuple[str, ...]:
    """What saving it would mean, while the form is filled in."""
    problem = problem_of(policy, wish)
    if problem is not None:
        return (problem.sentence,)
    if wish.enabled and not policy.enabled:
        needs = board.needs(policy.type)
        said = effects_of(board, policy.type)
        if needs is not None and not board.policy(needs).enabled:
            words = _("Needs {policy}: the plan switches that on first.")
            said = (words.format(policy=name_of(needs)), *effects_of(board, needs), *said)
        return said
    needing = dependants(board, policy.type)
    if not wish.enabled and policy.enabled and needing:
        names = ", ".join(name_of(one.type) for one in needing)
        return (_("These need it, and the plan switches them off first: {policies}.").format(policies=names),)
    if wish.enabled == policy.enabled and same_data(wish.data, policy.data):
        return (_("Nothing differs from what is saved."),)
    return ()


def typed_values(kind: PolicyKind, pairs: Sequence[str]) -> dict[str, Value] | str:
    """The values of `KEY=VALUE` words, or the sentence that says what is wrong with the first bad one."""
    values: dict[str, Value] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        field = kind.field(key.strip())
        if field is None or not equals:
            names = ", ".join(field.key for field in kind.fields) or _("none")
            return _("{policy} takes these values: {names}.").format(policy=kind.word, names=names)
        found = _parsed(field, text.strip())
        if found is None:
            return _("{key} takes: {choices}.").format(key=field.key, choices=_takes(field))
        values[field.key] = found[0]
    return values


def _parsed(field: Field, text: str) -> tuple[Value] | None:
    """The value in a tuple of one; None where it is none. Nothing behind the sign takes a value away."""
    word = text.casefold()
    if not text.isascii() and field.kind is not FieldKind.TEXT:
        return None
    if not text:
        return (False if field.kind is FieldKind.FLAG else None,)
    if field.kind is FieldKind.TEXT:
        return (text,)
    if field.kind is FieldKind.FLAG:
        known = {**dict.fromkeys(("yes", "on", "true", "1"), True), **dict.fromkeys(_NO_WORDS, False)}
        return (known[word],) if word in known else None
    if field.kind is FieldKind.NUMBER:
        return (int(text),) if text.isdecimal() and len(text) <= 6 else None
    if field.kind is FieldKind.MANY:
        parts = [part.strip() for part in text.split(",")]
        ok = all(part.isdecimal() and len(part) <= 6 and int(part) in field.choices for part in parts)
        return (tuple(sorted({int(part) for part in parts})),) if ok else None
    return next(((one,) for one in field.choices if one is not None and str(one).casefold() == word), None)


_NO_WORDS = ("no", "off", "false", "0")


def _takes(field: Field) -> str:
    if field.kind is FieldKind.FLAG:
        return _("yes or no")
    if field.kind is FieldKind.NUMBER:
        return _("{low} to {high}").format(low=field.low, high=field.high)
    return ", ".join(str(choice) for choice in field.choices if choice is not None)
