"""`seatwarden policies ACTION`: what may be typed about the policies of a client."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from backend_client.portal.policy_presets import Preset
from tui.arguments.base import Arguments, reading, writing
from tui.translate import _


@dataclass(frozen=True, slots=True)
class PolicyArguments(Arguments):
    """`type` is a policy's word or number; `data` are KEY=VALUE words."""

    policies_action: str = ""
    switch: str = ""
    data: tuple[str, ...] = ()
    preset: str = ""


def fill(parser: argparse.ArgumentParser) -> None:
    """The verb `policies`."""
    parser.set_defaults(shape=PolicyArguments)
    actions = parser.add_subparsers(dest="policies_action", metavar="ACTION", required=True)
    reading(actions, "list", _("all policies, and which of them are on"))
    put = writing(actions, "set", _("switch one policy, and set its values"))
    put.add_argument("type", metavar="POLICY", help=_("its word or number, as the list shows it"))
    put.add_argument("switch", choices=("on", "off"))
    put.add_argument(
        "--data",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help=_("a value of it, once per value; nothing after the sign takes one away"),
    )
    preset = writing(actions, "preset", _("a careful set of policies at once"))
    preset.add_argument("preset", choices=[preset.value for preset in Preset], metavar="PRESET")
    for action in (put, preset):
        action.add_argument(
            "--confirm",
            default="",
            metavar="NAME",
            help=_("the client's name, typed: wanted where somebody may be revoked"),
        )
