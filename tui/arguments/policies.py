"""`seatwarden policies ACTION`: what may be typed about the policies of a client."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from backend_client.portal.policy_presets import Preset
from tui.arguments.base import Arguments, shows, writes
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
    shows(actions.add_parser("list", help=_("all policies, and which of them are on"), allow_abbrev=False))
    put = actions.add_parser("set", help=_("switch one policy, and set its values"), allow_abbrev=False)
    put.add_argument("type", metavar="POLICY", help=_("its word or number, as the list shows it"))
    put.add_argument("switch", choices=("on", "off"))
    put.add_argument(
        "--data",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help=_("a value of it, once per value; nothing after the sign takes one away"),
    )
    preset = actions.add_parser("preset", help=_("a careful set of policies at once"), allow_abbrev=False)
    preset.add_argument("preset", choices=[preset.value for preset in Preset], metavar="PRESET")
    for action in (put, preset):
        writes(action)
        action.add_argument(
            "--confirm",
            default="",
            metavar="NAME",
            help=_("the client's name, typed: wanted where somebody may be revoked"),
        )
